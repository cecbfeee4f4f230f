"""Tests of the values that an engine answers."""

from dataclasses import replace

import pytest

from upshift.proofs.explore.result import (
    Bounded,
    Complete,
    Exploration,
    Finding,
    ProvedForAll,
    Run,
    Sampled,
    Truncated,
    Unknown,
    Verdict,
    established,
)
from upshift.proofs.explore.system import StateLaw

LAW = StateLaw[int]("small", "the state is small", lambda state: state < 1)
PASSED = Exploration[int](
    system="one",
    engine="reference",
    verdict=Complete(),
    states=1,
    transitions=0,
    depth=1,
    cut=0,
    seconds=0.0,
    broken=(),
    seen=(),
    unseen=(),
    idle=(),
)


@pytest.mark.parametrize("verdict", [Complete(), ProvedForAll()])
def test_a_complete_search_and_a_proof_are_true(verdict: Verdict) -> None:
    """These two establish that a law holds."""
    assert verdict
    assert established(verdict)


@pytest.mark.parametrize("verdict", [Bounded(3), Truncated("states"), Sampled(9, 1), Unknown("who knows")])
def test_no_other_verdict_is_true(verdict: Verdict) -> None:
    """A truncated search once printed OK and was truthy (musil); here it cannot."""
    assert not verdict
    assert not established(verdict)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Complete", Complete()),
        ("Bounded(3)", Bounded(3)),
        ("Truncated(states)", Truncated("states")),
        ("Sampled(9, seed 1)", Sampled(9, 1)),
        ("ProvedForAll", ProvedForAll()),
        ("Unknown(who knows)", Unknown("who knows")),
    ],
)
def test_a_verdict_prints_as_the_manifest_writes_it(text: str, verdict: Verdict) -> None:
    """The words are those of the design."""
    assert text == str(verdict)


def test_a_run_counts_its_moves_and_not_its_states() -> None:
    """A run of no moves still has its initial state."""
    assert 0 == Run[int]((), (0,)).steps


def test_an_exploration_holds_if_it_is_complete_and_has_nothing_against_it() -> None:
    """The one case that passes."""
    assert PASSED.holds


@pytest.mark.parametrize(
    "exploration",
    [
        replace(PASSED, verdict=Bounded(1)),
        replace(PASSED, verdict=Unknown("the bound cuts moves that decide arrives")),
        replace(PASSED, broken=(Finding(LAW, Run((), (1,))),)),
        replace(PASSED, unseen=("commits",)),
    ],
)
def test_an_exploration_does_not_hold_if_anything_is_missing(exploration: Exploration[int]) -> None:
    """A broken law, a witness not seen and a verdict short of complete each suffice (tlaplus #1385)."""
    assert not exploration.holds
