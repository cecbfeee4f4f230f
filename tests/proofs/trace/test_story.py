"""What every way of showing a trace says."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.proofs.trace.saved import SavedTrace
from upshift.proofs.trace.story import actors, again, count, ending, framed, heading, looping, steps, wrapped

Trace = Callable[[str], SavedTrace]


def test_a_step_has_its_changes_and_its_lane(trace: Trace) -> None:
    """And knows whether it is repeated for ever."""
    taken = steps(trace("lasso"))
    assert [1, 2, 3] == [step.number for step in taken]
    assert [False, True, True] == [step.repeated for step in taken]
    assert ["n1", "n1", "n2"] == [step.actor for step in taken]
    assert [["nodes.n1.mood: IDLE -> WAITING"], ["holder: n1 -> n2"], ["holder: n2 -> n1"]] == [
        [str(change) for change in step.changes] for step in taken
    ]


def test_lanes_are_in_the_order_of_their_names(trace: Trace) -> None:
    """n2 before n10, nodes before the network, and one for those that belong to nobody."""
    saved = trace("lasso")
    named = (replace(move, actor=actor) for move, actor in zip(saved.moves, ("n10", "n2", ""), strict=True))
    assert ("-", "n2", "n10") == actors(replace(saved, moves=tuple(named)))
    assert ("n1", "network") == actors(trace("stutter"))


def test_the_heading_names_law_length_and_place(trace: Trace) -> None:
    """What was broken, in how many steps, and where."""
    assert ["alone is broken in 4 steps", "At most one node is inside.", "scenario ring, mutation M1"] == list(
        heading(trace("always"))
    )
    assert "in_play is broken in 1 step" == next(heading(trace("reachable")))
    assert "both_served is seen in 6 steps" == next(heading(trace("sometimes")))
    assert "scenario ring, without enter" == list(heading(trace("lasso")))[-1]


@pytest.mark.parametrize(
    ("expected", "case"),
    [
        ("alone is false after step 4", "always"),
        ("turns_stay is false of step 3", "step"),
        ("served stays false for ever", "lasso"),
        ("in_play is out of reach after step 1", "reachable"),
        ("both_served is seen in step 6", "sometimes"),
    ],
)
def test_the_ending_says_where_the_law_was_decided(expected: str, case: str, trace: Trace) -> None:
    """By its kind."""
    assert expected == next(ending(trace(case)))


def test_a_law_may_be_false_from_the_start(trace: Trace) -> None:
    """Then there is no step to name."""
    saved = replace(trace("always"), moves=(), states=trace("always").states[:1])
    assert "alone is false from the start" == next(ending(saved))


def test_the_ending_names_clause_and_bindings(trace: Trace) -> None:
    """The blame stands below."""
    assert ["  in_play: s.holder is not None is false", "    where s.holder = None"] == list(
        ending(trace("reachable"))
    )[1:]


def test_a_run_that_goes_on_says_how(trace: Trace) -> None:
    """Back to a step, or by doing nothing."""
    expected = [None, "-- loops for ever, to step 1 --", "-- stutters for ever --"]
    assert expected == [looping(trace(case)) for case in ("always", "lasso", "stutter")]


def test_things_are_counted_in_words() -> None:
    """One, and many."""
    assert ("1 state", "2,000 states", "3 entries") == (
        count(1, "state"),
        count(2000, "state"),
        count(3, "entry", "entries"),
    )


def test_the_command_finds_it_again(trace: Trace) -> None:
    """Fit to be pasted into a shell."""
    assert "upshift check ring --mutation M1 --law alone" == again(trace("always"))
    spaced = replace(trace("lasso"), dropped=("a", "b c"))
    assert "upshift check ring --drop a --drop 'b c' --law served" == again(spaced)


def test_long_lines_are_broken_and_go_on_deeper() -> None:
    """The margin is kept."""
    assert ["| one two", "|     three"] == list(wrapped(["one two three"], 11, "| "))
    assert ["  four", "      two"] == list(wrapped(["  four two"], 9))
    assert [""] == list(wrapped([""], 8))


def test_rows_stand_between_heading_and_ending(trace: Trace) -> None:
    """A loop is told where the rows end."""
    lines = framed(trace("stutter"), ["the rows"], 60).splitlines()
    assert ["", "the rows", "-- stutters for ever --", ""] == lines[3:7]
    assert "again: upshift check ring --law served" == lines[-1]
