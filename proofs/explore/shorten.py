"""A run that was found by chance made shorter: moves are left out as long as the rest still decides the law.

What could only be done because of a move that is left out is left out with it. The outcome is not the shortest run
there is, but none of its moves can be left out.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.result import Run
from upshift.proofs.explore.system import Law, Move, StateLaw, StepLaw, System, Witness

S = TypeVar("S")


def decides(law: Law[S], before: S, move: Move[S], after: S) -> bool:
    """The step breaks the law or ends where it is broken, or is what the witness asks for."""
    if isinstance(law, StateLaw):
        return not law.holds(after)
    if isinstance(law, StepLaw):
        return not law.holds(before, after)
    return isinstance(law, Witness) and law.seen(before, move, after)


def shortened(system: System[S], law: Law[S], run: Run[S]) -> Run[S]:
    """The run without the moves that it does not need, tried by halves first and one by one in the end.

    Raises:
        ReplayError: the run cannot be taken again, move by move.
    """
    for move, (before, after) in zip(run.moves, pairwise(run.states), strict=True):
        if move.take(before) != after:
            raise ReplayError(f"{system.name}: {move.label} says something else than the offer of it")
    size = run.steps // 2
    while size:
        shorter = _without(system, law, run, size)
        if shorter.steps == run.steps:
            size //= 2
        run = shorter
    return run


def _without(system: System[S], law: Law[S], run: Run[S], size: int) -> Run[S]:
    """The run without any so many moves in a row that it does not need."""
    place = 0
    while place < run.steps:
        begun = Run(run.moves[:place], run.states[: place + 1])
        shorter = _continued(system, law, begun, run.moves[place + size :])
        if shorter is None:
            place += size
        else:
            run = shorter
    return run


def _continued(system: System[S], law: Law[S], begun: Run[S], rest: Sequence[Move[S]]) -> Run[S] | None:
    """The run with those of the moves that are enabled in their turn, until it decides the law; None if it does not."""
    moves, states = list(begun.moves), list(begun.states)
    for move in rest:
        before, after = states[-1], move.take(states[-1])
        if after is None or not system.within(system.canonical(after)):
            continue
        moves.append(move)
        states.append(after)
        if decides(law, before, move, after):
            return Run(tuple(moves), tuple(states))
    return None
