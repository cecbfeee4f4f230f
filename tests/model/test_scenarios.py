"""Tests of the scenarios: what each offers and must show. The small ones are explored here, all of them by `verify`."""

import inspect
from dataclasses import replace

import pytest

from upshift.model import laws
from upshift.model.laws import witnesses
from upshift.model.normal import normal
from upshift.model.scenario import Scenario, within
from upshift.model.scenarios import ALL, BY_NAME, DEEP, GONE, N3, SCENARIOS, updated, widened
from upshift.model.state import Phase, is_member, running
from upshift.model.views import Reason, Refusal
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Complete
from upshift.proofs.systems import system_of

TINY = ("dead-node", "group-during-switch", "downgrade", "two-requests")
SHOWN = {
    name
    for name, seen in inspect.getmembers(witnesses, inspect.isfunction)
    if "action" in inspect.signature(seen).parameters
}
EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@EACH
def test_a_scenario_begins_in_its_own_normal_form_and_bounds(scenario: Scenario) -> None:
    """Else nothing would be explored, or what is counted would not be what begins."""
    assert scenario.initial == normal(scenario.initial)
    assert within(scenario.bounds, scenario.initial)


@EACH
def test_every_law_holds_where_a_scenario_begins(scenario: Scenario) -> None:
    """A run starts in order."""
    broken = {law.__name__ for law in laws.STATE if not law(scenario.initial)}
    assert broken <= (set() if scenario.undisturbed else {"group_keeps_running"})


@EACH
def test_a_scenario_says_what_it_shows_in_words_that_there_are(scenario: Scenario) -> None:
    """Its witnesses exist, and its eventually-laws too."""
    known = SHOWN | {f"orders_{reason.name}" for reason in Reason} | {f"refuses_{why.name}" for why in Refusal}
    assert set() == set(scenario.witnesses) - known
    assert len(set(scenario.witnesses)) == len(scenario.witnesses)
    assert set(scenario.eventually) <= set(ALL)
    assert scenario.says.endswith(".")


@EACH
def test_a_menu_offers_each_action_once(scenario: Scenario) -> None:
    """What two parts of a menu offer is merged, and comes once."""
    named = [choice.action.__name__ for choice in scenario.menu]
    assert len(set(named)) == len(named)
    assert all(len(set(choice.arguments)) == len(choice.arguments) for choice in scenario.menu)


def test_the_scenarios_are_found_by_name() -> None:
    """No two have one name."""
    assert [*SCENARIOS, *DEEP] == list(BY_NAME.values())
    assert [scenario.name for scenario in (*SCENARIOS, *DEEP)] == list(BY_NAME)


def test_a_widened_scenario_differs_in_its_bounds_and_name_alone() -> None:
    """What is explored more deeply is the same thing."""
    wider = widened("roll", out=3, window=4)
    assert "roll@out=3@window=4" == wider.name
    assert replace(BY_NAME["roll"].bounds, out=3, window=4) == wider.bounds
    assert BY_NAME["roll"] == replace(wider, name="roll", bounds=BY_NAME["roll"].bounds)


def test_every_witness_is_shown_by_some_scenario() -> None:
    """So that nothing passes vacuously: one witness per refusal and reason, and for the moments that matter."""
    shown = {name for scenario in SCENARIOS for name in scenario.witnesses}
    reasons = {f"orders_{reason.name}" for reason in Reason} - {"orders_GENESIS"}
    assert set() == (SHOWN | reasons | {f"refuses_{why.name}" for why in Refusal}) - shown


def test_every_eventually_law_is_asked_for_somewhere() -> None:
    """And only where its trigger can occur."""
    assert set(ALL) == {name for scenario in SCENARIOS for name in scenario.eventually}
    assert set(ALL) == {then.__name__ for _, then in laws.EVENTUALLY}


def test_a_scenario_is_undisturbed_if_it_begins_in_service_and_has_no_faults() -> None:
    """Without failures a group always has a running member."""
    undisturbed = {scenario.name for scenario in SCENARIOS if scenario.undisturbed}
    assert {"roll", "roll-two", "messages", "group-during-switch"} <= undisturbed
    assert undisturbed.isdisjoint(
        {"two-requests", "two-nodes", "switch-crash", "partition-during-switch", "cold-start", "dead-node"}
    )


def test_the_updated_nodes_are_in_service_at_the_old_version() -> None:
    """A node runs at the groups' version although its software can do more."""
    s = updated("n1", "n2")
    assert all(is_member(s, n) and 2 == me.software.newest for n, me in s.nodes.items())
    assert {1} == {version for me in s.nodes.values() for version in me.uses.values()}


def test_the_dead_node_is_down_and_the_roster_does_not_know_it_yet() -> None:
    """Before the scenario it was a member; when it begins it is gone."""
    assert is_member(GONE, N3)
    assert Phase.DOWN is BY_NAME["dead-node"].initial.nodes[N3].phase
    assert not running(BY_NAME["dead-node"].initial.nodes[N3])


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_scenario_keeps_every_law_and_shows_every_witness(name: str) -> None:
    """Explored completely within its bounds: nothing breaks, and all that must be seen is seen."""
    found = explore(system_of(BY_NAME[name]))
    assert () == found.broken
    assert () == found.unseen
    assert Complete() == found.verdict
    assert found.holds
