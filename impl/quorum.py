"""The quorum rule, and nothing else (protocol 2)."""

from collections.abc import Set as AbstractSet

from upshift.impl.views import Status, View


def voters(view: View) -> tuple[str, ...]:
    """The nodes that are ACTIVE in the view, whatever their incarnation, in configured order."""
    return tuple(seat.node for seat in view.seats if seat.status is Status.ACTIVE)


def is_quorum(view: View, helping: AbstractSet[str]) -> bool:
    """More than half of the view's voters help, or exactly half including the one that comes first.

    A view without voters has no quorum. Two quorums of one view meet.
    """
    seats = voters(view)
    yes = sum(node in helping for node in seats)
    return 2 * yes > len(seats) or (0 < 2 * yes == len(seats) and seats[0] in helping)
