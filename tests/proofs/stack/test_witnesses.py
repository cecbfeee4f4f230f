"""Tests of the witnesses: each is seen in a step that bears its mark, and in none that changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from upshift.proofs.catalogue import judged_by
from upshift.proofs.explore import Budget, run
from upshift.proofs.explore.system import Witness
from upshift.proofs.stack import witnesses
from upshift.proofs.stack.scenario import system
from upshift.proofs.stack.scenarios import BY_NAME, SCENARIOS

Wander = Callable[..., Any]
FIRST_SHOWN = {name: one for one in reversed(SCENARIOS) for name in one.shows}


def test_every_witness_is_asked_for_somewhere() -> None:
    """One that nobody asks for is dead."""
    asked = {name for one in SCENARIOS for name in one.shows}
    functions = {
        name for name, kept in vars(witnesses).items() if callable(kept) and kept.__module__ == witnesses.__name__
    }
    assert asked <= functions
    assert {"ordered", "_orders", "_versions"} == functions - asked


@pytest.mark.parametrize("name", sorted(FIRST_SHOWN))
def test_a_witness_is_seen_and_not_in_a_stutter(name: str) -> None:
    """In the first scenario that must show it, by a search for it alone."""
    scenario = BY_NAME[FIRST_SHOWN[name].name]
    found = run(judged_by(system(scenario, {}), name), Budget(states=30_000))
    (finding,) = found.seen
    assert isinstance(finding.law, Witness)
    before, after = finding.run.states[-2:]
    move = finding.run.moves[-1]
    assert finding.law.seen(before, move, after)
    assert not finding.law.seen(after, move, after)
