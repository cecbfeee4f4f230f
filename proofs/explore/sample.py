"""Random runs through a system, where it is too large to be searched: what they find is true, what they miss may be.

Every run begins at an initial state and takes enabled moves by chance, until none is left or it is long enough. The
laws of states and steps are judged on the way, and witnesses looked for; laws about what comes in the end are not
judged. A move that leads out of the bound is not made, and is counted as cut. Of chance only `Random.random` is used,
whose numbers Python promises not to change, so a seed means the same runs everywhere.
"""

from bisect import bisect_right
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from upshift.proofs.explore.budget import UNLIMITED, Budget, Gauge, Progress, Tick
from upshift.proofs.explore.effort import Samples
from upshift.proofs.explore.reference import INTERRUPTED
from upshift.proofs.explore.result import Exploration, Finding, Run, Sampled, Truncated, Verdict
from upshift.proofs.explore.shorten import decides, shortened
from upshift.proofs.explore.system import Law, Move, StateLaw, System, Witness

S = TypeVar("S")

ENGINE = "sample"


def sample(
    system: System[S],
    effort: Samples,
    budget: Budget = UNLIMITED,
    progress: Progress | None = None,
    *,
    keep_going: bool = False,
) -> Exploration[S]:
    """Takes random runs through a system and judges its laws on them.

    States and transitions are counted once each, however often they come up. The sampling ends where a law first broke,
    unless it is asked to keep going. What is shown was shortened, so that no move can be left out of it.

    Raises:
        ValueError: no initial state, or none within the bound.
        ReplayError: a run cannot be taken again, move by move.
    """
    gauge = Gauge(budget)
    sampling = Sampling(system, effort, keep_going=keep_going)
    verdict: Verdict | None = None
    try:
        while verdict is None and sampling.taken < effort.runs and not sampling.over:
            sampling.walk()
            if progress is not None:
                progress(sampling.tick(gauge.seconds))
            spent = gauge.spent(len(sampling.numbers))
            if spent is not None and sampling.taken < effort.runs and not sampling.over:
                verdict = Truncated(spent)
        sampling.shorten()
    except KeyboardInterrupt:
        verdict = Truncated(INTERRUPTED)
    if verdict is None:
        verdict = Sampled(sampling.taken, effort.seed)
    return sampling.outcome(verdict, gauge.seconds)


class Sampling(Generic[S]):
    """Random runs under way; laws go by their numbers."""

    def __init__(self, system: System[S], effort: Samples, *, keep_going: bool) -> None:
        if not system.initial:
            raise ValueError(f"{system.name} has no initial state")
        self.system = system
        self.effort = effort
        self.keep_going = keep_going
        self.random = Random(effort.seed)  # noqa: S311  # the same runs each time are what is wanted
        self.found: dict[int, Run[S]] = {}
        self.taken = 0
        self.depth = 1
        self.cut = 0
        self.numbers: dict[S, int] = {}
        """The canonical states that came up, in that order."""
        self.transitions: set[tuple[int, int]] = set()
        """A state by its number and a move by its identity."""
        self.enabled: dict[int, Move[S]] = {}
        """Every move that was ever enabled, by its identity."""
        self.starts = [state for state in system.initial if system.within(system.canonical(state))]
        if not self.starts:
            raise ValueError(f"{system.name} has no initial state within its bound")
        self.over = False
        """A law has failed, and that is enough."""
        for state in system.initial:
            for number, law in self._open():
                if isinstance(law, StateLaw) and not law.holds(state):
                    self._decide(number, Run((), (state,)))

    def _decide(self, number: int, run: Run[S]) -> None:
        """The run decides the law."""
        self.found[number] = run
        self.over = self.over or not (self.keep_going or isinstance(self.system.laws[number], Witness))

    def _open(self) -> list[tuple[int, Law[S]]]:
        """The laws that are not decided yet."""
        return [(number, law) for number, law in enumerate(self.system.laws) if number not in self.found]

    def walk(self) -> None:
        """Takes one run, and keeps as much of it as decides a law."""
        self.taken += 1
        states = [self.starts[int(self.random.random() * len(self.starts))]]
        moves: list[Move[S]] = []
        here = self._number(self.system.canonical(states[0]))
        laws = self._open()
        while len(moves) < self.effort.steps and not self.over:
            chosen = self._chosen(states[-1])
            if chosen is None:
                break
            move, after, canonical = chosen
            self.transitions.add((here, id(move)))
            here = self._number(canonical)
            moves.append(move)
            states.append(after)
            for number, law in laws:
                if number not in self.found and decides(law, states[-2], move, after):
                    self._decide(number, Run(tuple(moves), tuple(states)))
        self.depth = max(self.depth, len(states))

    def _number(self, canonical: S) -> int:
        """The number of a state, which has one from now on."""
        return self.numbers.setdefault(canonical, len(self.numbers))

    def _chosen(self, state: S) -> tuple[Move[S], S, S] | None:
        """An enabled move by chance, with the state that it leads to, raw and canonical; None if there is none."""
        steps = list(self.system.steps(state))
        self.enabled.update((id(move), move) for move, _ in steps)
        while steps:
            sums = list(accumulate(self._weight(move) for move, _ in steps))
            move, after = steps.pop(bisect_right(sums, self.random.random() * sums[-1]))
            canonical = self.system.canonical(after)
            if self.system.within(canonical):
                return move, after, canonical
            self.cut += 1
        return None

    def _weight(self, move: Move[S]) -> int:
        """How often a move is made, beside the others."""
        weight: int = getattr(self.effort, move.kind.value)
        return weight

    def shorten(self) -> None:
        """Shortens the runs that were found."""
        for number, run in self.found.items():
            self.found[number] = shortened(self.system, self.system.laws[number], run)

    def tick(self, seconds: float) -> Tick:
        """How far the sampling has come."""
        left = self.effort.runs - self.taken
        return Tick(self.taken, len(self.numbers), len(self.transitions), left, seconds, "run")

    def outcome(self, verdict: Verdict, seconds: float) -> Exploration[S]:
        """The answer, findings in the order of their length and then of the laws."""
        system = self.system
        order = sorted(self.found, key=lambda number: (self.found[number].steps, number))
        findings = [Finding(system.laws[number], self.found[number]) for number in order]
        awake = {move.action for move in self.enabled.values()}
        return Exploration(
            system=system.name,
            engine=ENGINE,
            verdict=verdict,
            states=len(self.numbers),
            transitions=len(self.transitions),
            depth=self.depth,
            cut=self.cut,
            seconds=seconds,
            broken=tuple(finding for finding in findings if not isinstance(finding.law, Witness)),
            seen=tuple(finding for finding in findings if isinstance(finding.law, Witness)),
            unseen=tuple(law.name for _, law in self._open() if isinstance(law, Witness)),
            idle=tuple(action for action in system.actions if action not in awake),
        )
