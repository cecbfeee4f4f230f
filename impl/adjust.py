"""The switch: the guard of an adjust, this node's own check, the verdict at a position, the notices (protocol 4)."""

from dataclasses import replace

from upshift.impl.entries import Adjust, Notice
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import (
    Judged,
    Request,
    Status,
    View,
    configured,
    group_of,
    is_active,
    judged_of,
    seat_of,
    with_group_versions,
    with_verdict,
)

# ---- the guard


def untold(view: View) -> tuple[str, ...]:
    """The groups that are still to be told of the cluster version."""
    return tuple(group.name for group in view.groups if group.version < view.version)


def nodes_with(view: View, status: Status) -> tuple[str, ...]:
    """The configured nodes of that status."""
    return tuple(seat.node for seat in configured(view) if seat.status is status)


def incapable(view: View, target: int) -> tuple[str, ...]:
    """The configured nodes that cannot run the target, or have not said so, each with its range."""
    return tuple(
        f"{seat.node} ({seat.claim or 'unknown'})"
        for seat in configured(view)
        if seat.claim is None or target not in seat.claim
    )


def guard(view: View, request: Request) -> Refusal | None:
    """Why the version may not be adjusted at this view; the first reason that is true, with the names it is about.

    It serves the fast check on the requester's own view (claims 15-17) and the judgement at the position (claims 8-10).
    """
    if not is_active(view, request.node, request.incarnation):
        return Refusal(Why.NOT_A_MEMBER, (request.node,))
    if untold(view):
        return Refusal(Why.ADJUST_IN_PROGRESS, untold(view))
    if request.target <= view.version:
        return Refusal(Why.NOTHING_TO_ADJUST)
    if request.target != view.version + 1:
        return Refusal(Why.BAD_TARGET)
    if nodes_with(view, Status.PARTITIONED):
        return Refusal(Why.PARTITIONED, nodes_with(view, Status.PARTITIONED))
    if nodes_with(view, Status.INACTIVE):
        return Refusal(Why.NODE_INACTIVE, nodes_with(view, Status.INACTIVE))
    if incapable(view, request.target):
        return Refusal(Why.NODE_INCAPABLE, incapable(view, request.target))
    return None


def node_check(view: View, node: str, group: str, target: int) -> Refusal | None:
    """This node's check for one group: the node is active, the group not partitioned, the node capable (claims 15-17).

    Whatever it refuses the guard refuses too; the guard asks the same of every configured node.
    """
    seat = seat_of(view, node)
    if seat.status is not Status.ACTIVE:
        return Refusal(Why.NODE_INACTIVE, (node,))
    hosting = group_of(view, group)
    apart = tuple(host for host in hosting.hosts if seat_of(view, host).status is Status.PARTITIONED) if hosting else ()
    if apart:
        return Refusal(Why.PARTITIONED, apart)
    if seat.claim is None or target not in seat.claim:
        return Refusal(Why.NODE_INCAPABLE, (f"{node} ({seat.claim or 'unknown'})",))
    return None


# ---- at a position


def is_new(view: View, request: Request) -> bool:
    """The ledger does not know the id yet; a node has one request outstanding at a time, so later ids are greater."""
    known = judged_of(view, request.node)
    return known is None or (known.request.incarnation, known.request.number) < (request.incarnation, request.number)


def judge_adjust(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """The view after an ordered request, and its verdict.

    Accepted it raises the cluster version; refused it changes nothing but the ledger; an id that the ledger knows
    already is nothing, and repeats its verdict if it is the last one.
    """
    request = entry.request
    if not is_new(view, request):
        known = judged_of(view, request.node)
        same = known is not None and known.request == request
        return view, known.refusal if same and known is not None else Refusal(Why.STALE, (request.node,))
    refusal = guard(view, request)
    noted = with_verdict(view, Judged(request, refusal))
    return (noted if refusal is not None else replace(noted, version=request.target)), refusal


def judge_notice(view: View, entry: Notice) -> View | Refusal:
    """A group's notice: the group is one step below the cluster version, and that is the version it is told."""
    group = group_of(view, entry.group)
    if group is None:
        return Refusal(Why.NOT_CONFIGURED, (entry.group,))
    if not (view.version == entry.to and group.version == entry.to - 1):
        return Refusal(Why.STALE, (entry.group,))
    return with_group_versions(view, {entry.group: entry.to})
