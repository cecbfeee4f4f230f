"""The museum's catalogue as data, read from `cases.toml`, which is refused if it is not whole.

The mutations themselves, as changes to the model, do not stand here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from urllib.parse import urlsplit

CHAPTERS = ("joins", "readiness", "switch", "replay", "work", "abort")
IDS = tuple(f"M{number:02}" for number in range(1, 41))

_TABLES = {"rules", "uncovered", "properties", "mutation"}
_ALWAYS = {"id", "title", "chapter", "rules", "change", "thought_to_break", "cases"}
_SOMETIMES = {"note"}
_CASE = {"project", "reference", "url", "says"}


@dataclass(frozen=True, slots=True)
class Case:
    """One public report of the mistake in a real product."""

    project: str
    reference: str  # as the project names it: "#1253" or "KAFKA-14177"
    url: str
    says: str


@dataclass(frozen=True, slots=True)
class MuseumCase:
    """One mistake: a small change to the protocol, and where it really happened."""

    id: str  # M01 to M40
    title: str
    chapter: str  # one of CHAPTERS
    rules: tuple[str, ...]  # which rules it breaks
    change: str  # the change to the protocol, in the model's words
    thought_to_break: str  # a guess made by hand, not a verdict
    note: str | None  # a hand-made run, or what else the collection says
    cases: tuple[Case, ...]

    @property
    def suspects(self) -> tuple[str, ...]:
        """The properties that the guess names, in its order."""
        return tuple(re.findall(r"[A-Z]\d+", self.thought_to_break))


@dataclass(frozen=True, slots=True)
class Museum:
    """The whole catalogue, with the words that sort it."""

    rules: Mapping[str, str]  # G1 to G24, a sentence each
    uncovered: Mapping[str, str]  # rules that no mistake breaks, and why they are listed
    properties: Mapping[str, str]  # P1 to P12 without P10, L1 to L4, a sentence each
    mutations: Mapping[str, MuseumCase]  # by id, in order


def load_cases() -> Mapping[str, MuseumCase]:
    """The mistakes that come with this package, by id, in order."""
    return load().mutations


def load() -> Museum:
    """The catalogue that comes with this package."""
    return read(files("upshift.model.museum").joinpath("cases.toml").read_text(encoding="utf-8"))


def read(text: str) -> Museum:
    """The catalogue written in `text`.

    Raises ValueError, saying which mistake is at fault and how, unless M01 to M40 come once each and in order, every
    rule and property that they name is known, every rule is broken by one of them or listed as uncovered, and every
    link is a well-formed https address.
    """
    document = tomllib.loads(text)
    _keys_are(document, _TABLES, set(), "the file")
    rules = _sentences(document["rules"], "rules")
    uncovered = _sentences(document["uncovered"], "uncovered")
    properties = _sentences(document["properties"], "properties")
    exhibits = tuple(
        _exhibit(_table(entry, "a mutation"), rules, properties) for entry in _list(document["mutation"], "mutation")
    )
    found = [exhibit.id for exhibit in exhibits]
    if found != list(IDS):
        raise ValueError(f"the mutations are {IDS[0]} to {IDS[-1]}, once each and in order, not {', '.join(found)}")
    _every_rule_is_accounted_for(exhibits, rules, uncovered)
    return Museum(
        rules=rules,
        uncovered=uncovered,
        properties=properties,
        mutations=MappingProxyType({exhibit.id: exhibit for exhibit in exhibits}),
    )


def _exhibit(entry: Mapping[str, object], rules: Mapping[str, str], properties: Mapping[str, str]) -> MuseumCase:
    where = _text(entry.get("id"), "a mutation's id")
    _keys_are(entry, _ALWAYS, _SOMETIMES, where)
    chapter = _text(entry["chapter"], where)
    if chapter not in CHAPTERS:
        raise ValueError(f"{where}: the chapter {chapter!r} is none of {', '.join(CHAPTERS)}")
    made = MuseumCase(
        id=where,
        title=_text(entry["title"], where),
        chapter=chapter,
        rules=tuple(_text(rule, f"{where}, rules") for rule in _list(entry["rules"], f"{where}, rules")),
        change=_text(entry["change"], where),
        thought_to_break=_text(entry["thought_to_break"], where),
        note=_text(entry["note"], where) if "note" in entry else None,
        cases=tuple(_case(_table(case, where), where) for case in _list(entry["cases"], f"{where}, cases")),
    )
    for rule in made.rules:
        if rule not in rules:
            raise ValueError(f"{where}: there is no rule {rule!r}; there are {', '.join(rules)}")
    if not made.suspects:
        raise ValueError(f"{where}: the guess {made.thought_to_break!r} names no property")
    for name in made.suspects:
        if name not in properties:
            raise ValueError(f"{where}: there is no property {name!r}; there are {', '.join(properties)}")
    if not made.cases:
        raise ValueError(f"{where}: it has no case")
    links = [case.url for case in made.cases]
    if len(set(links)) != len(links):
        raise ValueError(f"{where}: a link comes twice")
    return made


def _case(entry: Mapping[str, object], where: str) -> Case:
    _keys_are(entry, _CASE, set(), f"{where}, a case")
    url = _text(entry["url"], where)
    if not _is_well_formed(url):
        raise ValueError(f"{where}: {url!r} is no well-formed https address")
    return Case(
        project=_text(entry["project"], where),
        reference=_text(entry["reference"], where),
        url=url,
        says=_text(entry["says"], where),
    )


def _is_well_formed(url: str) -> bool:
    parts = urlsplit(url)
    host = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc)
    return parts.scheme == "https" and host is not None and re.fullmatch(r"(/[\w.-]+)+", parts.path) is not None


def _every_rule_is_accounted_for(
    exhibits: tuple[MuseumCase, ...], rules: Mapping[str, str], uncovered: Mapping[str, str]
) -> None:
    broken = {rule for exhibit in exhibits for rule in exhibit.rules}
    silent = sorted(rules.keys() - broken - uncovered.keys())
    if silent:
        raise ValueError(f"no mutation breaks {', '.join(silent)}, and nothing under [uncovered] says why")
    wrong = sorted(name for name in uncovered if name in broken or name not in rules)
    if wrong:
        raise ValueError(f"[uncovered] lists {', '.join(wrong)}: broken by a mutation, or no rule at all")


def _keys_are(table: Mapping[str, object], always: set[str], sometimes: set[str], where: str) -> None:
    missing = sorted(always - table.keys())
    unknown = sorted(table.keys() - always - sometimes)
    if missing or unknown:
        raise ValueError(f"{where}: missing keys {missing}, unknown keys {unknown}")


def _sentences(value: object, where: str) -> Mapping[str, str]:
    return MappingProxyType({name: _text(says, f"{where}, {name}") for name, says in _table(value, where).items()})


def _text(value: object, where: str) -> str:
    match value:
        case str() if value.strip():
            return value
        case _:
            raise ValueError(f"{where}: a text is needed, not {value!r}")


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
