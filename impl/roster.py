"""Membership changes, judged at their position: who joins, leaves, fails, is cut off, is added or removed.

Each judgement answers the view after the entry, or why there is none. Source: protocol 2, 3 and 5.
"""

from dataclasses import replace

from upshift.impl.entries import AddNode, Fail, Join, Leave, Partition, Petition, RemoveNode
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import Seat, Status, View, hosted_by, is_active, seat_of, versions_in_use, with_seat

# ---- the doors


def fence(view: View, claim: Range) -> Refusal | None:
    """Why software with this range may not enter at this view, or None: the one rule at every door (protocol 5)."""
    if max(versions_in_use(view)) > claim.newest:
        return Refusal(Why.SOFTWARE_TOO_OLD)
    if min(versions_in_use(view)) < claim.oldest:
        return Refusal(Why.SOFTWARE_TOO_NEW)
    return None


def fence_at_position(view: View, claim: Range) -> Refusal | None:
    """The cluster's door, judged where the JOIN stands: what was looked at before may be out of date."""
    return fence(view, claim)


def is_newer(seat: Seat, incarnation: int) -> bool:
    """The incarnation exceeds the last one recorded: a JOIN that comes late or twice is nothing."""
    return seat.incarnation < incarnation


def judge_join(view: View, entry: Join) -> View | Refusal:
    """A JOIN, or the MERGE of a node that was PARTITIONED."""
    seat = seat_of(view, entry.node)
    if seat.status is Status.ABSENT:
        return Refusal(Why.NOT_CONFIGURED, (entry.node,))
    if not is_newer(seat, entry.incarnation):
        return Refusal(Why.STALE, (entry.node,))
    return fence_at_position(view, entry.claim) or with_seat(
        view, Seat(entry.node, Status.ACTIVE, entry.incarnation, entry.claim)
    )


# ---- ends


def names_recorded(seat: Seat, incarnation: int) -> bool:
    """The incarnation that is to be ended is the one recorded; for another it is nothing."""
    return seat.incarnation == incarnation


def is_last_node(view: View, node: str) -> bool:
    """No other node is ACTIVE."""
    return all(seat.status is not Status.ACTIVE for seat in view.seats if seat.node != node)


def losing_their_last_member(view: View, node: str) -> tuple[str, ...]:
    """The groups that would have no member on another ACTIVE node."""
    return tuple(
        group.name
        for group in hosted_by(view, node)
        if all(seat_of(view, other).status is not Status.ACTIVE for other in group.hosts if other != node)
    )


def judge_leave(view: View, entry: Leave) -> View | Refusal:
    """A LEAVE: another voter must be there, and another member of each group that the node hosts."""
    if not is_active(view, entry.node, entry.incarnation):
        return Refusal(Why.STALE, (entry.node,))
    if is_last_node(view, entry.node):
        return Refusal(Why.LAST_NODE, (entry.node,))
    lost = losing_their_last_member(view, entry.node)
    if lost:
        return Refusal(Why.LAST_MEMBER, lost)
    return _ended(view, entry.node, Status.INACTIVE)


def judge_fail(view: View, entry: Fail) -> View | Refusal:
    """A FAIL of a node that is ACTIVE or PARTITIONED."""
    seat = seat_of(view, entry.node)
    if seat.status not in {Status.ACTIVE, Status.PARTITIONED} or not names_recorded(seat, entry.incarnation):
        return Refusal(Why.STALE, (entry.node,))
    if is_last_node(view, entry.node):
        return Refusal(Why.LAST_NODE, (entry.node,))
    return _ended(view, entry.node, Status.INACTIVE)


def judge_partition(view: View, entry: Partition) -> View | Refusal:
    """A PARTITION of a node that is ACTIVE."""
    seat = seat_of(view, entry.node)
    if seat.status is not Status.ACTIVE or not names_recorded(seat, entry.incarnation):
        return Refusal(Why.STALE, (entry.node,))
    if is_last_node(view, entry.node):
        return Refusal(Why.LAST_NODE, (entry.node,))
    return _ended(view, entry.node, Status.PARTITIONED)


def has_ended(seat: Seat, incarnation: int) -> bool:
    """The roster says that this incarnation of the node, and with it all before it, has ended."""
    return seat.status is Status.INACTIVE and seat.incarnation >= incarnation


def judge_petition(view: View, entry: Petition) -> View | Refusal:
    """A petition ends the node's latest incarnation, also where the roster has not heard of it yet.

    A JOIN of one in between may still be on its way, and must find its incarnation ended.
    """
    seat = seat_of(view, entry.node)
    if seat.status is Status.ABSENT or seat.incarnation > entry.incarnation or has_ended(seat, entry.incarnation):
        return Refusal(Why.STALE, (entry.node,))
    if is_last_node(view, entry.node):
        return Refusal(Why.LAST_NODE, (entry.node,))
    return with_seat(view, replace(seat, status=Status.INACTIVE, incarnation=entry.incarnation))


def _ended(view: View, node: str, status: Status) -> View:
    """The view in which the node's incarnation is no longer ACTIVE."""
    return with_seat(view, replace(seat_of(view, node), status=status))


# ---- the configuration


def judge_add(view: View, entry: AddNode) -> View | Refusal:
    """ADD_NODE; the incarnations that the node had before are remembered."""
    seat = seat_of(view, entry.node)
    if seat.status is not Status.ABSENT:
        return Refusal(Why.STALE, (entry.node,))
    return with_seat(view, Seat(entry.node, Status.INACTIVE, seat.incarnation))


def judge_remove(view: View, entry: RemoveNode) -> View | Refusal:
    """REMOVE_NODE, of a node that has left, failed or been cut off."""
    seat = seat_of(view, entry.node)
    if seat.status in {Status.ABSENT, Status.ACTIVE}:
        return Refusal(Why.STALE, (entry.node,))
    return with_seat(view, Seat(entry.node, Status.ABSENT, seat.incarnation))
