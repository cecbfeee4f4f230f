"""Tests of who may order: voters that help, a leader among them, a quorum before and after a change of voters."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.ordering import (
    can_lead,
    can_order,
    keeps_promise,
    leads,
    ordered,
    quorum_after,
    quorum_before,
    reads,
    votes,
)
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, V23, A, B, updated
from upshift.model.state import Phase, State, changed, last
from upshift.model.versions import Range
from upshift.model.views import GroupView, Reason, Seat, Status, View, about_node, seated

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")


def at(view: View, version: int, of_a: int) -> View:
    """The view at a cluster version, with group A at another."""
    group = view.groups[A]
    return replace(view, version=version, groups=view.groups.set(A, GroupView(group.exists, group.hosts, of_a)))


# ---- who votes


@pytest.mark.parametrize(("floor", "expected"), [(1, True), (2, True), (3, False)])
def test_a_node_below_its_floor_does_not_vote(floor: int, expected: bool) -> None:
    """A node below its floor neither votes nor campaigns."""
    s = changed(TWO, N1, replace(TWO.nodes[N1], floor=floor))
    assert expected is keeps_promise(s, N1)
    assert expected is votes(s, N1)
    assert expected is leads(s, N1)


def test_a_node_that_is_down_or_cut_off_does_not_vote() -> None:
    """To help one must run, and be heard."""
    me = TWO.nodes[N1]
    assert votes(TWO, N1)
    assert not votes(changed(TWO, N1, replace(me, phase=Phase.DOWN)), N1)
    assert not votes(changed(TWO, N1, replace(me, cut_off=True)), N1)


def test_a_voter_votes_before_its_new_join(play: Play) -> None:
    """A voter is ACTIVE in a view, whatever its incarnation: it votes, and may lead, before its new JOIN."""
    s = play(TWO, "crash(n1)", "start(n1)")
    assert votes(s, N1)
    assert leads(s, N1)


# ---- who leads


@pytest.mark.parametrize(
    ("software", "version", "of_a", "expected"),
    [
        (V12, 1, 1, True),
        (V12, 2, 1, True),
        (V12, 2, 2, True),
        (V23, 2, 2, True),
        (V1, 2, 1, False),  # it cannot read the cluster's
        (V23, 2, 1, False),  # it cannot read the group's
        (V23, 1, 1, False),
    ],
)
def test_only_who_reads_every_version_in_use_campaigns(
    software: Range, version: int, of_a: int, expected: bool
) -> None:
    """Only a node whose range holds every version in use at the end of its log campaigns."""
    start = in_service({"n1": software}, {"A": "n1", "B": ""}, 1)
    view = at(last(start), version, of_a)
    s = State((replace(start.log[0], view=view),), start.nodes)
    assert expected is reads(software, view)
    assert expected is can_lead(s, N1)


def test_a_group_that_is_yet_to_be_created_need_not_be_read() -> None:
    """It has no version in use."""
    view = last(in_service({"n1": V23}, {"A": "n1", "B": ""}, 2))
    stale = replace(view, groups=view.groups.set(B, GroupView(False, view.groups[B].hosts, 1)))
    assert reads(V23, stale)


def test_who_is_not_active_does_not_lead(play: Play) -> None:
    """The leader is a voter of the view at the end of the log."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "start(n3)")
    assert votes(s, N3)
    assert not can_lead(s, N3)


# ---- quorums


def test_a_change_of_voters_needs_a_quorum_of_the_view_before() -> None:
    """An entry is committed only with a quorum in every view: here n1 alone is none of three."""
    s = changed(changed(THREE, N2, replace(THREE.nodes[N2], cut_off=True)), N3, replace(THREE.nodes[N3], cut_off=True))
    alone = seated(seated(last(s), N2, Seat(Status.INACTIVE, 1, V12)), N3, Seat(Status.INACTIVE, 1, V12))
    assert not quorum_before(s)
    assert quorum_after(s, alone)
    assert not can_order(s, alone)


def test_a_change_of_voters_needs_a_quorum_of_the_view_after(play: Play) -> None:
    """A leader appends a change of voters only after hearing from a quorum of the view after it."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "crash(n2)", "start(n2)", "start(n3)", "catch_up(n3)", "announce(n3)")
    s = changed(changed(s, N2, replace(s.nodes[N2], phase=Phase.DOWN)), N3, replace(s.nodes[N3], cut_off=True))
    both = seated(last(s), N3, Seat(Status.ACTIVE, 2, V12))
    assert quorum_before(s)
    assert not quorum_after(s, both)
    assert not can_order(s, both)


def test_of_two_nodes_the_first_can_order_alone_and_the_second_cannot(can: Can, play: Play) -> None:
    """Exactly half of the voters are a quorum if the first in configured order is among them."""
    assert can(play(TWO, "crash(n2)"), "fail(n1, n2)")
    assert not can(play(TWO, "crash(n1)"), "fail(n2, n1)")


def test_a_quorum_without_anybody_who_reads_orders_nothing() -> None:
    """There is a quorum, but no leader."""
    start = in_service({"n1": V23}, {"A": "n1"}, 1)
    assert quorum_before(start)
    assert not can_order(start, last(start))
    assert ordered(start, about_node(Reason.FAIL, N1), last(start)) is None


def test_an_ordered_entry_is_the_next_position_and_touches_no_node() -> None:
    """Each entry yields the next view; nodes deliver it later."""
    entry = about_node(Reason.ADD_NODE, N3)
    after = ordered(TWO, entry, last(TWO))
    assert after is not None
    assert (*TWO.log, after.log[1]) == after.log
    assert (entry, last(TWO)) == (after.log[1].entry, after.log[1].view)
    assert TWO.nodes is after.nodes
