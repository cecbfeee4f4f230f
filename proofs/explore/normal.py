"""The check that a normal form may stand for its states: it can do what they can do, move by move.

A canonical form that merges states which are not alike hides what the others can do, and no run that is found will
tell. So after a complete search states and their normal forms are compared: every move must be enabled in both or in
neither and lead both into one class, and a law about what comes in the end must see no difference. This also refuses a
normal form that renames (a symmetry): it would break the promise that fairness to a move means one and the same move
all along.
"""

from collections.abc import Iterator
from typing import TypeVar

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.system import Eventually, Move, Reachable, System, unchanged

S = TypeVar("S")

SAMPLES = 200
"""At least so many states are checked with all their successors, spread evenly; a smaller graph completely."""


def check_normal_form(system: System[S], graph: Graph[S], samples: int | None = SAMPLES) -> None:
    """Compares the initial states and the successors of a sample (None: of every state) with their normal forms.

    Raises:
        ReplayError: naming a move or a law that tells a state from its normal form.
    """
    if system.canonical is unchanged:
        return
    stride = 1 if samples is None else max(1, graph.expanded // samples)
    for raw in _raw_states(system, graph, stride):
        state = system.canonical(raw)
        if raw == state:
            continue
        if system.canonical(state) != state:
            raise ReplayError(f"{system.name}: the normal form of a normal form is another one")
        for move in system.moves:
            if _class_after(system, move, raw) != _class_after(system, move, state):
                raise ReplayError(f"{system.name}: {move.label} tells a state from its normal form")
        _check_offers_alike(system, raw, state)
        for law in system.laws:
            if isinstance(law, Eventually) and (law.when(raw), law.then(raw)) != (law.when(state), law.then(state)):
                raise ReplayError(f"{system.name}: {law.name} tells a state from its normal form")
            if isinstance(law, Reachable) and law.goal(raw) != law.goal(state):
                raise ReplayError(f"{system.name}: {law.name} tells a state from its normal form")


def _raw_states(system: System[S], graph: Graph[S], stride: int) -> Iterator[S]:
    """The initial states, and what the moves make of every so many states."""
    yield from graph.roots
    for number in range(0, graph.expanded, stride):
        yield from (after for _, after in system.steps(graph.states[number]))


def _check_offers_alike(system: System[S], raw: S, state: S) -> None:
    """Compares what is on offer in a state and in its normal form.

    Raises:
        ReplayError: naming a move that is on offer in one of them, or leads them into different classes.
    """
    here, there = ({id(move): (move, after) for move, after in system.offers(each)} for each in (raw, state))
    for key, (move, _) in (here | there).items():
        classes = {None if key not in side else system.canonical(side[key][1]) for side in (here, there)}
        if len(classes) > 1:
            raise ReplayError(f"{system.name}: {move.label} tells a state from its normal form")


def _class_after(system: System[S], move: Move[S], state: S) -> S | None:
    """The normal form of what a move makes of a state, None where it is not enabled."""
    after = move.take(state)
    return None if after is None else system.canonical(after)
