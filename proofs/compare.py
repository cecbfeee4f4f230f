"""What was found of an entry, and how it differs from what the manifest promises: each difference is one line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from upshift.proofs.catalogue import Entry, EntryKind, nearest
from upshift.proofs.digest import digest_of
from upshift.proofs.explore.budget import UNLIMITED, Budget
from upshift.proofs.explore.reference import INTERRUPTED, explore
from upshift.proofs.explore.result import Exploration, Truncated, Unknown
from upshift.proofs.explore.system import Law, Witness
from upshift.proofs.manifest import HOLDS, UNSETTLED, Manifest, Pinned, broken_law
from upshift.proofs.trace.saved import LAW_KINDS

NOTHING: Final = "nothing established"


@dataclass(frozen=True, slots=True)
class Found:
    """What the search of one entry found, as plain data; `settled` if it established anything."""

    kind: EntryKind
    name: str
    found: str
    verdict: str
    settled: bool
    interrupted: bool
    states: int
    transitions: int
    depth: int
    seconds: float
    digest: str
    law: str
    reason: str
    laws: Mapping[str, str]
    witnesses: tuple[str, ...]

    @property
    def key(self) -> str:
        """The entry's kind and name, as in the catalogue."""
        return f"{self.kind} {self.name}"

    @classmethod
    def failed(cls, entry: Entry, why: str) -> Self:
        """The entry could not be searched."""
        return cls(
            kind=entry.kind,
            name=entry.name,
            found=NOTHING,
            verdict=str(Unknown(why)),
            settled=False,
            interrupted=False,
            states=0,
            transitions=0,
            depth=0,
            seconds=0.0,
            digest="",
            law=entry.law,
            reason=entry.reason,
            laws={},
            witnesses=(),
        )


def found_of(entry: Entry, budget: Budget = UNLIMITED) -> Found:
    """Searches one entry; what goes wrong is the finding, and no exception."""
    try:
        system = entry.make()
        exploration = explore(system, budget)
        digest = digest_of(entry, system)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told, and the other entries go on
        return Found.failed(entry, ": ".join(filter(None, (type(error).__name__, " ".join(str(error).split())))))
    verdict = exploration.verdict
    unsettled = isinstance(verdict, Unknown) and entry.kind is EntryKind.TOY
    return Found(
        kind=entry.kind,
        name=entry.name,
        found=UNSETTLED if unsettled else finding(exploration),
        verdict=str(verdict),
        settled=unsettled or bool(exploration.broken) or not isinstance(verdict, Truncated | Unknown),
        interrupted=verdict == Truncated(INTERRUPTED),
        states=exploration.states,
        transitions=exploration.transitions,
        depth=exploration.depth,
        seconds=exploration.seconds,
        digest=digest,
        law=entry.law,
        reason=entry.reason,
        laws=laws_of(system.laws),
        witnesses=tuple(law.name for law in system.laws if isinstance(law, Witness)),
    )


def laws_of(laws: Collection[Law[Any]]) -> Mapping[str, str]:
    """The laws that can break, by name, with their kind."""
    return {law.name: LAW_KINDS[type(law)] for law in laws if not isinstance(law, Witness)}


def finding(exploration: Exploration[Any]) -> str:
    """What an exploration found, in the words of a promise."""
    if exploration.broken:
        first = exploration.broken[0]
        return f"breaks {first.law.name} in {first.run.steps} step{'' if first.run.steps == 1 else 's'}"
    if isinstance(exploration.verdict, Truncated | Unknown):
        return NOTHING
    if exploration.unseen:
        return f"does not show {', '.join(exploration.unseen)}"
    return HOLDS


# ---- one entry


def differences_of_entry(found: Found, pinned: Pinned | None) -> tuple[str, ...]:
    """Every way in which an entry is not what the manifest promises."""
    if not found.settled:
        return (f"nothing is established: {found.verdict}",)
    return tuple(_differences(found, pinned))


