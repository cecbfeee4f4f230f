"""Laws about what comes in the end, judged on a finished graph: `Eventually` under weak fairness, and `Reachable`.

**Behaviours.** From any reachable state on, faults and operator are quiet: a behaviour takes protocol moves, or
stutters, for ever. It is fair if it neglects no protocol move, and it neglects one that is enabled from some point on
and never again taken (weak fairness of each `Move`, one by one). As in TLA+, where fairness is asked of a step that
changes something, `WF_v(<A>_v)`, a move is *enabled* only where it leads to another canonical state: a retry that
changes nothing is a stutter and forces nothing. Where no protocol move is enabled in this sense, to stay for ever is
fair.

**`Eventually`** fails if a fair behaviour stays for ever among states where `then` is false, once `when` held there.
What such a behaviour visits again and again lies in one strongly connected component of those states, and components
may be judged whole: one is a trap if every protocol move is disabled in one of its states or taken on one of its edges.
(A move that spoils a component is enabled in all its states and leads out from all of them, so it spoils every part of
it as well.) A law whose `when` is true in no reachable state is vacuous, and is reported.

**`Reachable`** fails if from some reachable state no run without faults reaches the goal.

**The bound** never decides such a law in silence. A move that the bound cut is enabled all the same and leads out of
every component, so a trap that is found is one without the bound too. Where a component would be a trap if the moves
cut in it were not enabled, nothing is known: the law is unsettled. So it is where the goal is missed from a state with
a way out of the bound, unless the system says that its bound only postpones: what is cut can be done a little later.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Generic, TypeVar

import networkx as nx

from upshift.proofs.explore.calm import End, ReplayError, calmest_to, replay
from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Eventually, Kind, Move, Reachable, System

S = TypeVar("S")


@dataclass(frozen=True)
class Judgement(Generic[S]):
    """What a graph says of one law: a counterexample, or that nothing triggered it, or that nothing settled it."""

    finding: Finding[S] | None = None
    vacuous: bool = False
    unsettled: bool = False


def judge(system: System[S], graph: Graph[S], law: Eventually[S] | Reachable[S]) -> Judgement[S]:
    """Judges one law on the graph of a complete search.

    Raises:
        ReplayError: the counterexample on canonical states is none in the system's own.
    """
    return _reachable(system, graph, law) if isinstance(law, Reachable) else _eventually(system, graph, law)


def _reachable(system: System[S], graph: Graph[S], law: Reachable[S]) -> Judgement[S]:
    """Searches backwards from the goal, and from where the bound cut a way that might lead to it."""
    free = {label for label, move in enumerate(graph.moves) if move.kind is not Kind.FAULT}
    within_reach = _behind(graph, (n for n, state in enumerate(graph.states) if law.goal(state)), free)
    stuck = [n for n, reached in enumerate(within_reach) if not reached]
    if not stuck:
        return Judgement()
    exits = zip(graph.cut_sources, graph.cut_labels, strict=True)
    doubtful = _behind(graph, (s for s, label in exits if label in free and not system.postpones), free)
    certain = [n for n in stuck if not doubtful[n]]
    if not certain:
        return Judgement(unsettled=True)
    run = calmest_to(system, graph, next(group for _, group in groupby(certain, graph.level)))
    if law.goal(run.states[-1]):
        raise ReplayError(f"{system.name}: {law.name} has its goal in a state but not in the normal form of that state")
    return Judgement(Finding(law, run))


def _behind(graph: Graph[S], goals: Iterable[int], labels: Collection[int]) -> bytearray:
    """Marks the states from which one of the given ones is reached by moves of the given labels."""
    marked = bytearray(len(graph.states))
    waiting = list(goals)
    for state in waiting:
        marked[state] = True
    while waiting:
        for source, label in graph.into(waiting.pop()):
            if not marked[source] and label in labels:
                marked[source] = True
                waiting.append(source)
    return marked


class Protocol(Generic[S]):
    """The graph as fairness sees it: the protocol's moves, where they change the state or lead out of the bound."""

    def __init__(self, graph: Graph[S]) -> None:
        self._graph = graph
        self._labels = frozenset(label for label, move in enumerate(graph.moves) if move.kind is Kind.PROTOCOL)
        self._cut: dict[int, set[int]] = {}
        for source, label in zip(graph.cut_sources, graph.cut_labels, strict=True):
            if label in self._labels:
                self._cut.setdefault(source, set()).add(label)

    def steps(self, state: int) -> list[tuple[int, int]]:
        """The moves that lead from a state to another, as (move, target)."""
        return [
            (label, target) for label, target in self._graph.out(state) if target != state and label in self._labels
        ]

    def ahead(self, state: int) -> Iterator[int]:
        """The states that one move leads to."""
        return (target for _, target in self.steps(state))

    def behind(self, state: int) -> Iterator[int]:
        """The states that one move comes from."""
        return (source for source, label in self._graph.into(state) if source != state and label in self._labels)

    def cut(self, state: int) -> set[int]:
        """The moves that lead out of the bound."""
        return self._cut.get(state, set())

    def enabled(self, state: int) -> set[int]:
        """The moves that fairness counts as enabled."""
        return {label for label, _ in self.steps(state)} | self.cut(state)

    def neglected(self, component: Collection[int]) -> set[int]:
        """The moves that are enabled all over a component and never taken within it."""
        moves: set[int] | None = None
        for state in component:
            moves = self.enabled(state) if moves is None else moves & self.enabled(state)
            moves -= {label for label, target in self.steps(state) if target in component}
            if not moves:
                break
        return moves or set()


