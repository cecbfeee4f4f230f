"""The check that moves on offer are what they promise to be: a move says of itself what the offer says of it.

A run is replayed move by move, fairness asks of each move whether it is enabled, and neither looks at the offers again.
So after a search the two are compared in a sample of its states.
"""

from typing import TypeVar

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.system import System, nothing

S = TypeVar("S")

SAMPLES = 200
"""So many states are checked with every move that was ever on offer, spread evenly; a smaller graph completely."""


def check_offers(system: System[S], graph: Graph[S], samples: int | None = SAMPLES) -> None:
    """Compares what is on offer with what the moves say, in a sample of the states (None: in all of them).

    Raises:
        ReplayError: naming a move that says something else than the offer.
    """
    if system.offers is nothing:
        return
    moves = graph.moves[len(system.moves) :]
    stride = 1 if samples is None else max(1, graph.expanded // samples)
    for number in range(0, graph.expanded, stride):
        state = graph.states[number]
        offered = {id(move): after for move, after in system.offers(state)}
        for move in moves:
            if move.take(state) != offered.get(id(move)):
                raise ReplayError(f"{system.name}: {move.label} says something else than the offer of it")
