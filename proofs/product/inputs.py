"""The inputs of the nodes as moves, each remembered for every machine that it was ever tried on."""

from collections.abc import Callable
from typing import TypeVar

from upshift.proofs.explore.system import Move
from upshift.proofs.product.description import Input
from upshift.proofs.product.normal import Rows
from upshift.proofs.product.tables import State, Step, Tables

M = TypeVar("M")
L = TypeVar("L")


def input_moves(tables: Tables[M, L], rows: Rows[M, L]) -> tuple[Move[State], ...]:
    """A move for each input of the description, in its order."""
    return tuple(
        Move(happening.action, happening.arguments, _take(tables, rows, happening), happening.kind, happening.node)
        for happening in tables.product.inputs
    )


def _take(tables: Tables[M, L], rows: Rows[M, L], happening: Input[M, L]) -> Callable[[State], State | None]:
    """What an input makes of a state."""
    place = tables.place(happening.node)
    behind = place + 1
    steps: dict[int, Step | None] = {}
    guard = happening.guard
    allowed: dict[tuple[int, ...], bool] = {}

    def guarded(state: State) -> bool:
        if guard is None:
            return True
        known = allowed.get(state[:-1])
        if known is None:
            row = rows.row(state)
            known = allowed[row.numbers] = guard(row.machines)
        return known

    def take(state: State) -> State | None:
        machine = state[place]
        try:
            step = steps[machine]
        except KeyError:
            step = steps[machine] = tables.happened(happening, machine)
        if step is None or not guarded(state):
            return None
        return (*state[:place], step[0], *state[behind:-1], state[-1] | step[1])

    return take
