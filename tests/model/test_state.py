"""Tests of the state: phases, what a node knows, and where a cold start begins."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.quorum import voters
from upshift.model.scenarios import N1, N2, N3, V12, A, B, updated
from upshift.model.state import (
    Phase,
    State,
    changed,
    delivers,
    genesis,
    is_member,
    known_view,
    last,
    leaving,
    nobody,
    running,
    stays,
    stopped,
)
from upshift.model.views import Seat, Status

Play = Callable[..., State]

THREE = updated("n1", "n2", "n3")
CUT_OFF = ("cut(n3)", "partition(n1, n3)")


@pytest.mark.parametrize("phase", Phase)
def test_a_node_runs_unless_it_is_down_and_delivers_once_its_join_is_ordered(phase: Phase) -> None:
    """Start, catch up, ordered JOIN; it delivers from its JOIN on."""
    me = replace(THREE.nodes[N1], phase=phase)
    assert (phase != Phase.DOWN) is running(me)
    assert (phase in {Phase.JOINED, Phase.MEMBER}) is delivers(me)


def test_a_cold_start_is_no_special_case() -> None:
    """Genesis: every configured node ACTIVE, claims unknown, no members until they JOIN."""
    s = genesis((N1, N2), (A,), V12, 1)
    assert {N1, N2} == set(voters(last(s)))
    assert all(Seat(Status.ACTIVE, 0, None) == seat for seat in last(s).roster.values())
    assert not any(running(me) or is_member(s, n) for n, me in s.nodes.items())
    assert (1, False, {1}) == (last(s).version, last(s).groups[A].exists, {me.floor for me in s.nodes.values()})


def test_the_last_view_is_the_one_at_the_end_of_the_log(play: Play) -> None:
    """Where the next entry is judged."""
    s = play(THREE, "leave(n3)")
    assert Status.INACTIVE is last(s).roster[N3].status
    assert s.log[-1].view is last(s)


def test_a_node_is_changed_alone() -> None:
    """No step of a node touches another, or the log."""
    s = changed(THREE, N1, stopped(THREE.nodes[N1]))
    assert THREE.log is s.log
    assert [N1] == [n for n in s.nodes if s.nodes[n] != THREE.nodes[n]]


def test_a_node_is_leaving_from_its_leave_to_its_delivery(play: Play) -> None:
    """The node's own LEAVE is ordered and it has yet to deliver it."""
    assert not leaving(THREE, N3)
    s = play(THREE, "leave(n3)")
    assert leaving(s, N3)
    assert not leaving(s, N2)
    assert not delivers(play(s, "deliver(n3)").nodes[N3])  # and so nobody asks any more


def test_a_leaver_is_a_member_until_it_delivers_its_own_leave(play: Play) -> None:
    """Its members are gone for everybody at the LEAVE's position, for itself when it delivers it."""
    s = play(THREE, "leave(n3)")
    assert stays(s, N3)
    assert is_member(s, N3)
    assert not is_member(play(s, "deliver(n3)"), N3)


def test_a_node_whose_incarnation_was_ended_by_others_is_no_member(play: Play) -> None:
    """A member is on a node whose running incarnation is the roster's ACTIVE one."""
    s = play(THREE, *CUT_OFF)
    assert not stays(s, N3)
    assert not is_member(s, N3)
    assert is_member(s, N1)


def test_a_node_that_joined_is_a_member_once_it_has_delivered_its_join(play: Play) -> None:
    """It changes the version it runs only by delivering."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "start(n3)", "catch_up(n3)", "announce(n3)", "order_join(n3)")
    assert stays(s, N3)
    assert not is_member(s, N3)
    assert is_member(play(s, "deliver(n3)"), N3)


def test_a_deliverer_knows_the_view_at_its_cursor_and_others_the_end_of_the_log(play: Play) -> None:
    """A node that only keeps the log looks at its end; who delivers knows what it has delivered."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)", "deliver(n2)")
    assert Status.ACTIVE is known_view(s, N1).roster[N3].status
    assert Status.INACTIVE is known_view(s, N2).roster[N3].status
    assert last(s) is known_view(s, N3)


def test_a_stopped_node_keeps_its_disk_and_loses_its_memory(play: Play) -> None:
    """Durable: the installed software, the incarnation counter, the floor; and what it has sent stays sent."""
    me = play(THREE, "ask(n1, 2)").nodes[N1]
    down = stopped(me)
    assert (me.software, me.incarnation, me.floor, me.request) == (
        down.software,
        down.incarnation,
        down.floor,
        down.request,
    )
    assert (Phase.DOWN, 0, nobody(me), None, 0) == (down.phase, down.cursor, down.uses, down.waiting, down.asks)


def test_nobody_is_no_member_of_any_group() -> None:
    """0 where it has none."""
    assert {A: 0, B: 0} == dict(nobody(THREE.nodes[N1]))
