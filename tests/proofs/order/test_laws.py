"""Tests of the laws of ordered delivery: each can fail, and says nothing of what is in order."""

from dataclasses import replace

import pytest

from upshift.impl.entries import Join, Leave, Opening
from upshift.impl.log import Base, Log, Record, extended
from upshift.impl.ordering.replica import Replica, Role
from upshift.impl.views import Seat, Status, View
from upshift.proofs.explore.system import Kind, Move
from upshift.proofs.order import laws
from upshift.proofs.order.machine import SOFTWARE, Member, new_member

VIEW = View(tuple(Seat(name, Status.ACTIVE, 1, SOFTWARE) for name in ("n1", "n2", "n3")), 1)
MOVE = Move[laws.Members]("receive", (), lambda members: members, Kind.PROTOCOL, "n1")


def replica(name: str, *records: Record, commit: int = 0, term: int = 1, role: Role = Role.FOLLOWER) -> Replica:
    """A replica whose log has these entries."""
    log = extended(Log(Base(0, 0, VIEW)), records)
    return replace(new_member(name, VIEW).replica, log=log, commit=commit, term=term, role=role)


ONE, OTHER = Record(1, Opening()), Record(2, Opening())
LEFT, BACK = Record(1, Leave("n3", 1)), Record(2, Join("n3", 2, SOFTWARE))


def test_two_histories_are_found_where_both_have_delivered() -> None:
    """What only one has delivered may yet be taken back at the other."""
    first, second = replica("n1", ONE, commit=1), replica("n2", OTHER, commit=1)
    assert not laws.one_history(first, second)
    assert laws.one_history(first, replace(second, commit=0))
    assert laws.one_history(first, replica("n2", ONE, OTHER, commit=2))


def test_two_leaders_of_one_term_are_found() -> None:
    """Two leaders of different terms are no breach: one of them does not know yet."""
    first, second = replica("n1", role=Role.LEADER), replica("n2", role=Role.LEADER)
    assert not laws.one_leader_per_term(first, second)
    assert laws.one_leader_per_term(first, replace(second, term=2))
    assert laws.one_leader_per_term(first, replace(second, role=Role.FOLLOWER))


def test_a_leader_that_lacks_something_is_found() -> None:
    """What was delivered in a later term it need not have."""
    leader, other = replica("n1", role=Role.LEADER), replica("n2", ONE, commit=1)
    assert not laws.leader_has_all(leader, other)
    assert laws.leader_has_all(replica("n1", ONE, role=Role.LEADER), other)
    assert laws.leader_has_all(leader, replace(other, term=2))
    assert laws.leader_has_all(replace(leader, role=Role.FOLLOWER), other)


def test_what_was_delivered_and_is_not_there_any_more_is_found() -> None:
    """Nor may another entry take its place, or the position fall back."""
    before = replica("n1", ONE, commit=1)
    assert laws.delivered_stays(before, replica("n1", ONE, OTHER, commit=1))
    assert not laws.delivered_stays(before, replica("n1", OTHER, commit=1))
    assert not laws.delivered_stays(before, replica("n1", ONE, commit=0))
    assert not laws.delivered_stays(before, replica("n1", commit=1))


def test_a_cluster_is_settled_when_all_voters_follow_a_leader_that_has_delivered_all() -> None:
    """Who has left does not count; who has stopped, lags or is in another term does."""
    leader = Member(replica("n1", LEFT, commit=1, role=Role.LEADER))
    follower, gone = Member(replica("n2", LEFT, commit=1)), Member(replica("n3"), stopped=True)
    assert laws.is_settled((leader, follower, gone))
    assert not laws.is_settled((leader, replace(follower, stopped=True), gone))
    assert not laws.is_settled((leader, Member(replica("n2", LEFT)), gone))
    assert not laws.is_settled((Member(replace(leader.replica, role=Role.FOLLOWER)), follower, gone))


SEEN = [
    ("a_leader_is_elected", replica("n1"), replica("n1", role=Role.LEADER)),
    ("an_entry_is_delivered", replica("n1", ONE), replica("n1", ONE, commit=1)),
    ("an_entry_is_taken_back", replica("n1", ONE), replica("n1", OTHER, term=2)),
    (
        "an_older_entry_is_committed_by_a_later_one",
        replica("n1", ONE, OTHER, role=Role.LEADER),
        replica("n1", ONE, OTHER, commit=2, role=Role.LEADER),
    ),
    ("a_leader_opens_its_term", replica("n1", ONE), replica("n1", ONE, OTHER, role=Role.LEADER)),
    ("a_leave_is_delivered", replica("n1", LEFT), replica("n1", LEFT, commit=1)),
    ("a_join_is_delivered", replica("n1", LEFT, BACK, commit=1), replica("n1", LEFT, BACK, commit=2)),
]


@pytest.mark.parametrize(("name", "before", "after"), SEEN, ids=[name for name, *_ in SEEN])
def test_a_witness_sees_its_step_and_no_stutter(name: str, before: Replica, after: Replica) -> None:
    """The step bears the mark, a step that changes nothing does not."""
    witness = getattr(laws, name)
    assert witness((Member(before),), MOVE, (Member(after),))
    assert not witness((Member(after),), MOVE, (Member(after),))


def test_a_leader_is_replaced_where_another_believes_that_it_leads() -> None:
    """Only then."""
    old, new = Member(replica("n1", role=Role.LEADER)), Member(replica("n2", term=2, role=Role.LEADER))
    assert laws.a_leader_is_replaced((old, Member(replica("n2"))), MOVE, (old, new))
    assert not laws.a_leader_is_replaced((new, Member(replica("n1"))), MOVE, (new, Member(replica("n1"))))


def test_a_leaver_that_stops_is_seen() -> None:
    """Once."""
    runs, stopped = Member(replica("n1")), Member(replica("n1"), stopped=True)
    assert laws.a_leaver_stops((runs,), MOVE, (stopped,))
    assert not laws.a_leaver_stops((stopped,), MOVE, (stopped,))
