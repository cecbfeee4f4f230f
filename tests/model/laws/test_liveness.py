"""Tests of what must happen in the end: when each law begins to ask, and when it is content."""

from collections.abc import Callable
from dataclasses import replace

from upshift.model.laws.liveness import (
    all_groups_follow,
    all_groups_follow_when,
    answered,
    answered_when,
    available,
    behind,
    capable_joiner_admitted,
    capable_joiner_admitted_when,
    in_place,
    knocks,
    settled_at,
    waits,
)
from upshift.model.scenarios import N1, N2, N3, updated
from upshift.model.state import State, changed

Play = Callable[..., State]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
SWITCHED = (
    "ask(n1, 2)",
    "order_adjust(n1)",
    "deliver(n1)",
    "notify(n1, A)",
    "notify(n1, B)",
    "deliver(n1)",
    "deliver(n1)",
)


def test_a_cluster_is_available_while_a_quorum_talks_and_nobody_who_delivers_is_cut_off(play: Play) -> None:
    """A quorum of each needed view is up and talking."""
    assert available(THREE)
    assert not available(play(TWO, "crash(n1)"))
    s = play(THREE, "cut(n3)")
    assert not available(s)  # it holds up the window
    assert available(play(s, "partition(n1, n3)"))


def test_who_asked_has_its_verdict_unless_its_incarnation_ends(play: Play) -> None:
    """`answered`: from the asking on, to the delivery of the verdict."""
    assert answered(THREE)
    assert not answered_when(THREE)
    s = play(THREE, "ask(n1, 2)")
    assert answered_when(s)
    assert not answered(s)
    assert answered(play(s, "crash(n1)"))
    assert not waits(play(s, "crash(n1)"), N1)
    assert not waits(play(s, "cut(n1)"), N1)
    assert not answered(play(s, "order_adjust(n1)"))
    assert answered(play(s, "order_adjust(n1)", "deliver(n1)"))


def test_a_requester_that_was_put_out_has_no_verdict_to_wait_for(play: Play) -> None:
    """Its incarnation ends."""
    s = play(THREE, "ask(n3, 2)", "cut(n3)", "partition(n1, n3)", "heal(n3)")
    assert answered(s)


def test_every_group_and_every_member_that_stays_follows(play: Play) -> None:
    """`all_groups_follow`: every group is told, and every member that stays runs the cluster version."""
    assert all_groups_follow(TWO)
    assert not all_groups_follow_when(TWO)
    accepted = play(TWO, *SWITCHED[:2])
    assert all_groups_follow_when(accepted)
    assert not all_groups_follow(accepted)
    told = play(TWO, *SWITCHED)
    assert behind(told, N2)
    assert not behind(told, N1)
    assert all_groups_follow_when(told)
    assert not all_groups_follow(told)
    done = play(told, *["deliver(n2)"] * 3)
    assert all_groups_follow(done)
    assert not all_groups_follow_when(done)
    assert not behind(play(told, "crash(n2)"), N2)


def test_where_no_quorum_talks_nothing_is_asked(play: Play) -> None:
    """Faults must be quiet first."""
    s = play(TWO, *SWITCHED[:2], "crash(n1)", "start(n1)", "cut(n1)")
    assert all_groups_follow(s)
    assert not all_groups_follow_when(s)
    waiting = play(TWO, "ask(n2, 2)", "crash(n1)")
    assert answered(waiting)
    assert not answered_when(waiting)
    assert capable_joiner_admitted(waiting)
    assert not capable_joiner_admitted_when(waiting)


def test_a_node_that_the_fence_lets_in_and_that_keeps_asking_gets_in(play: Play) -> None:
    """`capable_joiner_admitted`, for a node that keeps asking."""
    assert capable_joiner_admitted(THREE)
    assert not capable_joiner_admitted_when(THREE)
    s = play(THREE, "leave(n3)", "deliver(n3)")
    assert not knocks(s, N3)
    s = play(s, "start(n3)")
    assert knocks(s, N3)
    assert capable_joiner_admitted_when(s)
    assert not capable_joiner_admitted(s)
    assert not knocks(play(s, "cut(n3)"), N3)
    s = play(s, "catch_up(n3)", "announce(n3)", "order_join(n3)")
    assert not capable_joiner_admitted(s)
    assert capable_joiner_admitted(play(s, "deliver(n3)"))


def test_a_node_that_is_not_configured_or_does_not_fit_is_not_owed_anything(play: Play) -> None:
    """Only for a node that the fence would let in."""
    s = play(THREE, "leave(n3)", "deliver(n3)", "start(n3)")
    removed = play(s, "remove_node(n3)")
    assert not knocks(removed, N3)
    too_new = changed(s, N3, replace(s.nodes[N3], software=type(s.nodes[N3].software)(2, 3)))
    assert not knocks(too_new, N3)


def test_a_cluster_is_settled_when_nothing_is_left_to_do(play: Play) -> None:
    """Settled at the newest version: every group switched, every configured node a member, nothing outstanding."""
    assert settled_at(TWO, 1)
    assert not settled_at(TWO, 2)
    told = play(TWO, *SWITCHED)
    assert not settled_at(told, 2)  # n2 lags
    done = changed(told, N1, replace(told.nodes[N1], request=None))
    assert settled_at(play(done, *["deliver(n2)"] * 3), 2)
    assert not settled_at(play(done, "crash(n2)"), 2)
    assert settled_at(play(THREE, "crash(n3)", "fail(n1, n3)", "remove_node(n3)", *DELIVERED), 1)


DELIVERED = ("deliver(n1)", "deliver(n2)", "deliver(n1)", "deliver(n2)")


def test_a_node_is_in_place_when_it_has_delivered_everything_and_wants_nothing(play: Play) -> None:
    """A member, in contact, at the end of the log, with nothing outstanding."""
    assert in_place(THREE, N3)
    assert not in_place(play(THREE, "cut(n3)"), N3)
    assert not in_place(play(THREE, "ask(n3, 2)"), N3)
    assert not in_place(play(THREE, "crash(n2)", "fail(n1, n2)"), N3)
    assert not in_place(play(THREE, "crash(n2)"), N2)
    sent = play(THREE, "ask(n3, 2)")
    assert not in_place(changed(sent, N3, replace(sent.nodes[N3], waiting=None)), N3)
