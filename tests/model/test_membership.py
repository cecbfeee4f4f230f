"""Tests of the membership changes, each judged at its position."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.membership import (
    another_reported,
    contact_lost,
    gone,
    join_reason,
    leave_refusal,
    leaves_a_member,
    leaves_a_voter,
    may_leave,
    newer_incarnation,
    not_serving,
    observes,
)
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, A, updated
from upshift.model.state import Phase, State, changed, last
from upshift.model.views import Reason, Refusal, Seat, Status, seated

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
OLD_AND_NEW = in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2", "B": "n1 n2"}, 1, absent=("n3",))
BACK = ("start(n2)", "catch_up(n2)", "announce(n2)")


# ---- JOIN and MERGE


@pytest.mark.parametrize(("incarnation", "expected"), [(1, False), (2, False), (3, True)])
def test_a_join_is_refused_unless_its_incarnation_exceeds_the_last_one(incarnation: int, expected: bool) -> None:
    """JOIN and MERGE carry the incarnation and are refused unless it exceeds the last recorded one."""
    assert expected is newer_incarnation(seated(last(TWO), N2, Seat(Status.INACTIVE, 2, V12)), N2, incarnation)


def test_a_stale_join_of_an_ended_incarnation_is_nothing(play: Play, can: Can) -> None:
    """The JOIN of the second run comes after the third has joined: no entry, no effect."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *BACK)
    stale = s.nodes[N2].join
    s = play(s, "crash(n2)", *BACK, "order_join(n2)", "deliver(n2)")
    s = changed(s, N2, replace(s.nodes[N2], join=stale))
    assert not can(s, "order_join(n2)")
    assert not can(s, "refuse_join(n2, SOFTWARE_TOO_OLD)")


def test_a_join_comes_once(play: Play, can: Can) -> None:
    """What was ordered is not ordered again."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *BACK, "order_join(n2)")
    assert not can(s, "order_join(n2)")


def test_a_join_that_outlives_its_incarnation_is_ordered_and_joins_nobody(play: Play) -> None:
    """The roster is wrong about the node until the next entry; the node that runs is not this incarnation."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *BACK, "crash(n2)")
    assert Phase.DOWN is play(s, "order_join(n2)").nodes[N2].phase
    s = play(s, "start(n2)", "catch_up(n2)", "order_join(n2)")
    assert Seat(Status.ACTIVE, 2, V12) == last(s).roster[N2]
    assert (Phase.CAUGHT_UP, 3) == (s.nodes[N2].phase, s.nodes[N2].incarnation)


def test_who_is_not_configured_does_not_join(play: Play, can: Can) -> None:
    """A node must be added first."""
    s = play(OLD_AND_NEW, "start(n3)", "catch_up(n3)", "announce(n3)")
    assert not can(s, "order_join(n3)")
    assert not can(s, "refuse_join(n3, SOFTWARE_TOO_OLD)")
    assert can(play(s, "add_node(n3)"), "order_join(n3)")


def test_a_node_is_at_the_position_of_its_join(play: Play) -> None:
    """It delivers from its JOIN on, and nothing before it."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *BACK, "order_join(n2)")
    assert (Phase.JOINED, 1) == (s.nodes[N2].phase, s.nodes[N2].cursor)
    assert 2 == len(s.log) - 1


def test_without_a_quorum_nobody_joins_and_nobody_is_refused(play: Play, can: Can) -> None:
    """The judgement of a JOIN is an entry's."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "start(n3)", "catch_up(n3)", "announce(n3)", "crash(n1)")
    assert can(s, "fail(n2, n1)") is False
    assert not can(s, "order_join(n3)")
    s = play(OLD_AND_NEW, "start(n3)", "catch_up(n3)", "announce(n3)", "ask(n1, 2)", "order_adjust(n1)", "add_node(n3)")
    assert can(s, "refuse_join(n3, SOFTWARE_TOO_OLD)")
    assert not can(play(s, "crash(n1)", "crash(n2)"), "refuse_join(n3, SOFTWARE_TOO_OLD)")


