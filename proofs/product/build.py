"""From a description to a system that an engine explores."""

from typing import TypeVar

from upshift.proofs.explore.system import System
from upshift.proofs.product.deliveries import RECEIVE, Deliveries
from upshift.proofs.product.description import Product
from upshift.proofs.product.inputs import input_moves
from upshift.proofs.product.laws import Laws
from upshift.proofs.product.normal import Rows
from upshift.proofs.product.tables import State, Tables
from upshift.proofs.product.world import shower

M = TypeVar("M")
L = TypeVar("L")


def system_of(product: Product[M, L]) -> System[State]:
    """The system of a product; its states are numbers that mean something in this system only."""
    tables = Tables(product)
    rows = Rows(tables)
    laws = Laws(rows)
    initial = tuple(tables.machine(place, machine) for place, machine in enumerate(product.initial))
    return System(
        product.name,
        ((*initial, 0),),
        input_moves(tables, rows),
        tuple(laws.of(law) for law in product.laws),
        rows.normal,
        rows.within,
        postpones=True,
        offers=Deliveries(tables, rows).offers,
        offered=(RECEIVE,),
        shown=shower(tables, rows),
    )
