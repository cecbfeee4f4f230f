"""Membership changes, each judged at its position: JOIN, MERGE, LEAVE, FAIL, PARTITION, ADD_NODE, REMOVE_NODE.

An entry that its guard refuses would change nothing; it takes no position in this log.
"""

from dataclasses import replace

from upshift.model.fence import fence_at_first_join, fence_at_merge, fence_at_rejoin
from upshift.model.ordering import can_order, ordered, votes
from upshift.model.state import Phase, State, changed, delivers, is_member, known_view, last, running, stays
from upshift.model.versions import Range
from upshift.model.views import Node, Reason, Refusal, Seat, Status, View, about_node, active_as, hosts, seated

# ---- JOIN and MERGE


def configured(view: View, n: Node) -> bool:
    """The node is in the roster."""
    return view.roster[n].status is not Status.ABSENT


def newer_incarnation(view: View, n: Node, incarnation: int) -> bool:
    """The incarnation exceeds the last one recorded: a JOIN that comes late or twice is nothing."""
    return view.roster[n].incarnation < incarnation


def join_refusal(view: View, n: Node, claim: Range) -> Refusal | None:
    """The fence at the door by which the node comes."""
    if view.roster[n].status is Status.PARTITIONED:
        return fence_at_merge(view, claim)
    if view.roster[n].incarnation == 0:
        return fence_at_first_join(view, claim)
    return fence_at_rejoin(view, claim)


def join_reason(view: View, n: Node) -> Reason:
    """MERGE is a JOIN of a node that was cut off."""
    if view.roster[n].status is Status.PARTITIONED:
        return Reason.MERGE
    return Reason.JOIN


def joined(view: View, n: Node, incarnation: int, claim: Range) -> View:
    """The view after a JOIN or MERGE."""
    return seated(view, n, Seat(Status.ACTIVE, incarnation, claim))


def order_join(s: State, n: Node) -> State | None:
    """Order the JOIN (or MERGE) that is in flight; the node that still runs as this incarnation will deliver it."""
    me = s.nodes[n]
    view = last(s)
    if me.join is None or not (
        configured(view, n)
        and newer_incarnation(view, n, me.join.incarnation)
        and join_refusal(view, n, me.join.claim) is None
    ):
        return None
    after = ordered(s, about_node(join_reason(view, n), n), joined(view, n, me.join.incarnation, me.join.claim))
    if after is None or not (me.phase is Phase.CAUGHT_UP and me.incarnation == me.join.incarnation):
        return after
    return changed(after, n, replace(me, phase=Phase.JOINED, cursor=len(s.log) - 1))


def refuse_join(s: State, n: Node, why: Refusal) -> State | None:
    """The fence refuses the JOIN at its position; a node that waits for it is told, and starts over at its own door."""
    me = s.nodes[n]
    view = last(s)
    if me.join is None or not (
        configured(view, n)
        and newer_incarnation(view, n, me.join.incarnation)
        and join_refusal(view, n, me.join.claim) is why
        and can_order(s, view)
    ):
        return None
    if me.phase is Phase.CAUGHT_UP and me.incarnation == me.join.incarnation:
        return changed(s, n, replace(me, phase=Phase.STARTED, join=None))
    return changed(s, n, replace(me, join=None))


# ---- LEAVE


def leaves_a_voter(view: View, n: Node) -> bool:
    """Another node is ACTIVE (else LAST_NODE)."""
    return any(seat.status is Status.ACTIVE for m, seat in view.roster.items() if m != n)


def leaves_a_member(view: View, n: Node) -> bool:
    """Every group that the node hosts has a member on another ACTIVE node (else LAST_MEMBER)."""
    return all(
        any(hosts(view, g, m) and seat.status is Status.ACTIVE for m, seat in view.roster.items() if m != n)
        for g in view.groups
        if hosts(view, g, n)
    )


def another_reported(s: State, n: Node) -> bool:
    """In every group that the node hosts another member has delivered its own JOIN, and the leader knows it."""
    return all(
        any(
            s.nodes[m].uses[g] != 0 and votes(s, m) and active_as(last(s), m, s.nodes[m].incarnation)
            for m in s.nodes
            if m != n
        )
        for g in last(s).groups
        if hosts(last(s), g, n)
    )


