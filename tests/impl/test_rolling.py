"""Tests of the roll driver: each of its moves, and that from anywhere it comes to its end, one node at a time."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.releases import FIRST, SECOND
from upshift.impl.rolling import Await, Install, Move, Seen, Shut, Start, Switch, next_move

READY = [Seen("n1", SECOND, runs=True, member=True), Seen("n2", SECOND, runs=True, member=True)]
MOVES: list[tuple[Move | None, Seen]] = [
    (Shut("n2"), Seen("n2", FIRST, runs=True, member=True)),
    (Await("n2"), Seen("n2", FIRST, runs=True, member=False)),
    (Install("n2", SECOND), Seen("n2", FIRST, runs=False, member=False)),
    (Start("n2"), Seen("n2", SECOND, runs=False, member=False)),
    (Await("n2"), Seen("n2", SECOND, runs=True, member=False)),
    (Switch("n1", 2), Seen("n2", SECOND, runs=True, member=True)),
]


@pytest.mark.parametrize(("move", "seen"), MOVES)
def test_each_node_is_taken_through_stop_install_start_and_wait(move: Move | None, seen: Seen) -> None:
    """What to do next follows from what is seen of the next node that is not done."""
    assert move == next_move([READY[0], seen], SECOND, 1)


def test_every_move_was_made() -> None:
    """The table above leaves none out."""
    assert set(get_args(Move)) == {type(move) for move, _ in MOVES}


def test_an_earlier_node_is_finished_before_a_later_one_is_touched() -> None:
    """One node at a time: the next is shut only when the one before it is a member again."""
    old = Seen("n2", FIRST, runs=True, member=True)
    for first in (replace(READY[0], member=False), replace(READY[0], runs=False, member=False)):
        move = next_move([first, old], SECOND, 1)
        assert move is not None
        assert "n1" == move.node


def test_who_is_down_is_brought_up_before_anybody_else_is_shut() -> None:
    """A node that is down may hold the only other member of a group: the next to leave would have to wait for it."""
    first, down = Seen("n1", FIRST, runs=True, member=True), Seen("n2", FIRST, runs=False, member=False)
    assert Install("n2", SECOND) == next_move([first, down], SECOND, 1)
    assert Start("n2") == next_move([first, replace(down, installed=SECOND)], SECOND, 1)


def test_the_version_is_switched_when_every_node_has_been_updated() -> None:
    """Rolling does not switch by itself: it asks one of the nodes to, one step at a time."""
    assert Switch("n1", 2) == next_move(READY, SECOND, 1)
    assert next_move(READY, SECOND, 2) is None


def test_a_roll_back_switches_nothing() -> None:
    """Before the switch the first release can be installed again: the version in force is its newest."""
    assert Shut("n1") == next_move(READY, FIRST, 1)
    back = [replace(seen, installed=FIRST) for seen in READY]
    assert next_move(back, FIRST, 1) is None


def test_there_is_nothing_to_do_where_there_is_no_node() -> None:
    """Nobody could be asked to switch."""
    assert next_move([], SECOND, 1) is None


SEEN = st.builds(
    lambda release, life: Seen("", release, runs=life > 0, member=life > 1),
    st.sampled_from((FIRST, SECOND)),
    st.integers(0, 2),
)


def done(move: Move, one: Seen) -> Seen:
    """What is seen of a node after a move has done to it what it is for."""
    match move:
        case Shut():
            return replace(one, runs=False, member=False)
        case Install():
            return replace(one, installed=move.release)
        case Start():
            return replace(one, runs=True)
        case Await():
            return replace(one, member=True)
        case Switch():
            return one


def made(move: Move, seen: list[Seen], version: int) -> tuple[list[Seen], int]:
    """What is seen after a move, and the version in force."""
    then = [done(move, one) if one.node == move.node else one for one in seen]
    return then, move.target if isinstance(move, Switch) else version


@given(nodes=st.lists(SEEN, min_size=1, max_size=5))
def test_from_anywhere_the_driver_comes_to_its_end(nodes: list[Seen]) -> None:
    """It keeps no state, so it can be stopped and run again; five moves a node are enough, and the switch."""
    seen, version = [replace(one, node=f"n{place}") for place, one in enumerate(nodes)], 1
    for _ in range(5 * len(nodes) + 1):
        move = next_move(seen, SECOND, version)
        if move is None:
            break
        seen, version = made(move, seen, version)
    assert next_move(seen, SECOND, version) is None
    assert (2, [(SECOND, True, True)] * len(nodes)) == (
        version,
        [(one.installed, one.runs, one.member) for one in seen],
    )


@given(nodes=st.lists(SEEN, min_size=1, max_size=5))
def test_while_the_driver_works_at_most_one_node_is_out_that_was_not(nodes: list[Seen]) -> None:
    """No group is ever without a member that it had before, but on the node that is being updated."""
    seen, version = [replace(one, node=f"n{place}") for place, one in enumerate(nodes)], 1
    before = {one.node for one in seen if one.member}
    while (move := next_move(seen, SECOND, version)) is not None:
        seen, version = made(move, seen, version)
        assert len(before - {one.node for one in seen if one.member}) <= 1