def _eventually(system: System[S], graph: Graph[S], law: Eventually[S]) -> Judgement[S]:
    """Looks for a trap among the states where the law is owed and not yet paid."""
    pending = bytearray(not law.then(state) for state in graph.states)
    triggers = [n for n, state in enumerate(graph.states) if pending[n] and law.when(state)]
    if not triggers:
        return Judgement(vacuous=not any(law.when(state) for state in graph.states))
    protocol = Protocol(graph)
    order, came = _owing(graph, protocol, triggers, pending)
    trap_of: dict[int, Collection[int]] = {}
    unsettled = False
    for component in _components(protocol, order):
        neglected = protocol.neglected(component)
        if not neglected:
            trap_of.update(dict.fromkeys(component, component))
        elif neglected <= {label for state in component for label in protocol.cut(state)}:
            unsettled = True
    entry = next((state for state in order if state in trap_of), None)
    if entry is None:
        return Judgement(unsettled=unsettled)
    return Judgement(_lasso(system, graph, law, _way(came, entry), _round(protocol, trap_of[entry], entry)))


def _owing(
    graph: Graph[S], protocol: Protocol[S], triggers: list[int], pending: bytearray
) -> tuple[list[int], dict[int, End | None]]:
    """The states where the law may be owed, in the order of the shortest runs there, and the step that led to each."""
    came: dict[int, End | None] = dict.fromkeys(triggers)
    fresh = {level: list(states) for level, states in groupby(triggers, graph.level)}
    level, layer, order = min(fresh), list[int](), list[int]()
    while layer or fresh:
        layer = fresh.pop(level, []) + layer
        order += layer
        after = []
        for state in layer:
            for label, target in protocol.steps(state):
                if pending[target] and target not in came:
                    came[target] = state, label
                    after.append(target)
        level, layer = level + 1, after
    return order, came


def _components(protocol: Protocol[S], order: list[int]) -> Iterator[Collection[int]]:
    """What a behaviour may stay in for ever: states that no step leaves, and components with a cycle in them."""
    for state in order:
        if not protocol.steps(state):
            yield (state,)
    core = _trimmed(_trimmed(set(order), protocol.ahead, protocol.behind), protocol.behind, protocol.ahead)
    cyclic: nx.DiGraph[int] = nx.DiGraph()
    cyclic.add_edges_from((state, target) for state in core for target in protocol.ahead(state) if target in core)
    yield from (component for component in nx.strongly_connected_components(cyclic) if len(component) > 1)


