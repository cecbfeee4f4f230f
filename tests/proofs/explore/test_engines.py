"""Tests that a system is explored by the engine for the effort that it asks for."""

from dataclasses import replace

import pytest

from upshift.proofs.explore.budget import Budget, Tick
from upshift.proofs.explore.effort import Effort, Exhaustive, Levels, Samples
from upshift.proofs.explore.engines import run
from upshift.proofs.explore.result import Bounded, Complete, Sampled, Truncated, Verdict
from upshift.proofs.explore.system import StateLaw, StepLaw
from upshift.proofs.explore.toys import table, two_phase_commit


@pytest.mark.parametrize(
    ("engine", "verdict", "effort"),
    [
        ("reference", Complete(), Exhaustive()),
        ("reference", Complete(), Levels(12)),
        ("reference", Bounded(5), Levels(5)),
        ("sample", Sampled(3, 7), Samples(3, 20, 7)),
    ],
)
def test_the_effort_picks_the_engine(engine: str, verdict: Verdict, effort: Effort) -> None:
    """And the verdict says how far it came."""
    exploration = run(replace(two_phase_commit(3), effort=effort))
    assert (engine, verdict) == (exploration.engine, exploration.verdict)


@pytest.mark.parametrize("effort", [Exhaustive(), Samples(9, 20, 7)])
def test_budget_progress_and_going_on_are_passed_to_the_engine(effort: Effort) -> None:
    """Whichever it is."""
    system = replace(two_phase_commit(3), effort=effort)
    assert Truncated("states") == run(system, Budget(states=5)).verdict
    ticks: list[Tick] = []
    run(system, progress=ticks.append)
    assert ticks
    laws = (StateLaw[int]("zero", "is zero", lambda n: n < 1), StepLaw[int]("one", "to one", lambda _, n: n < 2))
    rows = replace(table((1, 2), laws=laws), effort=effort)
    assert ["zero"] == [finding.law.name for finding in run(rows).broken]
    assert ["zero", "one"] == [finding.law.name for finding in run(rows, keep_going=True).broken]
