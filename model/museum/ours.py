"""Mistakes without a public report that the protocol's rules exist to prevent: U01 to U05."""

from dataclasses import replace

from upshift.model import delivery, groups, life, ordering, requests
from upshift.model.delivery import still_waiting
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import keeps_promise, ordered
from upshift.model.requests import fast_check
from upshift.model.state import Local, Phase, State, last
from upshift.model.values import Map
from upshift.model.views import (
    Entry,
    Group,
    GroupView,
    Node,
    Position,
    Reason,
    Refusal,
    Request,
    Seat,
    Status,
    View,
    about_node,
    seated,
)


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
    law="nobody_left_behind",
    note="The JOIN of an incarnation after the recorded one is still on its way when the promise is taken back.",
    title="a petition ends only the incarnation on record",
    change="The FAIL that a node below its floor asks for names the recorded incarnation, not the node's latest.",
    rules=("G6", "G10"),
)


def waiting_in_silence(me: Local, here: Position) -> Request | None:
    """Only an acceptance is reported; who was refused waits on."""
    if here.entry.refusal is None:
        return still_waiting(me, here)
    return me.waiting


U03 = Mutation(
    "U03",
    "two-requests",
    ((delivery.still_waiting, waiting_in_silence),),
    law="answered",
    title="a refusal is not reported",
    change="A requester that delivers the refusal of its request goes on waiting.",
    rules=("G24",),
)


def ordered_over_the_last(s: State, entry: Entry, view: View) -> State | None:
    """A leader that does not know of the last entry puts its own in its place."""
    after = ordered(s, entry, view)
    if after is None or len(s.log) == 1:
        return after
    return replace(after, log=(*s.log[:-1], after.log[-1]))


U04 = Mutation(
    "U04",
    "switch-crash",
    ((ordering.ordered, ordered_over_the_last),),
    law="one_history",
    title="an ordered entry is overwritten",
    change="A new entry takes the position of the last one that somebody has yet to deliver.",
    rules=("G8",),
)


def fast_check_with_one_answer(s: State, n: Node, target: int) -> Refusal | None:
    """Whatever is wrong, the requester is told that its target is."""
    return None if fast_check(s, n, target) is None else Refusal.BAD_TARGET


U05 = Mutation(
    "U05",
    "roll-two",
    ((requests.fast_check, fast_check_with_one_answer),),
    law="clean_refusal",
    title="a refusal gives a wrong reason",
    change="A node's own check answers BAD_TARGET whatever it finds.",
    rules=("G24",),
)

OURS = (U01, U02, U03, U04, U05)
