"""Tests of the life of one node: install, start, catch up, promise, announce; petition, crash, and standing down."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.life import learnt_its_end, not_yet_ended, promised
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, updated
from upshift.model.state import Join, Phase, State, changed, last
from upshift.model.views import Reason, Seat, Status, seated

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
DOWN = ("leave(n2)", "deliver(n2)")


# ---- stop, install, start


def test_software_is_installed_on_a_node_that_is_down(play: Play, can: Can) -> None:
    """Stop, install, start: what runs is not replaced."""
    assert not can(TWO, "install(n2, 1..3)")
    s = play(TWO, *DOWN, "install(n2, 1..3)")
    assert 3 == s.nodes[N2].software.newest
    assert not can(s, "install(n2, 1..3)")  # it is there already


def test_each_start_is_a_new_incarnation(play: Play, can: Can) -> None:
    """One run of a node, numbered by a durable counter."""
    assert not can(TWO, "start(n2)")
    s = play(TWO, *DOWN, "start(n2)")
    assert (Phase.STARTED, 2) == (s.nodes[N2].phase, s.nodes[N2].incarnation)
    s = play(s, "crash(n2)", "start(n2)")
    assert 3 == s.nodes[N2].incarnation


def test_a_node_catches_up_announces_itself_and_is_a_member_by_its_own_join(play: Play) -> None:
    """Start, catch up, ordered JOIN carrying its claim."""
    s = play(TWO, *DOWN, "start(n2)", "catch_up(n2)")
    assert Phase.CAUGHT_UP is s.nodes[N2].phase
    s = play(s, "announce(n2)")
    assert Join(2, V12) == s.nodes[N2].join
    s = play(s, "order_join(n2)")
    assert Phase.JOINED is s.nodes[N2].phase
    assert (Reason.JOIN, Seat(Status.ACTIVE, 2, V12)) == (s.log[-1].entry.reason, last(s).roster[N2])
    s = play(s, "deliver(n2)")
    assert Phase.MEMBER is s.nodes[N2].phase


def test_a_node_that_is_cut_off_learns_nothing_and_announces_nothing(play: Play, can: Can) -> None:
    """Catching up and announcing take contact."""
    s = play(TWO, *DOWN, "start(n2)")
    assert not can(play(s, "cut(n2)"), "catch_up(n2)")
    assert not can(play(s, "catch_up(n2)", "cut(n2)"), "announce(n2)")


def test_the_same_join_is_not_announced_twice_while_it_is_in_flight(play: Play, can: Can) -> None:
    """It is sent again when it was lost."""
    s = play(TWO, *DOWN, "start(n2)", "catch_up(n2)", "announce(n2)")
    assert not can(s, "announce(n2)")
    assert can(play(s, "lose_join(n2)"), "announce(n2)")


# ---- the promise


def test_the_floor_is_raised_before_the_join_is_sent(play: Play, can: Can) -> None:
    """Before it sends JOIN a node durably raises its floor to its claim's newest."""
    s = in_service({"n1": V12, "n2": V1}, {"A": "n1"}, 1)
    s = play(s, *DOWN, "install(n2, 1..2)", "start(n2)")
    assert not can(s, "promise(n2)")
    s = play(s, "catch_up(n2)")
    assert not promised(s.nodes[N2])
    assert not can(s, "announce(n2)")
    s = play(s, "promise(n2)")
    assert promised(s.nodes[N2])
    assert 2 == s.nodes[N2].floor
    assert not can(s, "promise(n2)")
    assert can(s, "announce(n2)")


def test_a_promise_survives_a_crash(play: Play) -> None:
    """Durable before it is acted on: the floor and the incarnation counter are on disk."""
    s = in_service({"n1": V12, "n2": V1}, {"A": "n1"}, 1)
    s = play(s, *DOWN, "install(n2, 1..2)", "start(n2)", "catch_up(n2)", "promise(n2)", "announce(n2)", "crash(n2)")
    assert (2, 2, Join(2, V12)) == (s.nodes[N2].floor, s.nodes[N2].incarnation, s.nodes[N2].join)


# ---- going back


def rolled_back(play: Play) -> State:
    """n2, which is updated and was a member as incarnation 1, runs old software again."""
    return play(TWO, "leave(n2)", "deliver(n2)", "install(n2, 1..1)", "start(n2)")


def test_software_below_the_floor_may_only_petition(play: Play, can: Can) -> None:
    """Software below the floor may only petition: it neither votes, leads nor delivers."""
    s = rolled_back(play)
    assert not can(s, "catch_up(n2)")
    assert not can(s, "take_back(n2)")
    assert not can(s, "turn_away(n2, SOFTWARE_TOO_OLD)")
    assert can(s, "petition(n2)")
    assert not can(play(s, "cut(n2)"), "petition(n2)")


def test_a_petition_ends_the_latest_incarnation_for_every_one_before_it(play: Play, can: Can) -> None:
    """It asks the cluster to end its last incarnation (FAIL); a JOIN in between must find its incarnation ended too."""
    s = play(rolled_back(play), "petition(n2)")
    assert Reason.FAIL is s.log[-1].entry.reason
    assert Seat(Status.INACTIVE, 2, V12) == last(s).roster[N2]
    assert learnt_its_end(s, N2)
    assert not can(s, "petition(n2)")


