"""The manifest of verdicts as a value: what is promised of every entry of the catalogue, read and written as TOML.

Reading refuses what is broken, and names the nearest thing that would be right. Whether the promises are kept is not
judged here.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from upshift.proofs.catalogue import VERSION, EntryKind, nearest
from upshift.proofs.trace.formats import write_file
from upshift.proofs.trace.saved import LAW_KINDS

SCHEMA: Final = "upshift.manifest/1"
HOLDS: Final = "holds"
UNSETTLED: Final = "unsettled"
FORMS: Final = (HOLDS, "holds for N levels", "holds in N runs", UNSETTLED, "breaks LAW in N steps")
"""What can be promised."""
PARTLY: Final = re.compile(r"holds (?:for [1-9]\d* levels?|in [1-9]\d* runs?)")
"""Nothing broke where it was looked, and every witness was seen: that much is promised, and nothing is established."""
BREAKS: Final = re.compile(r"breaks (?P<law>\w+) in (?P<steps>\d+) steps?")

HEAD: Final = """\
# The manifest of verdicts: what `upshift verify` must find, to the last state; anything else is a failure.
#
# Written by `upshift verify --write` from what was found, and not by hand. `promised` is `holds`, `breaks LAW in N
# steps`, or `unsettled` where the bound hides what decides; `holds for N levels` and `holds in N runs` say that nothing
# broke so far, and establish nothing. `harmless` says why a mutation or a dropped clause breaks nothing. `digest` is
# that of what was checked: the source of it without its comments, and the system made of it. The laws come first, those
# of the model and then, in a table with its name, those of each system of implementation nodes.
"""

_NAMED: Final[Mapping[str, type]] = {
    "name": str,
    "promised": str,
    "states": int,
    "transitions": int,
    "depth": int,
    "digest": str,
}
_JUDGED: Final[Mapping[str, type]] = {"laws": list, "witnesses": list}
_SOMETIMES: Final[Mapping[str, type]] = {"harmless": str}
_EXPECTED: Final[Mapping[type, str]] = {str: "a text", int: "a whole number", list: "a list of names"}
_TABLES: Final = ("schema", "laws", *(kind.value for kind in EntryKind))


class ManifestError(ValueError):
    """The manifest is broken: one line that says where, and names the nearest thing that would be right."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is promised of one entry; a scenario also names the laws and witnesses that it is judged by."""

    kind: EntryKind
    name: str
    promised: str
    states: int
    transitions: int
    depth: int
    digest: str
    harmless: str = ""
    laws: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The entry's kind and name, as in the catalogue."""
        return f"{self.kind} {self.name}"

    @property
    def broken(self) -> str | None:
        """The law that is promised to break."""
        return broken_law(self.promised)

    @property
    def steps(self) -> int | None:
        """In how many steps it is promised to break."""
        match = BREAKS.fullmatch(self.promised)
        return int(match["steps"]) if match else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every law by name with its kind, and what is promised of every entry, by kind and name.

    `laws` are those of the model; the systems of implementation nodes have laws of their own, by the system's name.
    """

    laws: Mapping[str, str]
    entries: Mapping[str, Pinned]
    laws_of_nodes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def laws_by_system(self) -> Iterator[tuple[str, str, str]]:
        """Every law as (system, law, kind), those of the model first."""
        for system, laws in {VERSION: self.laws, **self.laws_of_nodes}.items():
            yield from ((system, law, kind) for law, kind in laws.items())


def broken_law(verdict: str) -> str | None:
    """The law that breaks, if the verdict says so."""
    match = BREAKS.fullmatch(verdict)
    return match["law"] if match else None


def unbroken(verdict: str) -> bool:
    """The verdict says that no law broke and every witness was seen, be it everywhere or only so far."""
    return verdict == HOLDS or partly(verdict)


def partly(verdict: str) -> bool:
    """The verdict says so of the part that was looked at, and of no more."""
    return PARTLY.fullmatch(verdict) is not None


# ---- reading


def load(path: Path | None = None) -> Manifest:
    """The manifest in a file, by default the one that comes with this package.

    Raises:
        ManifestError: the file cannot be read or is broken.
    """
    found = path if path is not None else own_path()
    name = found.name if path is None else str(path)
    try:
        return read(found.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{name}: is no text") from error
    except ManifestError as error:
        raise ManifestError(f"{name}: {error}") from error


def own_path() -> Path:
    """Where the manifest of this package stands."""
    return Path(str(files("upshift.proofs").joinpath("manifest.toml")))


def read(text: str) -> Manifest:
    """The manifest that is written there.

    Raises:
        ManifestError: broken TOML, an unknown kind of entry or law, a field that is missing, unknown or mistyped.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"broken TOML: {error}") from error
    for table in document:
        if table not in _TABLES:
            raise ManifestError(f"no kind of entry is called {table!r}{nearest(table, _TABLES)}")
    if document.get("schema") != SCHEMA:
        raise ManifestError(f"expected schema = {SCHEMA!r}, found {document.get('schema')!r}")
    entries: dict[str, Pinned] = {}
    for kind in EntryKind:
        for fields in _tables(document.get(kind.value, []), kind):
            pinned = _pinned(kind, fields)
            if pinned.key in entries:
                raise ManifestError(f"{pinned.key} comes twice")
            entries[pinned.key] = pinned
    laws = document.get("laws")
    if not isinstance(laws, dict):
        raise ManifestError("the table [laws] is missing")
    of_nodes = {name: table for name, table in laws.items() if isinstance(table, dict)}
    of_model = {name: kind for name, kind in laws.items() if name not in of_nodes}
    return Manifest(_laws(of_model), entries, {name: _laws(table) for name, table in of_nodes.items()})


