"""The claims of the source text as data, read from `claims.toml` of the model, which is refused if it is not whole."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files

FORMS = ("method", "apparatus", "program product", "system")
LAST_NUMBER = 31

_TABLES = {"requirements", "claim"}
_ALWAYS = {"number", "says", "form", "requirements", "modelled", "implemented", "laws", "witnesses", "tests"}
_SOMETIMES = {"depends_on"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must be so, whichever claims ask for it."""

    id: str  # R1 to R15
    says: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, what it asks of us, and where that is modelled, implemented, checked, witnessed and tested."""

    number: int
    says: str  # the claim in one sentence of ours
    form: str  # one of FORMS
    depends_on: int | None  # the claim that this one narrows; None if it stands alone
    requirements: tuple[Requirement, ...]
    modelled: tuple[str, ...]  # functions of the model
    implemented: tuple[str, ...]  # functions of the implementation
    laws: tuple[str, ...]
    witnesses: tuple[str, ...]
    tests: tuple[str, ...]


def load() -> tuple[Claim, ...]:
    """The claims that come with this package, by number."""
    return read(files("upshift.model").joinpath("claims.toml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Claim, ...]:
    """The claims written in `text`, by number.

    Raises ValueError, saying which claim is at fault and how, unless each number from 1 to 31 comes once, each
    dependent claim is of an earlier one of its own form, and each requirement is known and asked for.
    """
    document = tomllib.loads(text)
    _keys_are(document, _TABLES, set(), "the file")
    known = {
        name: Requirement(id=name, says=_text(says, f"requirement {name}"))
        for name, says in _table(document["requirements"], "requirements").items()
    }
    claims = tuple(_claim(_table(entry, "a claim"), known) for entry in _list(document["claim"], "claim"))
    _numbers_are_complete(claims)
    by_number = {claim.number: claim for claim in claims}
    for claim in claims:
        _depends_on_an_earlier_one(claim, by_number)
    _every_requirement_is_asked_for(claims, known)
    return tuple(by_number[number] for number in sorted(by_number))


def _claim(entry: Mapping[str, object], known: Mapping[str, Requirement]) -> Claim:
    number = _number(entry.get("number"), "a claim's number")
    where = f"claim {number}"
    _keys_are(entry, _ALWAYS, _SOMETIMES, where)
    form = _text(entry["form"], where)
    if form not in FORMS:
        raise ValueError(f"{where}: the form {form!r} is none of {', '.join(FORMS)}")
    requirements = _names(entry["requirements"], f"{where}, requirements")
    if not requirements:
        raise ValueError(f"{where}: it has no requirement")
    for name in requirements:
        if name not in known:
            raise ValueError(f"{where}: there is no requirement {name!r}; there are {', '.join(known)}")
    return Claim(
        number=number,
        says=_text(entry["says"], where),
        form=form,
        depends_on=_number(entry["depends_on"], f"{where}, depends_on") if "depends_on" in entry else None,
        requirements=tuple(known[name] for name in requirements),
        modelled=_names(entry["modelled"], f"{where}, modelled"),
        implemented=_names(entry["implemented"], f"{where}, implemented"),
        laws=_names(entry["laws"], f"{where}, laws"),
        witnesses=_names(entry["witnesses"], f"{where}, witnesses"),
        tests=_names(entry["tests"], f"{where}, tests"),
    )


def _numbers_are_complete(claims: Collection[Claim]) -> None:
    found = sorted(claim.number for claim in claims)
    wanted = list(range(1, LAST_NUMBER + 1))
    if found != wanted:
        twice = sorted({number for number in found if found.count(number) > 1})
        raise ValueError(
            f"the claims are numbered 1 to {LAST_NUMBER}, once each: missing {sorted(set(wanted) - set(found))}, "
            f"unknown {sorted(set(found) - set(wanted))}, more than once {twice}"
        )


def _depends_on_an_earlier_one(claim: Claim, by_number: Mapping[int, Claim]) -> None:
    if claim.depends_on is None:
        return
    if not 1 <= claim.depends_on < claim.number:
        raise ValueError(f"claim {claim.number}: it depends on {claim.depends_on}, which is no earlier claim")
    parent = by_number[claim.depends_on]
    if parent.form != claim.form:
        raise ValueError(
            f"claim {claim.number}: its form is {claim.form}, but it depends on claim {parent.number}, a {parent.form}"
        )


def _every_requirement_is_asked_for(claims: Collection[Claim], known: Mapping[str, Requirement]) -> None:
    asked = {requirement.id for claim in claims for requirement in claim.requirements}
    idle = [name for name in known if name not in asked]
    if idle:
        raise ValueError(f"no claim asks for requirement {', '.join(idle)}")


def _keys_are(table: Mapping[str, object], always: set[str], sometimes: set[str], where: str) -> None:
    missing = sorted(always - table.keys())
    unknown = sorted(table.keys() - always - sometimes)
    if missing or unknown:
        raise ValueError(f"{where}: missing keys {missing}, unknown keys {unknown}")


def _text(value: object, where: str) -> str:
    match value:
        case str() if value.strip():
            return value
        case _:
            raise ValueError(f"{where}: a text is needed, not {value!r}")


def _number(value: object, where: str) -> int:
    match value:
        case int() if not isinstance(value, bool):
            return value
        case _:
            raise ValueError(f"{where}: a number is needed, not {value!r}")


def _table(value: object, where: str) -> dict[str, object]:
    match value:
        case dict():
            return value
        case _:
            raise ValueError(f"{where}: a table is needed, not {value!r}")


def _list(value: object, where: str) -> list[object]:
    match value:
        case list():
            return value
        case _:
            raise ValueError(f"{where}: a list is needed, not {value!r}")


def _names(value: object, where: str) -> tuple[str, ...]:
    names = tuple(_text(name, where) for name in _list(value, where))
    if len(set(names)) != len(names):
        raise ValueError(f"{where}: a name comes twice in {list(names)}")
    return names
