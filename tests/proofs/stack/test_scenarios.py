"""Tests of the scenarios of the whole implementation: what they are called and bounded by, and that small ones hold."""

import pytest

from upshift.proofs.explore import run
from upshift.proofs.explore.effort import Levels, Samples
from upshift.proofs.explore.result import Bounded, Complete
from upshift.proofs.stack.scenario import system
from upshift.proofs.stack.scenarios import BY_NAME, DEEP, SCENARIOS, SUBJECTS, bounds_of, one_and_a_stranger


def test_every_scenario_is_a_subject_of_the_same_name() -> None:
    """Of the system `stack`; the deep ones are not verified every day."""
    assert [one.name for one in (*SCENARIOS, *DEEP)] == [one.name for one in SUBJECTS]
    assert {"stack"} == {one.system for one in SUBJECTS}
    assert [one.name for one in DEEP] == [one.name for one in SUBJECTS if one.deep]


def test_the_bounds_say_how_far_a_scenario_is_looked_at() -> None:
    """All of it, its first levels, or random runs."""
    assert bounds_of(BY_NAME["stack-last-member"]).endswith("n1 time out")
    assert bounds_of(BY_NAME["stack-roll"]).endswith("the first 28 levels")
    assert bounds_of(BY_NAME["stack-storm"]).endswith("60 random runs of 150 steps")
    assert {Levels, Samples} == {type(one.effort) for one in DEEP}


@pytest.mark.parametrize(("name", "states"), [("stack-last-member", 88), ("stack-false-alarm", 11_551)])
def test_a_small_scenario_holds_to_the_end(name: str, states: int) -> None:
    """And shows all that it must."""
    found = run(system(BY_NAME[name], {}))
    assert (Complete(), states, (), ()) == (found.verdict, found.states, found.broken, found.unseen)


def test_the_first_levels_of_a_larger_one_hold() -> None:
    """Which is called Bounded."""
    found = run(system(BY_NAME["stack-late-join"], {}))
    assert (Bounded(14), (), ()) == (found.verdict, found.broken, found.unseen)


def test_a_stranger_is_configured_and_has_never_run() -> None:
    """It knows the configuration, and nobody knows what it can run."""
    cluster = one_and_a_stranger()
    assert (["n1"], 0) == (list(cluster.nodes), cluster.disks["n2"].incarnation)
    assert [None] == [seat.claim for seat in cluster.view().seats if seat.node == "n2"]