def test_a_refused_join_sends_its_node_back_to_its_own_door(play: Play) -> None:
    """A node that waits for its JOIN is told, and starts over; one that crashed meanwhile is not there to be told."""
    s = play(OLD_AND_NEW, "start(n3)", "catch_up(n3)", "announce(n3)", "ask(n1, 2)", "order_adjust(n1)", "add_node(n3)")
    told = play(s, "refuse_join(n3, SOFTWARE_TOO_OLD)")
    assert (Phase.STARTED, None) == (told.nodes[N3].phase, told.nodes[N3].join)
    gone_meanwhile = play(s, "crash(n3)", "refuse_join(n3, SOFTWARE_TOO_OLD)")
    assert (Phase.DOWN, None) == (gone_meanwhile.nodes[N3].phase, gone_meanwhile.nodes[N3].join)
    assert s.log is told.log is gone_meanwhile.log


def test_merge_is_a_join_of_a_node_that_was_cut_off_and_carries_a_new_incarnation(play: Play) -> None:
    """MERGE is a JOIN with another reason; PARTITIONED becomes ACTIVE by MERGE."""
    s = play(THREE, "cut(n3)", "partition(n1, n3)", "heal(n3)", "stand_down(n3)", "catch_up(n3)", "announce(n3)")
    assert Reason.MERGE is join_reason(last(s), N3)
    s = play(s, "order_join(n3)")
    assert Reason.MERGE is s.log[-1].entry.reason
    assert Seat(Status.ACTIVE, 2, V12) == last(s).roster[N3]


# ---- LEAVE


def test_the_last_node_may_not_leave(play: Play, can: Can) -> None:
    """A change that would leave no voter is refused LAST_NODE."""
    s = play(TWO, "leave(n2)", "deliver(n1)")
    assert not leaves_a_voter(last(s), N1)
    assert Refusal.LAST_NODE is leave_refusal(s, N1)
    assert not can(s, "leave(n1)")
    assert s is play(s, "leave_refused(n1, LAST_NODE)")
    assert not can(s, "leave_refused(n1, LAST_MEMBER)")


def test_the_last_member_of_a_group_may_not_leave(can: Can) -> None:
    """LEAVE is refused LAST_MEMBER if some group would have no member on another ACTIVE node."""
    s = in_service({"n1": V1, "n2": V1}, {"A": "n1 n2", "B": "n2"}, 1)
    assert not leaves_a_member(last(s), N2)
    assert Refusal.LAST_MEMBER is leave_refusal(s, N2)
    assert can(s, "leave_refused(n2, LAST_MEMBER)")
    assert not can(s, "leave(n2)")
    assert can(s, "leave(n1)")


def test_another_member_must_have_reported_its_own_join(play: Play, can: Can) -> None:
    """The leader orders it only once another member of each such group has reported delivering its own JOIN."""
    s = play(TWO, "leave(n2)", "deliver(n1)", "deliver(n2)", *BACK, "order_join(n2)", "deliver(n1)")
    assert leaves_a_member(last(s), N1)
    assert not another_reported(s, N1)
    assert Refusal.LAST_MEMBER is leave_refusal(s, N1)
    assert not can(s, "leave(n1)")
    assert can(play(s, "deliver(n2)"), "leave(n1)")


def test_who_hosts_nothing_may_leave_though_nobody_reported(can: Can) -> None:
    """Only the groups that the node hosts are looked at, and only those that were created."""
    s = in_service({"n1": V1, "n2": V1}, {"A": "n1", "B": ""}, 1)
    assert can(s, "leave(n2)")
    assert not can(s, "leave(n1)")


def test_a_leaver_is_a_member_in_contact(play: Play, can: Can) -> None:
    """A member in contact, of the incarnation that the roster has, can ask to be stopped."""
    assert may_leave(THREE, N3)
    assert not may_leave(play(THREE, "cut(n3)"), N3)
    assert not may_leave(play(THREE, "leave(n3)"), N3)
    assert not can(play(THREE, "crash(n3)"), "leave(n3)")
    assert not can(play(THREE, "cut(n3)"), "leave_refused(n3, LAST_NODE)")


def test_a_leave_removes_the_members_at_its_position(play: Play) -> None:
    """An ordered LEAVE removes its members: for everybody at its position, for itself when it delivers it."""
    s = play(THREE, "leave(n3)")
    assert (Reason.LEAVE, Status.INACTIVE) == (s.log[-1].entry.reason, last(s).roster[N3].status)
    assert 1 == s.nodes[N3].uses[A]
    assert 0 == play(s, "deliver(n3)").nodes[N3].uses[A]


