"""Mistakes without a public report that the protocol's rules exist to prevent: U01 and U02."""

from dataclasses import replace

from upshift.model import groups, life
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import keeps_promise, ordered
from upshift.model.state import Phase, State, last
from upshift.model.values import Map
from upshift.model.views import Group, GroupView, Node, Reason, Seat, Status, View, about_node, seated


def created_at_the_newest(view: View, g: Group, on: Map[Node, bool]) -> View:
    """A new group starts at the highest version that all who are there have claimed."""
    claims = [seat.claim.newest for seat in view.roster.values() if seat.claim is not None]
    return replace(view, groups=view.groups.set(g, GroupView(True, on, min(claims, default=view.version))))


U01 = Mutation(
    "U01",
    "group-during-switch",
    ((groups.created, created_at_the_newest),),
    title="a new group starts ahead of the cluster",
    change="CREATE_GROUP takes the highest version that all nodes have claimed instead of the cluster version.",
    rules=("G23",),
)


def petition_for_the_recorded(s: State, n: Node) -> State | None:
    """The FAIL that a petition asks for names the incarnation that the roster has."""
    view = last(s)
    seat = view.roster[n]
    if not (
        s.nodes[n].phase is Phase.STARTED
        and not s.nodes[n].cut_off
        and not keeps_promise(s, n)
        and seat.status in (Status.ACTIVE, Status.PARTITIONED)
    ):
        return None
    return ordered(s, about_node(Reason.FAIL, n), seated(view, n, Seat(Status.INACTIVE, seat.incarnation, seat.claim)))


def learnt_that_the_recorded_ended(s: State, n: Node) -> bool:
    """The roster says that the node is not there: so its promise can be taken back."""
    return last(s).roster[n].status is Status.INACTIVE


U02 = Mutation(
    "U02",
    "roll-back",
    ((life.petition, petition_for_the_recorded), (life.learnt_its_end, learnt_that_the_recorded_ended)),
    note="The JOIN of an incarnation between the recorded one and this is still on its way when the promise is taken back.",
    title="a petition ends only the incarnation on record",
    change="The FAIL that a node below its floor asks for names the recorded incarnation, not the node's latest.",
    rules=("G6", "G10"),
)

OURS = (U01, U02)