def _trimmed(
    states: set[int], ahead: Callable[[int], Iterable[int]], behind: Callable[[int], Iterable[int]]
) -> set[int]:
    """What is left when, again and again, the states with nothing ahead are taken away; every cycle stays."""
    left = {state: sum(target in states for target in ahead(state)) for state in states}
    ended = [state for state, count in left.items() if count == 0]
    while ended:
        state = ended.pop()
        del left[state]
        for source in behind(state):
            if source in left:
                left[source] -= 1
                if left[source] == 0:
                    ended.append(source)
    return set(left)


def _way(came: dict[int, End | None], entry: int) -> tuple[int, list[int]]:
    """The state that triggered the law, and the moves from there to the entry of the trap."""
    labels: list[int] = []
    state, step = entry, came[entry]
    while step is not None:
        state, label = step
        labels.append(label)
        step = came[state]
    return state, labels[::-1]


def _round(protocol: Protocol[S], component: Collection[int], entry: int) -> list[int]:
    """A way round a trap that neglects no move: it takes it, or passes a state where it is disabled."""
    labels: list[int] = []
    state, owed = entry, protocol.enabled(entry)

    def pays(label: int, target: int) -> bool:
        return label in owed or not owed <= protocol.enabled(target)

    while owed:
        for label, target in _shortest(protocol, component, state, pays):
            labels.append(label)
            state = target
            owed = (owed - {label}) & protocol.enabled(state)
    if state != entry:
        labels += [label for label, _ in _shortest(protocol, component, state, lambda _, target: target == entry)]
    return labels


def _shortest(
    protocol: Protocol[S], component: Collection[int], start: int, wanted: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    """The shortest way within a strongly connected component, as (move, target), that ends with a wanted step."""
    came: dict[int, End] = {}
    queue = deque([start])
    while True:
        state = queue.popleft()
        for label, target in protocol.steps(state):
            if target in component and wanted(label, target):
                way = [(label, target)]
                while state != start:
                    source, step = came[state]
                    way.append((step, state))
                    state = source
                return way[::-1]
            if target in component and target not in came:
                came[target] = state, label
                queue.append(target)


def _lasso(
    system: System[S], graph: Graph[S], law: Eventually[S], way: tuple[int, list[int]], cycle: list[int]
) -> Finding[S]:
    """The counterexample, replayed in the system's own states and checked there, fairness included."""
    trigger, labels = way
    stem = calmest_to(system, graph, [trigger])
    moves = [*stem.moves, *(graph.moves[label] for label in [*labels, *cycle])]
    run = replace(replay(system, stem.states[0], moves), loop=stem.steps + len(labels))
    if not stays(system, law, run):
        raise ReplayError(f"{system.name}: the lasso that breaks {law.name} is none in the system's own states")
    return Finding(law, run)


def stays(system: System[S], law: Eventually[S], run: Run[S]) -> bool:
    """A run with a loop is a counterexample: the law is triggered and never again satisfied, and nobody is neglected.

    This reads the run alone, not the graph, so it judges the search that found the run.
    """
    if run.loop is None or system.canonical(run.states[-1]) != system.canonical(run.states[run.loop]):
        return False
    states, moves = run.states, run.moves
    owed = any(
        law.when(states[start])
        and not any(law.then(state) for state in states[start:])
        and all(move.kind is Kind.PROTOCOL for move in moves[start:])
        for start in range(run.loop + 1)
    )
    taken = [moves[step] for step in range(run.loop, run.steps) if changes(system, moves[step], states[step])]
    # What is enabled all along is enabled where the loop begins.
    return owed and all(
        move in taken or not all(changes(system, move, state) for state in states[run.loop :])
        for move, _ in system.steps(states[run.loop])
        if move.kind is Kind.PROTOCOL
    )


def changes(system: System[S], move: Move[S], state: S) -> bool:
    """The move is enabled as fairness sees it: it leads to another canonical state."""
    after = move.take(state)
    return after is not None and system.canonical(after) != system.canonical(state)