def may_leave(s: State, n: Node) -> bool:
    """A member in contact, of the incarnation that the roster has, can ask to be stopped."""
    return is_member(s, n) and active_as(last(s), n, s.nodes[n].incarnation) and not s.nodes[n].cut_off


def leave_refusal(s: State, n: Node) -> Refusal | None:
    """Why the node may not leave now, or None."""
    if not leaves_a_voter(last(s), n):
        return Refusal.LAST_NODE
    if not (leaves_a_member(last(s), n) and another_reported(s, n)):
        return Refusal.LAST_MEMBER
    return None


def leave(s: State, n: Node) -> State | None:
    """Stop a node in order: its members are gone for all at the LEAVE's position, for itself when it delivers it."""
    if not (may_leave(s, n) and leave_refusal(s, n) is None):
        return None
    view = last(s)
    seat = view.roster[n]
    return ordered(s, about_node(Reason.LEAVE, n), seated(view, n, Seat(Status.INACTIVE, seat.incarnation, seat.claim)))


def leave_refused(s: State, n: Node, why: Refusal) -> State | None:
    """The operator is told why the node may not leave; nothing changes."""
    if not (may_leave(s, n) and leave_refusal(s, n) is why):
        return None
    return s


# ---- FAIL and PARTITION: an observer names the incarnation that it knows


def gone(s: State, n: Node, incarnation: int) -> bool:
    """This incarnation runs no more, and that is certain."""
    return not running(s.nodes[n]) or s.nodes[n].incarnation != incarnation


def contact_lost(s: State, n: Node, incarnation: int) -> bool:
    """Nobody on the side that orders hears this incarnation; it may run or not."""
    return gone(s, n, incarnation) or s.nodes[n].cut_off


def names_its_incarnation(view: View, n: Node, incarnation: int) -> bool:
    """The incarnation that is to be ended is the one recorded; for another it is nothing."""
    return view.roster[n].incarnation == incarnation


def observes(s: State, observer: Node) -> bool:
    """The node can report on others: it votes, and was not itself put out."""
    return votes(s, observer) and (stays(s, observer) or not delivers(s.nodes[observer]))


def fail(s: State, observer: Node, n: Node) -> State | None:
    """A failure that is confirmed: the incarnation that the observer knows is ended, and the node INACTIVE."""
    known = known_view(s, observer).roster[n]
    view = last(s)
    seat = view.roster[n]
    if not (
        n != observer
        and (seat.status is Status.ACTIVE or seat.status is Status.PARTITIONED)
        and gone(s, n, known.incarnation)
        and names_its_incarnation(view, n, known.incarnation)
        and observes(s, observer)
    ):
        return None
    return ordered(s, about_node(Reason.FAIL, n), seated(view, n, Seat(Status.INACTIVE, seat.incarnation, seat.claim)))


def partition(s: State, observer: Node, n: Node) -> State | None:
    """Contact lost, failure unconfirmed: the incarnation that the observer knows is ended, the node PARTITIONED."""
    known = known_view(s, observer).roster[n]
    view = last(s)
    seat = view.roster[n]
    if not (
        n != observer
        and seat.status is Status.ACTIVE
        and contact_lost(s, n, known.incarnation)
        and names_its_incarnation(view, n, known.incarnation)
        and observes(s, observer)
    ):
        return None
    return ordered(
        s, about_node(Reason.PARTITION, n), seated(view, n, Seat(Status.PARTITIONED, seat.incarnation, seat.claim))
    )


# ---- ADD_NODE and REMOVE_NODE


def add_node(s: State, n: Node) -> State | None:
    """Configure a node; it is INACTIVE until it joins. The incarnations it had before are remembered."""
    view = last(s)
    if configured(view, n):
        return None
    return ordered(
        s, about_node(Reason.ADD_NODE, n), seated(view, n, Seat(Status.INACTIVE, view.roster[n].incarnation, None))
    )


def not_serving(view: View, n: Node) -> bool:
    """Only a node that has left, failed or been cut off is removed."""
    return view.roster[n].status is not Status.ACTIVE


def remove_node(s: State, n: Node) -> State | None:
    """Take a node out of the roster for good; to come back it is added again."""
    view = last(s)
    if not (configured(view, n) and not_serving(view, n)):
        return None
    return ordered(
        s, about_node(Reason.REMOVE_NODE, n), seated(view, n, Seat(Status.ABSENT, view.roster[n].incarnation, None))
    )
