"""The run that is shown: of all the shortest the calmest, found on the graph and replayed in the system itself.

A run costs one for every fault and one for every change of actor between two moves. The calmest has the least cost; of
those, the first in the order of the moves. What is found on canonical states is then walked again from the raw initial
state, without any normalising, and must show there what was claimed: a canonical form that is no bisimulation is never
silent.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Kind, Law, Move, StateLaw, StepLaw, System, Witness

S = TypeVar("S")

End = tuple[int, int]
"""The last step of a run: the number of a state, and the number of the move made there."""

Ahead = dict[int, dict[int, int | None]]
"""For a state the moves that go on towards an end, and the state each leads to; None after the last step."""

Cost = dict[int, dict[str, int]]
"""What is left to pay from a state on, for each actor that may move first there."""


class ReplayError(Exception):
    """A run of canonical states is not a run of the system, or does not show there what it showed here."""


def calmest(system: System[S], graph: Graph[S], ends: Iterable[End]) -> Run[S]:
    """The calmest of the shortest runs that end with one of the given steps, all of which must start in one level.

    Backwards through the levels: what is left to pay from a state on, for each actor that may move first there. Then
    forwards: always the first move that leads to no more than the least.

    Raises:
        ReplayError: the run is not one of the system itself.
    """
    moves = graph.moves
    ahead: Ahead = defaultdict(dict)
    for source, label in ends:
        ahead[source][label] = None
    cost: Cost = {}
    layer = sorted(ahead)
    for level in range(graph.level(layer[0]), 0, -1):
        first, earlier = graph.starts[level - 1], set()
        for state in layer:
            paid: dict[str, int] = {}
            cost[state] = paid
            for label, target in ahead[state].items():
                price, actor = _rest(moves[label], target, cost), moves[label].actor
                paid[actor] = min(price, paid.get(actor, price))
            for source, label in graph.into(state):
                if source < first:
                    ahead[source][label] = state
                    earlier.add(source)
        layer = sorted(earlier) or layer
    return _forward(system, graph, min(layer, key=lambda root: _least(cost[root], None)), ahead, cost)


def _forward(system: System[S], graph: Graph[S], root: int, ahead: Ahead, cost: Cost) -> Run[S]:
    """Takes the cheapest move, and of those the first, from a root until a last step."""
    chosen: list[Move[S]] = []
    state: int | None = root
    actor: str | None = None
    while state is not None:
        ways = ahead[state]
        prices = {label: _rest(graph.moves[label], target, cost) for label, target in ways.items()}
        label = min(ways, key=lambda way: (prices[way] + _switch(actor, graph.moves[way].actor), way))
        chosen.append(graph.moves[label])
        state, actor = ways[label], chosen[-1].actor
    return replay(system, graph.roots[root], chosen)


def _rest(move: Move[S], target: int | None, cost: Cost) -> int:
    """What is left to pay from a move on: for the move itself, and for what follows it."""
    fault = 1 if move.kind is Kind.FAULT else 0
    return fault + (0 if target is None else _least(cost[target], move.actor))


def _switch(before: str | None, actor: str) -> int:
    """What it costs to go from one actor to another; the first move of a run is nobody's interruption."""
    return 0 if before is None or before == actor else 1


def _least(cost: dict[str, int], actor: str | None) -> int:
    """The least to pay from a state in which `actor` moved last."""
    return min(price + _switch(actor, other) for other, price in cost.items())


def calmest_to(system: System[S], graph: Graph[S], targets: Iterable[int]) -> Run[S]:
    """The calmest of the shortest runs to any of the given states, all of which must be of one level.

    Raises:
        ReplayError: the run is not one of the system itself.
    """
    numbers = sorted(targets)
    level = graph.level(numbers[0])
    if level == 1:
        return Run((), (graph.roots[numbers[0]],))
    return calmest(system, graph, [end for number in numbers for end in shortest_ends(graph, number)])


def shortest_ends(graph: Graph[S], number: int) -> list[End]:
    """The last steps of the shortest runs to a state."""
    first = graph.starts[graph.level(number) - 1]
    return [(source, label) for source, label in graph.into(number) if source < first]


def replay(system: System[S], start: S, moves: Sequence[Move[S]]) -> Run[S]:
    """Walks a run in the system's own states, beside the same run in canonical states.

    Raises:
        ReplayError: naming the step at which a move is not enabled, or the two walks are no longer in the same class.
    """
    canonical = system.canonical
    states = [start]
    number = canonical(start)
    for step, move in enumerate(moves, 1):
        where = f"{system.name}: step {step}, {move.label},"
        after, expected = move.take(states[-1]), move.take(number)
        if expected is None:
            raise ReplayError(f"{where} is not enabled in the normal form of the state before it")
        if after is None:
            raise ReplayError(f"{where} is enabled in a normal form but not in the state itself")
        number = canonical(expected)
        if canonical(after) != number:
            raise ReplayError(f"{where} leads a state and its normal form into different classes")
        states.append(after)
    return Run(tuple(moves), tuple(states))


def confirmed(system: System[S], law: Law[S], run: Run[S]) -> Finding[S]:
    """The finding that the run's last step or state decides the law.

    Raises:
        ReplayError: it does not, in the system's own states.
    """
    if not _decides(law, run):
        raise ReplayError(
            f"{system.name}: {law.name} was decided on normal forms, but step {run.steps} of the same run "
            "in the system's own states does not show it: the law looks at what the normal form forgets"
        )
    return Finding(law, run)


def _decides(law: Law[S], run: Run[S]) -> bool:
    """The end of the run breaks the law, or is what the witness asks for."""
    last = run.states[-1]
    if isinstance(law, StateLaw):
        return not law.holds(last)
    if isinstance(law, StepLaw):
        return not law.holds(run.states[-2], last)
    if isinstance(law, Witness):
        return law.seen(run.states[-2], run.moves[-1], last)
    raise TypeError(f"{law.name} is not decided by the end of a run")
