"""A trace without lanes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from upshift.model.values import Map
from upshift.proofs.trace.diff import diff, outline
from upshift.proofs.trace.saved import SavedTrace

Trace = Callable[[str], SavedTrace]


def test_every_step_is_told_by_what_it_changed(trace: Trace) -> None:
    """One place to a line, after the initial state."""
    assert [
        "0 the initial state",
        "    Ring(n1, (), {n1: Local(IDLE, 0), n2: Local(IDLE, 0)})",
        "1 want(n1)",
        "    nodes.n1.mood: IDLE -> WAITING",
        "2 enter(n1)",
        "    log[0]: + n1",
        "    nodes.n1.mood: WAITING -> CRITICAL",
        "    nodes.n1.turns: 0 -> 1",
        "3 forget(n1)",
        "    nodes.n1.turns: 1 -> 0",
    ] == diff(trace("step")).splitlines()[4:14]


def test_who_acts_is_told_where_the_arguments_do_not(trace: Trace) -> None:
    """A fault belongs to the network."""
    assert "1 lose() by network\n" in diff(trace("reachable"))
    anonymous = replace(trace("reachable"), moves=tuple(replace(m, actor="") for m in trace("reachable").moves))
    assert "1 lose()\n" in diff(anonymous)


def test_a_loop_is_told(trace: Trace) -> None:
    """Which steps are repeated, and where it ends."""
    assert "3 pass_on(n2), again and again\n    holder: n2 -> n1\n-- loops for ever, to step 1 --\n" in diff(
        trace("lasso")
    )


@pytest.mark.parametrize("width", [40, 100])
def test_no_line_but_the_command_is_longer_than_the_page(width: int, saved: SavedTrace) -> None:
    """Whatever the width."""
    assert [] == [line for line in diff(saved, width).splitlines()[:-1] if len(line) > width]


def test_a_value_that_does_not_fit_is_told_place_by_place(types: dict[str, Any]) -> None:
    """As deep as it takes."""
    local = types["Local"](types["Mood"].IDLE, 0)
    state = types["Ring"](None, ("n1", "a" * 20), Map({"n1": local, "n2": local}))
    assert [
        "holder: None",
        "log[0]: n1",
        "log[1]: aaaaaaaaaaaaaaaaaaaa",
        "nodes.n1: Local(IDLE, 0)",
        "nodes.n2: Local(IDLE, 0)",
    ] == list(outline(state, 12))
