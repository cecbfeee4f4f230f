"""Mistakes about abort, transition and merge: M37, M38, M40."""

from dataclasses import replace

from upshift.model import fence, requests
from upshift.model.museum.joins import open_door
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import leads
from upshift.model.requests import noted
from upshift.model.state import State, known_view, last
from upshift.model.versions import Range
from upshift.model.views import Group, Node, Refusal, Request, Status, View


def refused_and_undone(view: View, request: Request, why: Refusal) -> View:
    """On failure what was to be enabled is disabled, for everybody, whoever had enabled it."""
    return replace(noted(view, request, why), version=request.target - 1)


M37 = Mutation("M37", "two-requests", ((requests.refused, refused_and_undone),))


def closed_while_in_progress(view: View, claim: Range) -> Refusal | None:
    """Nobody comes in while the groups are being told."""
    if any(group.version < view.version for group in view.groups.values() if group.exists):
        return Refusal.SOFTWARE_TOO_NEW
    return fence.fence(view, claim)


def tells_only_a_whole_cluster(s: State, n: Node, g: Group) -> bool:
    """The groups are told only while every node is there."""
    known = known_view(s, n)
    return (
        leads(s, n)
        and known.groups[g].exists
        and known.groups[g].version < known.version
        and all(seat.status is not Status.INACTIVE for seat in last(s).roster.values())
    )


M38 = Mutation(
    "M38",
    "switch-crash",
    (
        (fence.fence_at_rejoin, closed_while_in_progress),
        (fence.fence_at_snapshot, closed_while_in_progress),
        (requests.may_tell, tells_only_a_whole_cluster),
    ),
)

M40 = Mutation(
    "M40",
    "partition-during-switch",
    ((fence.fence_at_merge, open_door),),
    note=(
        "Nobody can be cut off behind a switch: while a node is PARTITIONED none is accepted, what it claimed it has"
        " promised to run, and its own door at the snapshot judges it by the same fence."
    ),
)

ABORT = (M37, M38, M40)
