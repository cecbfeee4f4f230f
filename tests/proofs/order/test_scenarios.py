"""Tests of the scenarios of ordered delivery: what bounds them, what may happen, and that small ones are explored."""

from dataclasses import replace

import pytest

from upshift.proofs.explore import run
from upshift.proofs.explore.result import Complete
from upshift.proofs.order.machine import Member
from upshift.proofs.order.scenarios import (
    SCENARIOS,
    SUBJECTS,
    Bounds,
    Scenario,
    announced,
    goes_on,
    product_of,
    returning,
    system,
)

BY_NAME = {one.name: one for one in SCENARIOS}


def test_every_scenario_is_a_subject_of_the_same_name() -> None:
    """Of the system `order`, with its bounds in words."""
    assert [one.name for one in SCENARIOS] == [one.name for one in SUBJECTS]
    assert {"order"} == {one.system for one in SUBJECTS}
    assert "log 1, terms 2 apart, n1 n2 campaign" == str(Bounds(1, 2, ("n1", "n2")))
    assert {"order-leave-longer"} == {one.name for one in SUBJECTS if one.deep}


@pytest.mark.parametrize(("name", "states"), [("order-two-halves", 13_471), ("order-tie-breaker", 12_594)])
def test_a_small_scenario_is_explored_to_the_end(name: str, states: int) -> None:
    """Within narrower bounds: everything holds, to the last state."""
    scenario = replace(BY_NAME[name], bounds=Bounds(2, 1, ("n1", "n2")), shows=("a_leave_is_delivered",))
    found = run(system(scenario, {}))
    assert (Complete(), states, ()) == (found.verdict, found.states, found.broken)


def test_a_join_is_ordered_only_for_an_incarnation_that_runs() -> None:
    """Anything else may be ordered at any time."""
    scenario = BY_NAME["order-tie-breaker"]
    leave, join = scenario.entries
    assert announced(scenario, leave) is None
    guard = announced(scenario, join)
    first, second = product_of(scenario, {}).initial
    assert guard is not None
    assert not guard((first, second))
    back = Member(replace(first.replica, incarnation=2))
    assert guard((back, second))
    assert not guard((replace(back, stopped=True), second))
    assert frozenset({"n1"}) == returning(scenario)


def test_a_full_log_is_in_the_way_of_going_on() -> None:
    """What is not committed in it hides what could happen."""
    first, second = product_of(BY_NAME["order-tie-breaker"], {}).initial
    assert not goes_on(4, (first, second))
    assert not goes_on(0, (first, second))


def test_only_who_campaigns_times_out() -> None:
    """The third node of a scenario follows."""
    scenario: Scenario = BY_NAME["order-three"]
    inputs = product_of(scenario, {}).inputs
    assert ["n1", "n2"] == [one.node for one in inputs if one.action == "time_out"]
    assert ["n1", "n2", "n3"] == [one.node for one in inputs if one.action == "crash"]
