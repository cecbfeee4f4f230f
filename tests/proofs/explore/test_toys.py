"""Tests that each toy gives the answer that its sentence states."""

import pytest

from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.toys import TOYS

QUICK = sorted(set(TOYS) - {"two_phase_commit_7"})
"""All but the one of ten seconds, which `upshift verify` runs."""


@pytest.mark.parametrize("name", QUICK)
def test_a_toy_gives_the_answer_that_is_stated(name: str) -> None:
    """The sentence opens with the verdict, or with the laws that break."""
    factory, sentence = TOYS[name]
    exploration = explore(factory())
    broken = " and ".join(finding.law.name for finding in exploration.broken)
    assert sentence.startswith(f"Breaks {broken}" if broken else type(exploration.verdict).__name__)
    assert exploration.holds == sentence.startswith("Complete")


@pytest.mark.parametrize("name", QUICK)
def test_a_toy_has_no_dead_parts(name: str) -> None:
    """Every action is taken and every witness seen."""
    exploration = explore(TOYS[name][0]())
    assert () == exploration.idle
    assert () == exploration.unseen


@pytest.mark.parametrize(
    ("states", "name"), [(288, "two_phase_commit"), (8832, "two_phase_commit_5"), (27, "lossy_channel")]
)
def test_the_states_in_the_sentence_are_those_that_are_counted(states: int, name: str) -> None:
    """The number is known from other checkers, or can be counted: three places for each of three messages."""
    factory, sentence = TOYS[name]
    assert f"{states:,} states" in sentence
    assert states == explore(factory()).states
