"""Mistakes about joining and restarting: M01 to M08."""

from dataclasses import replace

from upshift.model import fence, membership
from upshift.model import state as states
from upshift.model.museum.mutation import Mutation
from upshift.model.state import Local, State, stopped
from upshift.model.versions import Range, supports
from upshift.model.views import Node, Refusal, Seat, Status, View, seated


def open_door(view: View, claim: Range) -> Refusal | None:
    """Nothing is tested."""
    del view, claim
    return None


M01 = Mutation(
    "M01",
    "older-joiner",
    ((fence.fence_at_first_join, open_door), (fence.fence_at_snapshot, open_door)),
    law="capability",
)

M02 = Mutation(
    "M02",
    "remove-and-add",
    ((fence.fence_at_rejoin, open_door), (fence.fence_at_snapshot, open_door)),
    law="fenced",
)


def stopped_forgetting_the_promise(me: Local) -> Local:
    """The floor was in memory only; what is found on disk is the first version there was."""
    return replace(stopped(me), floor=1)


M03 = Mutation("M03", "roll-back", ((states.stopped, stopped_forgetting_the_promise),), law="nobody_left_behind")


def fence_that_fails_open(view: View, claim: Range) -> Refusal | None:
    """The first release does not say what it can run; where nothing is known, let it in."""
    if claim.newest == 1:
        return None
    return fence.fence(view, claim)


M04 = Mutation("M04", "older-joiner", ((fence.fence, fence_that_fails_open),), law="fenced")


def all_groups_fit(view: View, claim: Range) -> bool:
    """Only the cluster's current version is tested, not what is still in use while the groups are being told."""
    del view, claim
    return True


M06 = Mutation("M06", "two-steps-skew-one", ((fence.not_too_new_for_a_group, all_groups_fit),), law="fenced")


def joined_and_adjusted(view: View, n: Node, incarnation: int, claim: Range) -> View:
    """When the joiner makes everybody capable of the next version, joining switches to it."""
    after = seated(view, n, Seat(Status.ACTIVE, incarnation, claim))
    everybody = all(
        seat.status is Status.ACTIVE and seat.claim is not None and supports(seat.claim, view.version + 1)
        for seat in after.roster.values()
    )
    return replace(after, version=view.version + 1) if everybody else after


M07 = Mutation("M07", "two-nodes", ((membership.joined, joined_and_adjusted),), law="justified")


def nobody_need_report(s: State, n: Node) -> bool:
    """The next node is stopped as soon as the view says that others are there, whether they have arrived or not."""
    del s, n
    return True


M08 = Mutation("M08", "roll-two", ((membership.another_reported, nobody_need_report),))

JOINS = (M01, M02, M03, M04, M06, M07, M08)