def _differences(found: Found, pinned: Pinned | None) -> Iterator[str]:
    """The differences of an entry about which something was established."""
    if found.law and found.found == HOLDS:
        yield f"{found.law}, which it is there to break, holds"
    if pinned is None:
        yield f"is missing from the manifest; found: {found.found}"
        return
    if found.found != pinned.promised:
        yield f"promised: {pinned.promised}; found: {found.found}"
    for name in ("states", "transitions", "depth"):
        promised, counted = getattr(pinned, name), getattr(found, name)
        if promised != counted:
            yield f"{name}: promised {promised:,}, found {counted:,}"
    if found.kind is EntryKind.SCENARIO:
        yield from _names("law", "is judged by", pinned.laws, tuple(found.laws))
        yield from _names("witness", "is asked for", pinned.witnesses, found.witnesses)
    if found.kind in {EntryKind.MUTATION, EntryKind.CLAUSE} and pinned.promised == HOLDS and not pinned.harmless:
        yield "breaks nothing, and nothing says why it is harmless"
    if found.digest != pinned.digest:
        yield f"what is checked has changed: digest {pinned.digest} was pinned, found {found.digest}"


def _names(what: str, does: str, pinned: tuple[str, ...], found: tuple[str, ...]) -> Iterator[str]:
    """Names that have gone, and names that are new."""
    yield from (f"no longer {does} the {what} {name}" for name in pinned if name not in found)
    yield from (f"{does} the {what} {name}, which is not in the manifest" for name in found if name not in pinned)


# ---- all of them


def differences_of_whole(
    catalogue: Mapping[str, Entry], manifest: Manifest, found: Mapping[str, Found], chosen: Collection[str]
) -> Iterator[str]:
    """What is amiss with the manifest and the catalogue as a whole.

    A law that no entry breaks cannot fail, and one by which no scenario is judged is gone. What was not looked at this
    time is taken as promised.
    """
    for key, pinned in manifest.entries.items():
        if key not in catalogue:
            same_kind = (entry.name for entry in catalogue.values() if entry.kind is pinned.kind)
            yield f"{key}: is in the manifest, but nothing answers to it{nearest(pinned.name, same_kind)}"
    yield from (
        f"{key}: is missing from the manifest" for key in catalogue if key not in manifest.entries and key not in chosen
    )
    judged = {
        law: kind
        for key, entry in catalogue.items()
        if entry.kind is EntryKind.SCENARIO
        for law, kind in (found[key].laws if key in found else laws_of(entry.make().laws)).items()
    }
    verdicts = {key: pinned.promised for key, pinned in manifest.entries.items() if key in catalogue}
    verdicts |= {key: one.found for key, one in found.items() if one.settled}
    broken = {broken_law(verdict) for key, verdict in verdicts.items() if not key.startswith(EntryKind.TOY)}
    for law, kind in manifest.laws.items():
        if law not in judged:
            yield f"law {law}: no scenario is judged by it"
        elif judged[law] != kind:
            yield f"law {law}: is of the kind {judged[law]}, and {kind} was promised"
        elif law not in broken:
            yield f"law {law}: no entry breaks it: a law that can no longer fail"
    yield from (f"law {law}: is missing from the manifest" for law in judged if law not in manifest.laws)


# ---- pinning


def pinned_from(found: Found) -> Pinned:
    """What was found, as what is promised from now on."""
    harmless = found.found == HOLDS and found.kind in {EntryKind.MUTATION, EntryKind.CLAUSE}
    scenario = found.kind is EntryKind.SCENARIO
    return Pinned(
        kind=found.kind,
        name=found.name,
        promised=found.found,
        states=found.states,
        transitions=found.transitions,
        depth=found.depth,
        digest=found.digest,
        harmless=found.reason if harmless else "",
        laws=tuple(found.laws) if scenario else (),
        witnesses=found.witnesses if scenario else (),
    )


def obstacles(found: Collection[Found]) -> Iterator[str]:
    """What must not be pinned: that nothing is established, or a scenario that does not hold."""
    for one in found:
        if not one.settled:
            yield f"{one.key}: nothing is established: {one.verdict}"
        elif one.kind is EntryKind.SCENARIO and one.found != HOLDS:
            yield f"{one.key}: {one.found}"


def repinned(catalogue: Mapping[str, Entry], manifest: Manifest, found: Collection[Found]) -> Manifest:
    """The manifest with what was found in place of what was promised, in the order of the catalogue."""
    new = {one.key: pinned_from(one) for one in found}
    laws = {
        law: kind
        for entry in catalogue.values()
        if entry.kind is EntryKind.SCENARIO
        for law, kind in laws_of(entry.make().laws).items()
    }
    kept = {key: new.get(key) or manifest.entries.get(key) for key in catalogue}
    return Manifest(laws, {key: pinned for key, pinned in kept.items() if pinned is not None})
