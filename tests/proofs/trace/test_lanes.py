"""A trace in lanes."""

import textwrap
from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.proofs.trace.lanes import lanes
from upshift.proofs.trace.saved import SavedTrace

Trace = Callable[[str], SavedTrace]


def page(text: str) -> str:
    """A page as it is written in a test."""
    return textwrap.dedent(text).removeprefix("\n")


def test_a_counterexample_is_told_in_lanes(trace: Trace) -> None:
    """A mark in the lane of the actor, beside it the change, below it several of them."""
    assert page("""
        turns_stay is broken in 3 steps
        Turns are never taken back.
        scenario ring, mutation M2

               n1  * protocol  o operator
           0   |   the initial state
           1   o   want(n1)   nodes.n1.mood: IDLE -> WAITING
           2   *   enter(n1)
               |     log[0]: + n1
               |     nodes.n1.mood: WAITING -> CRITICAL
               |     nodes.n1.turns: 0 -> 1
           3   *   forget(n1)   nodes.n1.turns: 1 -> 0

        turns_stay is false of step 3
          turns_stay: before.nodes[n].turns <= after.nodes[n].turns is false
            for n = n1
            where before.nodes[n].turns = 1, after.nodes[n].turns = 0
        again: upshift check ring --mutation M2 --law turns_stay
    """) == lanes(trace("step"))


def test_the_steps_of_a_loop_are_marked(trace: Trace) -> None:
    """The eye finds where it begins."""
    assert page("""
               n1  n2  * protocol  o operator
           0   |   |   the initial state
           1   o   |   want(n1)   nodes.n1.mood: IDLE -> WAITING
           2 > *   |   pass_on(n1)   holder: n1 -> n2
           3 > |   *   pass_on(n2)   holder: n2 -> n1
        -- loops for ever, to step 1 --
    """) in lanes(trace("lasso"))


def test_a_fault_has_a_mark_of_its_own(trace: Trace) -> None:
    """What happened to the protocol is told from what it did."""
    assert "   2   |   !        lose()   holder: n1 -> None\n-- stutters for ever --\n" in lanes(trace("stutter"))


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_but_the_command_is_longer_than_the_page(width: int, saved: SavedTrace) -> None:
    """Whatever the width."""
    *lines, command = lanes(saved, width).splitlines()
    assert command.startswith("again: ")
    assert [] == [line for line in lines if len(line) > width]


def test_lanes_of_long_names_are_numbered(trace: Trace) -> None:
    """The names stand above."""
    saved = trace("lasso")
    named = (
        replace(move, actor=actor)
        for move, actor in zip(saved.moves, ("node-of-the-first-room", "", "node-of-the-first-room"), strict=True)
    )
    text = lanes(replace(saved, moves=tuple(named)), 60)
    assert "lanes: 1 = -, 2 = node-of-the-first-room\n       1  2  * protocol  o operator\n" in text


def test_a_trace_is_plain_ascii_with_no_space_at_the_end_of_a_line(saved: SavedTrace) -> None:
    """Any terminal shows it, and any file keeps it."""
    text = lanes(saved)
    assert text.isascii()
    assert [] == [line for line in text.splitlines() if line != line.rstrip()]


def test_a_run_without_steps_has_no_lanes(trace: Trace) -> None:
    """The law is false at the start."""
    saved = replace(trace("always"), moves=(), states=trace("always").states[:1])
    assert "\n\n   0   the initial state\n\nalone is false from the start\n" in lanes(saved)
