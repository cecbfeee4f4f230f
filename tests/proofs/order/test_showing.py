"""Tests of what a reader is shown of a replica."""

from dataclasses import replace

from upshift.impl.entries import Opening
from upshift.impl.log import Record, extended
from upshift.impl.ordering.replica import Peer, Role
from upshift.impl.views import Seat, Status, View
from upshift.proofs.order.machine import SOFTWARE, Member, new_member
from upshift.proofs.order.showing import Shown, shown

VIEW = View((Seat("n1", Status.ACTIVE, 1, SOFTWARE),), 1)


def test_a_replica_is_shown_in_a_few_words() -> None:
    """Its log by entries and terms, what it has heard by node and position."""
    me = new_member("n1", VIEW).replica
    log = extended(me.log, (Record(2, Opening()),))
    leads = replace(
        me,
        term=2,
        vote="n1",
        log=log,
        role=Role.LEADER,
        leader="n1",
        peers=(Peer("n2", 1, 0),),
        supporters=frozenset({"b", "a"}),
    )
    assert Shown(2, "n1", ("OPENING @2",), 0, "LEADER", "n1", ("a", "b"), ("n2:1",)) == shown("n1", Member(leads))


def test_one_that_has_stopped_has_no_role() -> None:
    """It is shown as stopped."""
    assert "STOPPED" == shown("n1", replace(new_member("n1", VIEW), stopped=True)).role
