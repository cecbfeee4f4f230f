"""Tests of the roster: the fence, and every membership change at its position."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import AddNode, Fail, Join, Leave, Partition, Petition, RemoveNode
from upshift.impl.refusals import Refusal, Why
from upshift.impl.roster import (
    fence,
    has_ended,
    is_last_node,
    is_newer,
    judge_add,
    judge_fail,
    judge_join,
    judge_leave,
    judge_partition,
    judge_petition,
    judge_remove,
    losing_their_last_member,
    names_recorded,
)
from upshift.impl.versions import Range
from upshift.impl.views import Group, Seat, Status, View, genesis, seat_of, with_seat

V1, V12, V23 = Range(1, 1), Range(1, 2), Range(2, 3)

TWO = View(
    (Seat("n1", Status.ACTIVE, 3, V12, said=2), Seat("n2", Status.ACTIVE, 5, V12, said=4)),
    1,
    (Group("A", ("n1", "n2"), 1), Group("B", ("n1", "n2"), 1)),
)


def with_status(view: View, node: str, status: Status) -> View:
    """The view in which only that is different."""
    return with_seat(view, replace(seat_of(view, node), status=status))


# ---- the fence


@pytest.mark.parametrize(
    ("expected", "version", "group", "claim"),
    [
        (None, 2, 2, V12),
        (None, 2, 2, V23),
        (None, 2, 1, V12),
        (Why.SOFTWARE_TOO_OLD, 2, 2, V1),
        (Why.SOFTWARE_TOO_OLD, 2, 1, V1),
        (Why.SOFTWARE_TOO_NEW, 1, 1, V23),
        (Why.SOFTWARE_TOO_NEW, 2, 1, V23),
    ],
)
def test_a_claim_must_contain_the_cluster_version_and_that_of_every_group(
    expected: Why | None, version: int, group: int, claim: Range
) -> None:
    """The fence, one rule at every door; too new may be retried once every group has been told."""
    view = View((), version, (Group("A", (), version), Group("B", (), group)))
    assert (expected and Refusal(expected)) == fence(view, claim)


def test_too_old_is_said_before_too_new() -> None:
    """Software for one version between two that are in use is neither, and is told what does not pass by itself."""
    assert Refusal(Why.SOFTWARE_TOO_OLD) == fence(View((), 3, (Group("A", (), 1),)), Range(2, 2))


# ---- JOIN and MERGE


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.INACTIVE, Status.PARTITIONED])
def test_a_join_begins_a_new_incarnation_whatever_became_of_the_last(status: Status) -> None:
    """PARTITIONED becomes ACTIVE by MERGE, INACTIVE by JOIN; nothing is left of the incarnation before."""
    before = with_status(TWO, "n2", status)
    assert with_seat(TWO, Seat("n2", Status.ACTIVE, 6, V12, said=0)) == judge_join(before, Join("n2", 6, V12))


@pytest.mark.parametrize(("incarnation", "expected"), [(4, False), (5, False), (6, True), (9, True)])
def test_a_join_is_refused_unless_its_incarnation_exceeds_the_last_one(incarnation: int, expected: bool) -> None:
    """JOIN and MERGE carry the incarnation: one that comes late or twice is nothing."""
    assert expected is is_newer(seat_of(TWO, "n2"), incarnation)
    refused = judge_join(TWO, Join("n2", incarnation, V12)) == Refusal(Why.STALE, ("n2",))
    assert expected is not refused


@pytest.mark.parametrize("node", ["n2", "n9"])
def test_who_is_not_configured_does_not_join(node: str) -> None:
    """It must be added first, also if it was there before."""
    view = with_status(TWO, "n2", Status.ABSENT)
    assert Refusal(Why.NOT_CONFIGURED, (node,)) == judge_join(view, Join(node, 9, V12))


def test_a_join_is_fenced_at_its_position() -> None:
    """`SOFTWARE_TOO_OLD` after the switch, `SOFTWARE_TOO_NEW` before it."""
    assert Refusal(Why.SOFTWARE_TOO_NEW) == judge_join(TWO, Join("n2", 6, V23))
    assert Refusal(Why.SOFTWARE_TOO_OLD) == judge_join(replace(TWO, version=2), Join("n2", 6, V1))


def test_a_join_that_is_late_is_nothing_before_it_is_too_old() -> None:
    """The incarnation has ended: nobody waits for an answer."""
    assert Refusal(Why.STALE, ("n2",)) == judge_join(replace(TWO, version=3), Join("n2", 5, V1))


# ---- LEAVE, FAIL, PARTITION


def test_a_node_that_leaves_is_inactive_and_keeps_its_claim() -> None:
    """Stop in order: an ordered LEAVE removes its members."""
    assert with_status(TWO, "n2", Status.INACTIVE) == judge_leave(TWO, Leave("n2", 5))


Judge = Callable[[View, int], View | Refusal]

ENDS: list[tuple[Status, Judge]] = [
    (Status.INACTIVE, lambda view, incarnation: judge_leave(view, Leave("n2", incarnation))),
    (Status.INACTIVE, lambda view, incarnation: judge_fail(view, Fail("n2", incarnation))),
    (Status.PARTITIONED, lambda view, incarnation: judge_partition(view, Partition("n2", incarnation))),
]


@pytest.mark.parametrize(("status", "judge"), ENDS)
def test_an_end_names_the_incarnation_that_it_ends(status: Status, judge: Judge) -> None:
    """LEAVE, FAIL and PARTITION are nothing for another incarnation."""
    assert with_status(TWO, "n2", status) == judge(TWO, 5)
    assert names_recorded(seat_of(TWO, "n2"), 5)
    for incarnation in (4, 6):
        assert Refusal(Why.STALE, ("n2",)) == judge(TWO, incarnation)
        assert not names_recorded(seat_of(TWO, "n2"), incarnation)


@pytest.mark.parametrize(("status", "judge"), ENDS)
def test_an_end_that_would_leave_no_voter_is_refused(status: Status, judge: Judge) -> None:
    """A change that would leave no voter is refused LAST_NODE, whatever became of the others."""
    for out in (Status.INACTIVE, Status.PARTITIONED, Status.ABSENT):
        assert Refusal(Why.LAST_NODE, ("n2",)) == judge(with_status(TWO, "n1", out), 5)


@pytest.mark.parametrize(("place", "statuses"), [(0, ()), (1, (Status.PARTITIONED,)), (2, ())])
def test_who_has_ended_does_not_end_again(place: int, statuses: tuple[Status, ...]) -> None:
    """Only a FAIL is more than a PARTITION: PARTITIONED becomes INACTIVE by FAIL, and by nothing else here."""
    _, judge = ENDS[place]
    for out in (Status.INACTIVE, Status.PARTITIONED, Status.ABSENT):
        if out in statuses:
            assert with_status(TWO, "n2", Status.INACTIVE) == judge(with_status(TWO, "n2", out), 5)
        else:
            assert Refusal(Why.STALE, ("n2",)) == judge(with_status(TWO, "n2", out), 5)


def test_a_node_does_not_take_the_last_member_of_a_group_with_it() -> None:
    """LEAVE is refused LAST_MEMBER if some group would have no member on another ACTIVE node; it names the groups."""
    view = replace(TWO, groups=(Group("A", ("n1", "n2"), 1), Group("B", ("n2",), 1), Group("C", ("n2", "n9"), 1)))
    assert Refusal(Why.LAST_MEMBER, ("B", "C")) == judge_leave(view, Leave("n2", 5))
    assert with_status(view, "n1", Status.INACTIVE) == judge_leave(view, Leave("n1", 3))
    assert ("B", "C") == losing_their_last_member(view, "n2")
    assert () == losing_their_last_member(view, "n1")


def test_a_host_that_is_out_is_no_other_member() -> None:
    """A third node votes, so the cluster goes on; the group would not."""
    view = with_seat(with_status(TWO, "n1", Status.PARTITIONED), Seat("n3", Status.ACTIVE, 1, V12))
    assert Refusal(Why.LAST_MEMBER, ("A", "B")) == judge_leave(view, Leave("n2", 5))


def test_a_failure_asks_nobody() -> None:
    """The last member of a group can fail."""
    view = replace(TWO, groups=(Group("B", ("n2",), 1),))
    assert with_status(view, "n2", Status.INACTIVE) == judge_fail(view, Fail("n2", 5))
    assert with_status(view, "n2", Status.PARTITIONED) == judge_partition(view, Partition("n2", 5))


@given(view=st.from_type(View), node=st.sampled_from(("n1", "n2", "n3", "n4")))
def test_the_last_node_is_the_one_without_which_nobody_votes(view: View, node: str) -> None:
    """Whether or not it votes itself."""
    others = [seat for seat in view.seats if seat.node != node and seat.status is Status.ACTIVE]
    assert (not others) is is_last_node(view, node)


# ---- petitions


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.PARTITIONED, Status.INACTIVE])
def test_a_petition_ends_the_latest_incarnation_also_where_the_roster_has_not_heard_of_it(status: Status) -> None:
    """A JOIN of one in between may still be on its way, and must find its incarnation ended."""
    then = judge_petition(with_status(TWO, "n2", status), Petition("n2", 8))
    assert isinstance(then, View)
    assert (Status.INACTIVE, 8, V12) == (
        seat_of(then, "n2").status,
        seat_of(then, "n2").incarnation,
        seat_of(then, "n2").claim,
    )
    assert has_ended(seat_of(then, "n2"), 8)
    for late in (6, 7, 8):
        assert Refusal(Why.STALE, ("n2",)) == judge_join(then, Join("n2", late, V12))


@pytest.mark.parametrize(
    ("status", "incarnation"),
    [(Status.ACTIVE, 4), (Status.PARTITIONED, 4), (Status.INACTIVE, 4), (Status.INACTIVE, 5), (Status.ABSENT, 9)],
)
def test_a_petition_for_what_has_ended_is_nothing(status: Status, incarnation: int) -> None:
    """A later incarnation is on record, or all up to this one have ended, or the node is not configured."""
    view = with_status(TWO, "n2", status)
    assert Refusal(Why.STALE, ("n2",)) == judge_petition(view, Petition("n2", incarnation))


def test_the_last_node_does_not_petition() -> None:
    """A change that would leave no voter is refused LAST_NODE."""
    view = with_status(TWO, "n1", Status.INACTIVE)
    assert Refusal(Why.LAST_NODE, ("n2",)) == judge_petition(view, Petition("n2", 5))


@pytest.mark.parametrize(
    ("expected", "status", "incarnation"),
    [
        (True, Status.INACTIVE, 5),
        (True, Status.INACTIVE, 4),
        (False, Status.INACTIVE, 6),
        (False, Status.ACTIVE, 5),
        (False, Status.PARTITIONED, 5),
        (False, Status.ABSENT, 5),
    ],
)
def test_an_incarnation_has_ended_when_the_roster_says_so(expected: bool, status: Status, incarnation: int) -> None:
    """INACTIVE, and this incarnation or a later one is on record."""
    assert expected is has_ended(seat_of(with_status(TWO, "n2", status), "n2"), incarnation)


# ---- the configuration


def test_a_node_that_is_added_is_inactive_until_it_joins() -> None:
    """Its claim is unknown, and blocks an adjust."""
    assert with_seat(TWO, Seat("n3", Status.INACTIVE, 0, None)) == judge_add(TWO, AddNode("n3"))


def test_a_node_that_is_added_again_has_its_incarnations_remembered() -> None:
    """A JOIN from before it was removed stays late."""
    again = judge_add(with_status(TWO, "n2", Status.ABSENT), AddNode("n2"))
    assert with_seat(TWO, Seat("n2", Status.INACTIVE, 5, None)) == again


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.INACTIVE, Status.PARTITIONED])
def test_a_node_is_added_once(status: Status) -> None:
    """Whatever became of it since."""
    assert Refusal(Why.STALE, ("n2",)) == judge_add(with_status(TWO, "n2", status), AddNode("n2"))


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.PARTITIONED])
def test_a_node_that_does_not_serve_can_be_removed(status: Status) -> None:
    """PARTITIONED is gone by REMOVE_NODE; its incarnations are remembered, its claim is not."""
    then = judge_remove(with_status(TWO, "n2", status), RemoveNode("n2"))
    assert with_seat(TWO, Seat("n2", Status.ABSENT, 5, None)) == then


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.ABSENT])
def test_a_node_that_serves_or_is_gone_is_not_removed(status: Status) -> None:
    """It must leave or fail first."""
    assert Refusal(Why.STALE, ("n2",)) == judge_remove(with_status(TWO, "n2", status), RemoveNode("n2"))


# ---- at genesis


def test_at_genesis_a_node_may_fail_or_leave_before_it_ever_joined() -> None:
    """Cold start is no special case: incarnation 0 is the one on record."""
    start = genesis(["n1", "n2"], 1)
    assert with_status(start, "n2", Status.INACTIVE) == judge_fail(start, Fail("n2", 0))
    assert with_seat(start, Seat("n2", Status.ACTIVE, 1, V12)) == judge_join(start, Join("n2", 1, V12))