def test_a_promise_is_taken_back_before_the_switch(play: Play, can: Can) -> None:
    """Once it has learnt that it has ended its floor falls to the cluster version, and it joins like anyone."""
    s = play(rolled_back(play), "petition(n2)")
    assert not can(play(s, "cut(n2)"), "take_back(n2)")
    s = play(s, "take_back(n2)")
    assert (1, 3) == (s.nodes[N2].floor, s.nodes[N2].incarnation)
    s = play(s, "catch_up(n2)", "announce(n2)", "order_join(n2)", *["deliver(n2)"])
    assert Seat(Status.ACTIVE, 3, V1) == last(s).roster[N2]
    assert Phase.MEMBER is s.nodes[N2].phase


def test_after_the_switch_the_software_is_too_old(play: Play, can: Can) -> None:
    """A faulty new release can be rolled back as long as no switch was accepted; afterwards it is SOFTWARE_TOO_OLD."""
    s = play(TWO, "ask(n1, 2)", "order_adjust(n1)", "crash(n2)", "fail(n1, n2)", "install(n2, 1..1)", "start(n2)")
    s = play(s, "petition(n2)")
    assert not can(s, "take_back(n2)")  # it would not fall below the version
    assert can(s, "turn_away(n2, SOFTWARE_TOO_OLD)")
    assert Phase.DOWN is play(s, "turn_away(n2, SOFTWARE_TOO_OLD)").nodes[N2].phase


def test_a_node_that_is_no_longer_configured_cannot_petition(play: Play, can: Can) -> None:
    """There is nothing to end."""
    s = play(rolled_back(play), "remove_node(n2)")
    assert not can(s, "petition(n2)")


def test_a_node_above_its_floor_has_nothing_to_take_back(play: Play, can: Can) -> None:
    """Only software below the floor petitions."""
    s = play(TWO, *DOWN, "start(n2)")
    assert not can(s, "petition(n2)")
    assert not can(s, "take_back(n2)")


@pytest.mark.parametrize(
    ("status", "recorded", "expected"),
    [
        (Status.INACTIVE, 2, False),
        (Status.INACTIVE, 3, False),
        (Status.INACTIVE, 1, True),
        (Status.ACTIVE, 2, True),
        (Status.PARTITIONED, 2, True),
    ],
)
def test_an_incarnation_has_ended_when_the_roster_has_it_or_a_later_one_inactive(
    status: Status, recorded: int, expected: bool
) -> None:
    """It has learnt from the committed log that it has ended."""
    assert expected is not_yet_ended(seated(last(TWO), N2, Seat(status, recorded, V12)), N2, 2)


# ---- ends


def test_a_crash_takes_memory_and_leaves_the_disk_and_what_was_sent(play: Play, can: Can) -> None:
    """The process is gone, at any moment; what is on disk and what was sent stay."""
    s = play(TWO, "ask(n1, 2)", "crash(n1)")
    me = s.nodes[N1]
    assert (Phase.DOWN, 0, None, 0, 0) == (me.phase, me.cursor, me.waiting, me.asks, sum(me.uses.values()))
    assert (V12, 1, 2) == (me.software, me.incarnation, me.floor)
    assert me.request is not None
    assert not can(s, "crash(n1)")


def test_only_a_process_that_has_not_joined_is_halted(play: Play, can: Can) -> None:
    """The operator stops a process that has not joined: there is nothing to leave."""
    s = play(TWO, *DOWN)
    assert not can(s, "halt(n2)")
    assert not can(TWO, "halt(n2)")
    for lines in (("start(n2)",), ("start(n2)", "catch_up(n2)")):
        assert Phase.DOWN is play(s, *lines, "halt(n2)").nodes[N2].phase


def test_a_node_that_was_put_out_stands_down_when_it_learns_of_it(play: Play, can: Can) -> None:
    """A node that delivers the end of its own incarnation stops acting, and comes back as a new one."""
    assert not can(THREE, "stand_down(n3)")
    s = play(THREE, "cut(n3)", "partition(n1, n3)")
    assert not can(s, "stand_down(n3)")  # it hears nothing yet
    s = play(s, "heal(n3)", "stand_down(n3)")
    me = s.nodes[N3]
    assert (Phase.STARTED, 2, 0, 0) == (me.phase, me.incarnation, me.cursor, sum(me.uses.values()))
    assert not can(s, "stand_down(n3)")


def test_who_leaves_by_itself_does_not_stand_down(play: Play, can: Can) -> None:
    """It delivers its own LEAVE instead."""
    s = play(THREE, "leave(n3)")
    assert not can(s, "stand_down(n3)")
    assert can(s, "deliver(n3)")


def test_a_node_is_turned_away_with_the_reason_of_its_own_door(play: Play, can: Can) -> None:
    """It says why, and stops; a node that is cut off knows nothing to say."""
    s = play(TWO, "ask(n1, 2)", "order_adjust(n1)", "crash(n2)", "fail(n1, n2)", "install(n2, 1..1)", "start(n2)")
    assert not can(s, "turn_away(n2, SOFTWARE_TOO_NEW)")
    assert not can(play(s, "cut(n2)"), "turn_away(n2, SOFTWARE_TOO_OLD)")
    s = changed(s, N2, replace(s.nodes[N2], phase=Phase.CAUGHT_UP))
    assert not can(s, "turn_away(n2, SOFTWARE_TOO_OLD)")
