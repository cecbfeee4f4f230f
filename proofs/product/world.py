"""What a reader is shown of a state: every node's machine, and the letters that can still matter."""

from collections.abc import Callable
from dataclasses import make_dataclass
from functools import cache, reduce
from operator import or_
from typing import Any, TypeVar

from upshift.model.values import Map
from upshift.model.views import Node
from upshift.proofs.product.normal import Rows
from upshift.proofs.product.tables import State, Tables, bits
from upshift.proofs.trace.shape import Hint, kind_of

M = TypeVar("M")
L = TypeVar("L")


def shower(tables: Tables[M, L], rows: Rows[M, L]) -> Callable[[State], Any]:
    """Turns a state into a `World` of the types that the description names.

    Numbers are not renamed, so what a run shows goes on from one state to the next.
    """
    product = tables.product
    nodes = tuple(map(Node, product.nodes))

    @cache
    def kinds() -> tuple[Hint, Hint]:
        """The types `Letter` and `World` of this system, made when a state is first shown."""
        letter = make_dataclass(
            "Letter",
            [("sender", Node), ("receiver", Node), ("message", product.message_type or str)],
            frozen=True,
        )
        machine = product.machine_type
        if machine is None:
            shown = map(product.show, product.nodes, product.initial)
            machine = reduce(or_, dict.fromkeys(map(kind_of, shown)))
        world = make_dataclass(
            "World",
            [("nodes", Map[Node, machine]), ("network", tuple[letter, ...])],  # type: ignore[valid-type]  # types made here
            frozen=True,
        )
        return letter, world

    def show(state: State) -> Any:  # noqa: ANN401  # of a type that is made above
        letter, world = kinds()
        row = rows.row(state)
        in_flight = (tables.letters[number] for number in bits(rows.living(row, state[-1])))
        return world(
            nodes=Map({node: product.show(node, machine) for node, machine in zip(nodes, row.machines, strict=True)}),
            network=tuple(
                letter(
                    sender=nodes[each.sender],
                    receiver=nodes[each.receiver],
                    message=product.word(each.message) if product.message_type is None else each.message,
                )
                for each in in_flight
            ),
        )

    return show
