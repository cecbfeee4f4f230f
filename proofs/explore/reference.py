"""The reference engine: breadth first, one state after another, simple enough to be trusted by reading.

Level by level every move is tried in every state. A successor is judged by the laws as the move made it; its canonical
form then counts as a transition if the bound admits it, and is kept if it is new. States are kept whole, so no two can
be confused.

A law is judged until the end of the level in which it first fails, so that of all the shortest runs the calmest can be
shown, and not after that; a witness likewise. A witness, and a breach of a law of states, are looked for within the
bound only; a step out of the bound is still judged by the laws of steps.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from upshift.proofs.explore.budget import UNLIMITED, Budget, Gauge, Progress, Tick
from upshift.proofs.explore.calm import End, ReplayError, calmest, confirmed, shortest_ends
from upshift.proofs.explore.effort import Levels
from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.liveness import judge
from upshift.proofs.explore.normal import check_normal_form
from upshift.proofs.explore.offers import check_offers
from upshift.proofs.explore.result import Bounded, Complete, Exploration, Finding, Run, Truncated, Unknown, Verdict
from upshift.proofs.explore.system import Eventually, Law, Reachable, StateLaw, StepLaw, System, Witness, nothing

S = TypeVar("S")

ENGINE = "reference"
INTERRUPTED = "interrupted"
STRIDE = 4096
"""How many states are expanded between two reports of progress within a level."""


def explore(
    system: System[S], budget: Budget = UNLIMITED, progress: Progress | None = None, *, keep_going: bool = False
) -> Exploration[S]:
    """Explores a system and judges its laws.

    The search stops at the end of the level in which a law first broke, unless it is asked to keep going. A system that
    asks for some levels only is searched so far, and of what comes in the end nothing is said.

    Raises:
        ValueError: no initial state, or none within the bound.
        ReplayError: the canonical form is no bisimulation, or a law looks at what it forgets.
    """
    return explore_graph(system, budget, progress, keep_going=keep_going)[0]


def explore_graph(
    system: System[S], budget: Budget = UNLIMITED, progress: Progress | None = None, *, keep_going: bool = False
) -> tuple[Exploration[S], Graph[S]]:
    """Explores a system and answers the graph as well.

    Raises:
        ValueError: no initial state, or none within the bound.
        ReplayError: the canonical form is no bisimulation, or a law looks at what it forgets.
    """
    gauge = Gauge(budget)
    search = Search(system)
    last = system.effort.depth if isinstance(system.effort, Levels) else math.inf
    spent: str | None = None
    unsettled: str | None = None
    try:
        search.begin()
        while spent is None and search.frontier and search.graph.depth < last and (keep_going or not search.broken):
            spent = search.expand(gauge, progress)
        if spent is None and (keep_going or not search.broken):
            check_offers(system, search.graph)
            check_normal_form(system, search.graph)
            if not search.frontier:
                spent, unsettled = search.look_ahead(gauge)
    except KeyboardInterrupt:
        search.graph.settle()
        spent = INTERRUPTED
    search.tell()
    verdict: Verdict = Complete()
    if spent is not None:
        verdict = Truncated(spent)
    elif search.frontier or (search.broken and not keep_going):
        verdict = Bounded(search.graph.depth)
    elif unsettled is not None:
        verdict = Unknown(unsettled)
    return search.outcome(verdict, gauge.seconds), search.graph


@dataclass(slots=True)
class Sighting:
    """Where a law was first decided: all the steps, and all the new states, of the one level in which that happened."""

    steps: list[End] = field(default_factory=list)
    states: list[int] = field(default_factory=list)


class Search(Generic[S]):
    """One exploration under way; laws and moves go by their numbers."""

    def __init__(self, system: System[S]) -> None:
        self.system = system
        self.graph: Graph[S] = Graph(system.moves)
        self.sightings: defaultdict[int, Sighting] = defaultdict(Sighting)
        self.findings: dict[int, Finding[S]] = {}
        self.vacuous: set[int] = set()

    @property
    def frontier(self) -> int:
        """The number of states of the level to be expanded next."""
        return len(self.graph.states) - self.graph.starts[-1]

    @property
    def broken(self) -> bool:
        """Some law has failed."""
        laws = self.system.laws
        return any(not isinstance(laws[number], Witness) for number in {*self.sightings, *self.findings})

    def _open(self) -> list[tuple[int, Law[S]]]:
        """The laws that are not decided yet."""
        decided = {*self.sightings, *self.findings}
        return [(number, law) for number, law in enumerate(self.system.laws) if number not in decided]

    def begin(self) -> None:
        """Judges the initial states and makes them level 1."""
        system, graph = self.system, self.graph
        if not system.initial:
            raise ValueError(f"{system.name} has no initial state")
        graph.starts.append(0)
        for raw in system.initial:
            state = system.canonical(raw)
            for number, law in self._open():
                if isinstance(law, StateLaw) and not (law.holds(raw) and law.holds(state)):
                    self.findings[number] = confirmed(system, law, Run((), (raw,)))
            if system.within(state) and state not in graph.index:
                graph.index[state] = len(graph.states)
                graph.states.append(state)
                graph.roots.append(raw)
        if not graph.states:
            raise ValueError(f"{system.name} has no initial state within its bound")

    def expand(self, gauge: Gauge, progress: Progress | None) -> str | None:
        """Expands the states of one level; answers what ran out, if the budget did."""
        graph, sightings, number_of = self.graph, self.sightings, self.graph.number
        states, index, offsets, targets, labels = graph.states, graph.index, graph.offsets, graph.targets, graph.labels
        canonical, within = self.system.canonical, self.system.within
        takes = [(label, move, move.take) for label, move in enumerate(self.system.moves)]
        offers = None if self.system.offers is nothing else self.system.offers
        state_laws = [(number, law.holds) for number, law in self._open() if isinstance(law, StateLaw)]
        step_laws = [(number, law.holds) for number, law in self._open() if isinstance(law, StepLaw)]
        witnesses = [(number, law.seen) for number, law in self._open() if isinstance(law, Witness)]
        first, last, level = graph.starts[-1], len(states), len(graph.starts)
        graph.starts.append(last)
        for source in range(first, last):
            spent = gauge.spent(len(states))
            if spent is not None:
                return spent
            if progress is not None and source % STRIDE == 0:
                progress(Tick(level, len(states), len(targets), last - source, gauge.seconds))
            before = states[source]
            steps = [(label, move, after) for label, move, take in takes if (after := take(before)) is not None]
            if offers is not None:
                steps += [(number_of(move), move, after) for move, after in offers(before)]
            for label, move, after in steps:
                for number, holds in step_laws:
                    if not holds(before, after):
                        sightings[number].steps.append((source, label))
                target = index.get(after)
                if target is None:
                    state = canonical(after)
                    if not within(state):
                        graph.cut_sources.append(source)
                        graph.cut_labels.append(label)
                        continue
                    if state is not after:
                        for number, fits in state_laws:
                            if not fits(after):
                                sightings[number].steps.append((source, label))
                    target = index.setdefault(state, len(states))
                    if target == len(states):
                        states.append(state)
                        for number, fits in state_laws:
                            if not fits(state):
                                sightings[number].states.append(target)
                targets.append(target)
                labels.append(label)
                for number, seen in witnesses:
                    if seen(before, move, after):
                        sightings[number].steps.append((source, label))
            offsets.append(len(targets))
        if progress is not None:
            progress(Tick(level, len(states), len(targets), 0, gauge.seconds))
        return None

    def look_ahead(self, gauge: Gauge) -> tuple[str | None, str | None]:
        """Judges the laws about what comes in the end; answers what ran out, and what the bound left unsettled."""
        unsettled = []
        for number, law in enumerate(self.system.laws):
            if isinstance(law, Eventually | Reachable):
                spent = gauge.spent(len(self.graph.states))
                if spent is not None:
                    return spent, None
                judgement = judge(self.system, self.graph, law)
                if judgement.finding is not None:
                    self.findings[number] = judgement.finding
                elif judgement.unsettled:
                    unsettled.append(law.name)
                if judgement.vacuous:
                    self.vacuous.add(number)
        return None, f"the bound cuts moves that decide {', '.join(unsettled)}" if unsettled else None

    def tell(self) -> None:
        """Finds the calmest run for every law that was sighted."""
        for number, sighting in sorted(self.sightings.items()):
            law = self.system.laws[number]
            ends = sighting.steps + [end for state in sighting.states for end in self._ways(law, state)]
            self.findings[number] = confirmed(self.system, law, calmest(self.system, self.graph, ends))

    def _ways(self, law: Law[S], state: int) -> list[End]:
        """The last steps of the shortest runs to a state that breaks a law, if they break it as the move made it."""
        states, moves = self.graph.states, self.graph.moves
        ends = []
        for source, label in shortest_ends(self.graph, state):
            after = moves[label].take(states[source])
            if isinstance(law, StateLaw) and after is not None and not law.holds(after):
                ends.append((source, label))
        if not ends:
            raise ReplayError(f"{self.system.name}: {law.name} fails in a normal form but in no state itself")
        return ends

    def outcome(self, verdict: Verdict, seconds: float) -> Exploration[S]:
        """The answer, findings in the order of their length and then of the laws."""
        laws = self.system.laws
        found = [finding for _, finding in sorted(self.findings.items(), key=lambda item: (item[1].run.steps, item[0]))]
        graph = self.graph
        awake = {graph.moves[label].action for label in {*graph.labels, *graph.cut_labels}}
        return Exploration(
            system=self.system.name,
            engine=ENGINE,
            verdict=verdict,
            states=len(self.graph.states),
            transitions=len(self.graph.targets),
            depth=self.graph.depth,
            cut=len(self.graph.cut_labels),
            seconds=seconds,
            broken=tuple(finding for finding in found if not isinstance(finding.law, Witness)),
            seen=tuple(finding for finding in found if isinstance(finding.law, Witness)),
            unseen=tuple(
                law.name
                for number, law in enumerate(laws)
                if number in self.vacuous or (isinstance(law, Witness) and number not in self.findings)
            ),
            idle=tuple(action for action in self.system.actions if action not in awake),
        )
