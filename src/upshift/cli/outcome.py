"""What an exploration says of each law and each witness, as values, and the exit code that follows from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from upshift.cli.errors import Exit
from upshift.proofs.catalogue import bounds_of, state_type
from upshift.proofs.explore.reference import INTERRUPTED
from upshift.proofs.explore.result import (
    Bounded,
    Complete,
    Exploration,
    Finding,
    Sampled,
    Truncated,
    Unknown,
    Verdict,
    established,
)
from upshift.proofs.explore.system import Eventually, Law, Reachable, System, Witness, unchanged
from upshift.proofs.trace import SavedTrace, TraceError, save
from upshift.proofs.trace.saved import LAW_KINDS
from upshift.proofs.trace.story import count


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: a scenario or toy, what is broken in it, and the one law that it is judged by, if it is one."""

    subject: str
    dropped: tuple[str, ...] = ()
    mutation: str | None = None
    law: str | None = None

    @property
    def broken(self) -> bool:
        """The protocol is not as it should be: then witnesses are not asked for, but by name."""
        return bool(self.dropped) or self.mutation is not None


@dataclass(frozen=True, slots=True)
class LawLine:
    """A law and what became of it: it holds, is broken by a run, or nothing is established (None).

    `so_far` tells how far it was looked at where that is not everything: `in 12 levels`, `in 500 runs`.
    """

    name: str
    kind: str
    holds: bool | None
    finding: Finding[Any] | None
    vacuous: bool
    so_far: str = ""


@dataclass(frozen=True, slots=True)
class WitnessLine:
    """A witness and the run that shows it; `seen` is None while there is more to search."""

    name: str
    seen: bool | None
    finding: Finding[Any] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and its answer."""

    question: Question
    exploration: Exploration[Any]
    laws: tuple[LawLine, ...]
    witnesses: tuple[WitnessLine, ...]
    shown_as: Callable[[Any], Any] = unchanged

    def trace(self, finding: Finding[Any]) -> SavedTrace | None:
        """A run that was found, as a trace to be kept; None where its states cannot be written as data."""
        return saved(self.question, finding, self.shown_as)

    @property
    def holds(self) -> bool:
        """All that was asked for is established: what a broken protocol never shows counts only if it has a name."""
        found = self.exploration
        only_breaks = self.question.broken and self.question.law is None
        return found.holds or (only_breaks and established(found.verdict) and not found.broken)

    @property
    def shown(self) -> Finding[Any] | None:
        """The run to be shown: the first that breaks a law, or else that of the one witness that was asked for."""
        if self.exploration.broken:
            return self.exploration.broken[0]
        alone = self.question.law is not None and self.witnesses
        return self.witnesses[0].finding if alone else None

    @property
    def exit(self) -> Exit:
        """How the command ends."""
        verdict = self.exploration.verdict
        if verdict == Truncated(INTERRUPTED):
            return Exit.INTERRUPTED
        if self.exploration.broken:
            return Exit.DIFFERS
        if not established(verdict):
            return Exit.NOT_ESTABLISHED
        return Exit.AS_EXPECTED if self.holds else Exit.DIFFERS


def outcome(question: Question, system: System[Any], exploration: Exploration[Any]) -> Outcome:
    """What an exploration says of each of the laws of a system."""
    found = {finding.law.name: finding for finding in (*exploration.broken, *exploration.seen)}
    whole = established(exploration.verdict)
    missing = set(exploration.unseen)
    looked_at = "" if exploration.broken else extent(exploration.verdict)

    def line(law: Law[Any]) -> LawLine:
        vacuous = law.name in missing
        holds = False if law.name in found else True if whole and not vacuous else None
        so_far = "" if isinstance(law, Eventually | Reachable) else looked_at
        return LawLine(law.name, LAW_KINDS[type(law)], holds, found.get(law.name), vacuous and whole, so_far)

    def witness(law: Law[Any]) -> WitnessLine:
        seen = True if law.name in found else False if whole else None
        return WitnessLine(law.name, seen, found.get(law.name))

    return Outcome(
        question,
        exploration,
        tuple(line(law) for law in system.laws if not isinstance(law, Witness)),
        tuple(witness(law) for law in system.laws if isinstance(law, Witness)),
        system.shown,
    )


def saved(question: Question, finding: Finding[Any], shown_as: Callable[[Any], Any] = unchanged) -> SavedTrace | None:
    """The run of a finding as a trace to be kept; None where its states cannot be written as data."""
    try:
        kind = state_type(question.subject)
        return save(finding, question.subject, question.dropped, question.mutation, kind, shown_as=shown_as)
    except TraceError:
        return None


def extent(verdict: Verdict) -> str:
    """How far was looked where that is known and not everything: `in 12 levels`, `in 500 runs`."""
    match verdict:
        case Bounded(depth):
            return f"in {count(depth, 'level')}"
        case Sampled(runs):
            return f"in {count(runs, 'run')}"
        case _:
            return ""


def in_words(subject: str, verdict: Verdict, *, broken: bool = False) -> str:
    """What a verdict means, after a law has broken or not."""
    match verdict:
        case Complete():
            return f"Complete: every state within the bounds ({bounds_of(subject)}) was visited."
        case Bounded(depth) if broken:
            looked = f"no run of more than {count(depth - 1, 'step')} was looked at"
            return f"Bounded: a law broke, and the search ended there: {looked}."
        case Bounded(depth):
            looked = f"every state of the first {count(depth, 'level')} ({bounds_of(subject)}) was visited"
            return f"{verdict}: {looked}; nothing is said of the others, and no law is established."
        case Sampled() if broken:
            return f"{verdict}: a law broke, and the sampling ended there: a shorter run may break it too."
        case Sampled(runs):
            looked = f"{count(runs, 'random run')} ({bounds_of(subject)}) {'was' if runs == 1 else 'were'} taken"
            return f"{verdict}: {looked}; nothing is said of the others, and no law is established."
        case Truncated(budget) if budget == INTERRUPTED:
            return "Interrupted: nothing is established."
        case Truncated(budget):
            return f"Truncated: the budget of {budget} ran out, and nothing is established."
        case Unknown(why):
            return f"Unknown: {why}; nothing is established."
        case _:
            return f"{verdict}."


def summary(found: Exploration[Any]) -> Iterator[str]:
    """What was counted, what was cut by the bounds, and which actions were never taken."""
    yield (
        f"{count(found.states, 'state')}, {count(found.transitions, 'transition')}, depth {found.depth}, "
        f"{count(found.cut, 'successor')} cut by the bounds, {found.seconds:.1f} s, engine {found.engine}"
    )
    if found.idle:
        yield f"never taken: {', '.join(found.idle)}"
