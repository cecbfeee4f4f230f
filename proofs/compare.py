"""What was found of an entry, and how it differs from what the manifest promises: each difference is one line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from upshift.proofs.catalogue import VERSION, Entry, EntryKind, nearest
from upshift.proofs.digest import digest_of
from upshift.proofs.explore.budget import UNLIMITED, Budget
from upshift.proofs.explore.engines import run
from upshift.proofs.explore.reference import INTERRUPTED
from upshift.proofs.explore.result import Bounded, Exploration, Sampled, Truncated, Unknown
from upshift.proofs.explore.system import Law, Witness
from upshift.proofs.manifest import HOLDS, UNSETTLED, Manifest, Pinned, broken_law, unbroken
from upshift.proofs.trace.saved import LAW_KINDS

NOTHING: Final = "nothing established"


@dataclass(frozen=True, slots=True)
class Found:
    """What the search of one entry found, as plain data; `settled` if it came as far as it was to go."""

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
        exploration = run(system, budget)
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
    match exploration.verdict:
        case Bounded(depth):
            return f"holds for {depth} level{'' if depth == 1 else 's'}"
        case Sampled(runs):
            return f"holds in {runs} run{'' if runs == 1 else 's'}"
        case _:
            return HOLDS


# ---- one entry


def differences_of_entry(found: Found, pinned: Pinned | None) -> tuple[str, ...]:
    """Every way in which an entry is not what the manifest promises."""
    if not found.settled:
        return (f"nothing is established: {found.verdict}",)
    return tuple(_differences(found, pinned))


def _differences(found: Found, pinned: Pinned | None) -> Iterator[str]:
    """The differences of an entry about which something was established."""
    if found.law and unbroken(found.found):
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
    if found.kind in {EntryKind.MUTATION, EntryKind.CLAUSE} and unbroken(pinned.promised) and not pinned.harmless:
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

    A law that no entry of its system breaks cannot fail, and one by which no scenario is judged is gone. What was not
    looked at this time is taken as promised.
    """
    for key, pinned in manifest.entries.items():
        if key not in catalogue:
            same_kind = (entry.name for entry in catalogue.values() if entry.kind is pinned.kind)
            yield f"{key}: is in the manifest, but nothing answers to it{nearest(pinned.name, same_kind)}"
    yield from (
        f"{key}: is missing from the manifest" for key in catalogue if key not in manifest.entries and key not in chosen
    )
    judged = laws_by_system(catalogue, {key: one.laws for key, one in found.items()})
    verdicts = {key: pinned.promised for key, pinned in manifest.entries.items() if key in catalogue}
    verdicts |= {key: one.found for key, one in found.items() if one.settled}
    breakers = [(key, entry.system) for key, entry in catalogue.items() if entry.kind is not EntryKind.TOY]
    broken = {(system, broken_law(verdicts[key])) for key, system in breakers if key in verdicts}
    promised = {(system, law): kind for system, law, kind in manifest.laws_by_system()}
    for (system, law), kind in promised.items():
        name = law_of(system, law)
        if (system, law) not in judged:
            yield f"{name}: no scenario is judged by it"
        elif judged[system, law] != kind:
            yield f"{name}: is of the kind {judged[system, law]}, and {kind} was promised"
        elif (system, law) not in broken:
            yield f"{name}: no entry breaks it: a law that can no longer fail"
    yield from (f"{law_of(*law)}: is missing from the manifest" for law in judged if law not in promised)


def law_of(system: str, law: str) -> str:
    """The law as it is named; those of the model need no more than their names."""
    return f"law {law}" if system == VERSION else f"law {law} of {system}"


def laws_by_system(
    catalogue: Mapping[str, Entry], known: Mapping[str, Mapping[str, str]]
) -> Mapping[tuple[str, str], str]:
    """Every law that a scenario is judged by, with its system, and its kind; what is known of an entry is not asked."""
    return {
        (entry.system, law): kind
        for key, entry in catalogue.items()
        if entry.kind is EntryKind.SCENARIO
        for law, kind in (known[key] if key in known else laws_of(entry.make().laws)).items()
    }


# ---- pinning


def pinned_from(found: Found) -> Pinned:
    """What was found, as what is promised from now on."""
    harmless = unbroken(found.found) and found.kind in {EntryKind.MUTATION, EntryKind.CLAUSE}
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
        elif one.kind is EntryKind.SCENARIO and not unbroken(one.found):
            yield f"{one.key}: {one.found}"


def repinned(catalogue: Mapping[str, Entry], manifest: Manifest, found: Collection[Found]) -> Manifest:
    """The manifest with what was found in place of what was promised, in the order of the catalogue."""
    new = {one.key: pinned_from(one) for one in found}
    laws: dict[str, dict[str, str]] = {VERSION: {}}
    for (system, law), kind in laws_by_system(catalogue, {}).items():
        laws.setdefault(system, {})[law] = kind
    of_model = laws.pop(VERSION)
    kept = {key: new.get(key) or manifest.entries.get(key) for key in catalogue}
    return Manifest(of_model, {key: pinned for key, pinned in kept.items() if pinned is not None}, laws)
