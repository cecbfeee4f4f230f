"""The quorum rule, by counting: the one function of the protocol that first-order logic knows only by its axiom.

Two quorums of one view meet: that is all that a proof may use of it; `tests/model/test_quorum.py` checks the axiom by
counting.
"""

from upshift.model.values import Map
from upshift.model.views import Node, Status, View


def voters(view: View) -> tuple[Node, ...]:
    """The nodes that are ACTIVE in the view, whatever their incarnation, in configured order (protocol 2)."""
    return tuple(n for n, seat in view.roster.items() if seat.status is Status.ACTIVE)


def quorum(view: View, helping: Map[Node, bool]) -> bool:
    """More than half of the voters help, or exactly half including the first in configured order."""
    seats = voters(view)
    yes = sum(helping[n] for n in seats)
    return 2 * yes > len(seats) or (0 < 2 * yes == len(seats) and helping[seats[0]])
