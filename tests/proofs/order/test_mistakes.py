"""Tests of the unsafe neighbours of the rules of ordered delivery: each breaks the law that is named with it."""

from inspect import signature

import pytest

from upshift.proofs.catalogue import judged_by
from upshift.proofs.explore import run
from upshift.proofs.order.mistakes import MISTAKES
from upshift.proofs.order.scenarios import SUBJECTS
from upshift.proofs.subject import Mistake

SUBJECT = {one.name: one for one in SUBJECTS}
SLOW = {"O06", "O07", "O11"}
"""Those that need a whole search; `upshift verify` makes them."""


def test_every_mistake_has_a_number_of_its_own_and_a_title() -> None:
    """O01 and up, without a gap."""
    assert [f"O{number:02}" for number in range(1, len(MISTAKES) + 1)] == [one.id for one in MISTAKES]
    assert all(one.title for one in MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_a_mistake_takes_what_it_stands_for(mistake: Mistake) -> None:
    """A replacement has as many parameters as what it replaces, which is the implementation's."""
    for original, put in mistake.swaps:
        assert original.__module__.startswith("upshift.impl.")
        assert len(signature(original).parameters) == len(signature(put).parameters)


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if one.id not in SLOW], ids=lambda mistake: mistake.id)
def test_a_mistake_breaks_its_law(mistake: Mistake) -> None:
    """In its scenario; the law holds without it."""
    found = run(judged_by(SUBJECT[mistake.subject].make(dict(mistake.swaps)), mistake.law))
    assert [mistake.law] == [finding.law.name for finding in found.broken]


def test_a_mistake_that_breaks_nothing_says_why() -> None:
    """Else nobody would know whether it was looked for."""
    assert all(bool(one.note) != bool(one.law) for one in MISTAKES)