def _tables(value: object, kind: EntryKind) -> Iterator[Mapping[str, Any]]:
    """The tables of one kind of entry."""
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise ManifestError(f"{kind}: expected tables [[{kind}]]")
    yield from value


def _laws(laws: Mapping[str, Any]) -> Mapping[str, str]:
    """Every law of one system with its kind."""
    kinds = [kind for kind in LAW_KINDS.values() if kind != "sometimes"]
    for name, kind in laws.items():
        if kind not in kinds:
            raise ManifestError(f"law {name}: there is no kind {kind!r}{nearest(str(kind), kinds)}")
    return laws


def _pinned(kind: EntryKind, table: Mapping[str, Any]) -> Pinned:
    """One entry, every field there and of its type."""
    where = f"{kind} {table.get('name', '?')}"
    needed = {**_NAMED, **(_JUDGED if kind is EntryKind.SCENARIO else {})}
    known = {**needed, **(_SOMETIMES if kind in {EntryKind.MUTATION, EntryKind.CLAUSE} else {})}
    for name, value in table.items():
        if name not in known:
            raise ManifestError(f"{where}: no field is called {name!r}{nearest(name, known)}")
        if not _fits(value, known[name]):
            raise ManifestError(f"{where}: {name} = {value!r} should be {_EXPECTED[known[name]]}")
    for name in needed:
        if name not in table:
            raise ManifestError(f"{where}: {name!r} is missing")
    promised = table["promised"]
    if not (unbroken(promised) or promised == UNSETTLED or BREAKS.fullmatch(promised)):
        raise ManifestError(f"{where}: nothing can be promised as {promised!r}{nearest(promised, FORMS)}")
    filled: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
    return Pinned(kind, **filled)


def _fits(value: object, kind: type) -> bool:
    """The value is of the kind that the field asks for; a bool is no number."""
    if isinstance(value, list):
        return kind is list and all(isinstance(each, str) for each in value)
    return type(value) is kind


# ---- writing


def write(path: Path, manifest: Manifest) -> None:
    """Writes the manifest whole or not at all.

    Raises:
        TraceError: it cannot be written.
    """
    write_file(path, to_toml(manifest))


def to_toml(manifest: Manifest) -> str:
    """The manifest as text: the same manifest gives the same text, and reads back as itself."""
    blocks = ["\n".join((HEAD, f"schema = {_quoted(SCHEMA)}"))]
    tables = {"laws": manifest.laws} | {f"laws.{name}": laws for name, laws in manifest.laws_of_nodes.items()}
    for table, laws in tables.items():
        blocks.append("\n".join((f"[{table}]", *(f"{name} = {_quoted(kind)}" for name, kind in laws.items()))))
    blocks += ("\n".join(_block(pinned)) for pinned in manifest.entries.values())
    return "\n\n".join(blocks) + "\n"


def _block(pinned: Pinned) -> Iterator[str]:
    """The lines of one entry."""
    yield f"[[{pinned.kind}]]"
    yield f"name = {_quoted(pinned.name)}"
    yield f"promised = {_quoted(pinned.promised)}"
    if pinned.harmless:
        yield f"harmless = {_quoted(pinned.harmless)}"
    yield from (f"{name} = {getattr(pinned, name):_}" for name in ("states", "transitions", "depth"))
    yield f"digest = {_quoted(pinned.digest)}"
    if pinned.kind is EntryKind.SCENARIO:
        yield from _names("laws", pinned.laws)
        yield from _names("witnesses", pinned.witnesses)


def _names(name: str, values: Iterable[str]) -> Iterator[str]:
    """A list of names, one to a line."""
    yield f"{name} = ["
    yield from (f"    {_quoted(value)}," for value in values)
    yield "]"


def _quoted(text: str) -> str:
    """A text in quotes: as JSON writes it TOML reads it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