# ---- FAIL and PARTITION


def test_a_confirmed_failure_ends_the_incarnation(play: Play, can: Can) -> None:
    """INACTIVE: left, or failure confirmed."""
    assert not can(THREE, "fail(n1, n3)")
    s = play(THREE, "crash(n3)")
    assert gone(s, N3, 1)
    s = play(s, "fail(n1, n3)")
    assert (Reason.FAIL, Seat(Status.INACTIVE, 1, V12)) == (s.log[-1].entry.reason, last(s).roster[N3])
    assert not can(s, "fail(n1, n3)")


def test_a_late_fail_names_another_incarnation_and_is_nothing(play: Play, can: Can) -> None:
    """LEAVE, FAIL and PARTITION name the incarnation that they end, and are no-ops for another."""
    s = play(THREE, "leave(n3)", "deliver(n3)", "start(n3)", "catch_up(n3)", "announce(n3)", "order_join(n3)")
    assert gone(s, N3, 1)  # what the slow n1 knows of has indeed ended
    assert not can(s, "fail(n1, n3)")
    assert not can(s, "partition(n1, n3)")


def test_nobody_reports_itself_and_only_voters_report(play: Play, can: Can) -> None:
    """An observer votes, and was not itself put out."""
    s = play(THREE, "crash(n3)")
    assert not can(s, "fail(n3, n3)")
    assert not can(s, "partition(n3, n3)")
    assert observes(s, N1)
    s = play(s, "cut(n2)")
    assert not observes(s, N2)
    assert not can(s, "fail(n2, n3)")
    s = play(THREE, "cut(n3)", "partition(n1, n3)", "heal(n3)")
    assert not observes(s, N3)  # put out, and does not know it yet
    assert observes(play(s, "stand_down(n3)"), N3)


def test_lost_contact_is_a_partition_and_no_failure(play: Play, can: Can) -> None:
    """PARTITIONED: contact lost, failure not confirmed."""
    s = play(THREE, "cut(n3)")
    assert contact_lost(s, N3, 1)
    assert not can(s, "fail(n1, n3)")
    assert not can(THREE, "partition(n1, n3)")
    s = play(s, "partition(n1, n3)")
    assert (Reason.PARTITION, Status.PARTITIONED) == (s.log[-1].entry.reason, last(s).roster[N3].status)
    assert not can(s, "partition(n1, n3)")


def test_partitioned_becomes_inactive_by_fail_and_gone_by_remove(play: Play) -> None:
    """PARTITIONED becomes INACTIVE by FAIL, ACTIVE by MERGE, gone by REMOVE_NODE."""
    s = play(THREE, "cut(n3)", "partition(n1, n3)")
    assert Status.INACTIVE is last(play(s, "crash(n3)", "fail(n2, n3)")).roster[N3].status
    assert Status.ABSENT is last(play(s, "remove_node(n3)")).roster[N3].status


# ---- ADD_NODE and REMOVE_NODE


def test_a_node_that_is_added_is_inactive_until_it_joins(play: Play, can: Can) -> None:
    """Configured, and no member; its claim is unknown."""
    s = play(OLD_AND_NEW, "add_node(n3)")
    assert Seat(Status.INACTIVE, 0, None) == last(s).roster[N3]
    assert not can(s, "add_node(n3)")


def test_only_a_node_that_does_not_serve_is_removed(play: Play, can: Can) -> None:
    """It has left, failed or been cut off; and who is gone is not removed again."""
    assert not not_serving(last(THREE), N3)
    assert not can(THREE, "remove_node(n3)")
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "remove_node(n3)")
    assert Seat(Status.ABSENT, 1, None) == last(s).roster[N3]
    assert not can(s, "remove_node(n3)")


def test_incarnations_are_remembered_when_a_node_is_added_again(play: Play, can: Can) -> None:
    """What it sent in its former life does not let it in."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *BACK)
    stale = s.nodes[N2].join
    s = play(
        s,
        "order_join(n2)",
        "crash(n2)",
        "deliver(n1)",
        "deliver(n1)",
        "fail(n1, n2)",
        "remove_node(n2)",
        "add_node(n2)",
    )
    s = changed(s, N2, replace(s.nodes[N2], join=stale))
    assert Seat(Status.INACTIVE, 2, None) == last(s).roster[N2]
    assert not can(s, "order_join(n2)")
