"""Tests of a replica as it is explored: what can happen to it, and that one that has left stops when it may."""

from upshift.impl.entries import Leave
from upshift.impl.messages import Farewell, Recorded, Stored
from upshift.impl.ordering import leaving
from upshift.impl.ordering.replica import Role
from upshift.impl.views import Seat, Status, View
from upshift.proofs.order.machine import SOFTWARE, Code, Member, new_member
from upshift.proofs.order.mistakes import stops_at_once

ALONE = View((Seat("n1", Status.ACTIVE, 1, SOFTWARE),), 1)
BOTH = View((*ALONE.seats, Seat("n2", Status.ACTIVE, 1, SOFTWARE)), 1)
CODE = Code({})


def leader(view: View = BOTH) -> Member:
    """The first node, which is a quorum by itself, leads."""
    moved = CODE.time_out(new_member("n1", view))
    assert moved is not None
    return moved[0]


def heard() -> Member:
    """The first node, after it has heard from the second that it has stored what there is."""
    begun = CODE.time_out(new_member("n1", BOTH))
    assert begun is not None
    member, ((_, append),) = begun
    stored = CODE.receive("n2", new_member("n2", BOTH), "n1", append)
    assert stored is not None
    answered = CODE.receive("n1", member, "n2", stored[1][0][1])
    assert answered is not None
    return answered[0]


def test_the_tie_breaker_elects_itself() -> None:
    """Half of the voters with the first among them is a quorum."""
    assert Role.LEADER is leader().replica.role


def test_only_a_leader_orders_and_only_what_is_not_refused() -> None:
    """A follower is asked in vain, and so is a leader that would be the last node."""
    assert CODE.order(Leave("n2", 1), new_member("n2", BOTH)) is None
    assert CODE.order(Leave("n1", 1), leader(ALONE)) is None
    ordered = CODE.order(Leave("n2", 1), leader())
    assert ordered is not None
    assert 1 == ordered[0].replica.commit


def test_a_leaver_asks_who_knows_and_stops_when_enough_do() -> None:
    """A quorum of the view after its LEAVE is the second node alone."""
    ordered = CODE.order(Leave("n1", 1), heard())
    assert ordered is not None
    assert 0 == ordered[0].replica.commit  # the second node has yet to store it
    committed = CODE.receive("n1", ordered[0], "n2", Stored(1, 1, 0))
    assert committed is not None
    leaver, sent = committed
    assert not leaver.stopped
    assert ("n2", Farewell(1)) in sent
    assert CODE.crash(leaver) is None
    told = CODE.receive("n1", leaver, "n2", Recorded(1))
    assert told is not None
    assert told[0].stopped
    assert [None] * 4 == [
        CODE.time_out(told[0]),
        CODE.crash(told[0]),
        CODE.order(Leave("n2", 1), told[0]),
        CODE.receive("n1", told[0], "n2", Recorded(1)),
    ]


def test_a_node_that_has_stopped_is_started_as_a_new_incarnation() -> None:
    """One that runs is not."""
    stopped = Member(leader().replica, stopped=True)
    again = CODE.start(stopped)
    assert again is not None
    assert (2, Role.FOLLOWER, False) == (again[0].replica.incarnation, again[0].replica.role, again[0].stopped)
    assert CODE.start(again[0]) is None


def test_a_replaced_function_is_used() -> None:
    """The mistake of a leaver that does not wait."""
    ordered = Code({leaving.may_stop: stops_at_once}).order(Leave("n1", 1), heard())
    assert ordered is not None
    committed = Code({leaving.may_stop: stops_at_once}).receive("n1", ordered[0], "n2", Stored(1, 1, 0))
    assert committed is not None
    assert committed[0].stopped
