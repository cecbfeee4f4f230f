"""Mistakes about the readiness check: M09 to M16."""

from upshift.model import adjust, life, membership
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import ordered
from upshift.model.state import Local, State, last
from upshift.model.versions import Range, supports
from upshift.model.views import Node, Reason, Refusal, Request, Seat, Status, View, about_node, seated


def none_inactive_among_the_live(view: View) -> bool:
    """Only nodes that are there are asked."""
    del view
    return True


def all_live_capable(view: View, target: int) -> bool:
    """The live nodes can run the target; who is away is not looked at."""
    return all(
        seat.claim is None or supports(seat.claim, target)
        for seat in view.roster.values()
        if seat.status is Status.ACTIVE
    )


M09 = Mutation(
    "M09",
    "two-nodes",
    ((adjust.none_inactive, none_inactive_among_the_live), (adjust.all_capable, all_live_capable)),
    law="nobody_left_behind",
)


def all_hosts_capable(view: View, target: int) -> bool:
    """The nodes that host a group can run the target; a node that only votes is forgotten."""
    return all(
        seat.claim is None or supports(seat.claim, target)
        for n, seat in view.roster.items()
        if seat.status is not Status.ABSENT and any(group.hosts[n] for group in view.groups.values())
    )


M10 = Mutation("M10", "remove-and-add", ((adjust.all_capable, all_hosts_capable),), law="fenced")


def remove_node_leaving_a_ghost(s: State, n: Node) -> State | None:
    """The node is shut out, but its line stays in the roster, and is asked for ever."""
    view = last(s)
    seat = view.roster[n]
    if seat.status is Status.ABSENT or seat.status is Status.ACTIVE:
        return None
    return ordered(s, about_node(Reason.REMOVE_NODE, n), seated(view, n, Seat(Status.INACTIVE, seat.incarnation, None)))


M11 = Mutation("M11", "dead-node", ((membership.remove_node, remove_node_leaving_a_ghost),))


def unknown_is_capable(view: View) -> bool:
    """A node that has not said what it can run is taken to run anything."""
    del view
    return True


M12 = Mutation("M12", "cold-start", ((adjust.all_claims_known, unknown_is_capable),), law="nobody_left_behind")


def joined_without_report(view: View, n: Node, incarnation: int, claim: Range) -> View:
    """The claim does not arrive: who was unknown stays unknown, which is taken for old."""
    del claim
    return seated(view, n, Seat(Status.ACTIVE, incarnation, view.roster[n].claim))


M13 = Mutation("M13", "cold-start", ((membership.joined, joined_without_report),))


def joined_as_first_reported(view: View, n: Node, incarnation: int, claim: Range) -> View:
    """A claim is inserted, never overwritten: the first one that a node made is believed for ever."""
    first = view.roster[n].claim
    return seated(view, n, Seat(Status.ACTIVE, incarnation, claim if first is None else first))


M14 = Mutation("M14", "roll-back", ((membership.joined, joined_as_first_reported),), law="nobody_left_behind")


def promised_later(me: Local) -> bool:
    """The claim is sent first; the promise is written down when there is time."""
    del me
    return True


M15 = Mutation("M15", "roll-back", ((life.promised, promised_later),), law="nobody_left_behind")


def accepted_as_checked(view: View, request: Request) -> Refusal | None:
    """It was checked when it was asked, so it is done when it is delivered."""
    del view, request
    return None


M16 = Mutation("M16", "switch-crash", ((adjust.verdict, accepted_as_checked),), law="nobody_left_behind")

READINESS = (M09, M10, M11, M12, M13, M14, M15, M16)
