"""Tests of the mistakes that are made in the implementation: each breaks the law that is named with it."""

from inspect import signature

import pytest

from upshift.model.museum.cases import load_cases
from upshift.proofs.catalogue import judged_by, title_of
from upshift.proofs.explore import run
from upshift.proofs.stack.mistakes import MISTAKES
from upshift.proofs.stack.scenarios import SUBJECTS
from upshift.proofs.subject import Mistake

SUBJECT = {one.name: one for one in SUBJECTS}
SLOW = {"M30", "I06"}
"""Those that need a long search; `upshift verify` makes them."""
ASKED_FOR = {"M03", "M18", "M26", "M27", "M28", "M29", "M30"}
"""The mistakes about delivery, durability, replay, snapshot and failover that can be made here."""


def test_the_mistakes_about_delivery_and_durability_are_made_here_too() -> None:
    """Those of the museum have its titles, ours have their own."""
    assert {one.id for one in MISTAKES} >= ASKED_FOR
    assert all(one.id in load_cases() for one in MISTAKES if not one.title)
    assert all(title_of(one) for one in MISTAKES)
    assert len(MISTAKES) == len({one.name for one in MISTAKES})


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_takes_what_it_stands_for(mistake: Mistake) -> None:
    """A replacement has as many parameters as what it replaces, which is the implementation's."""
    for original, put in mistake.swaps:
        assert original.__module__.startswith("upshift.impl.")
        assert len(signature(original).parameters) == len(signature(put).parameters)


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if one.id not in SLOW], ids=lambda mistake: mistake.name)
def test_a_mistake_breaks_its_law(mistake: Mistake) -> None:
    """In its scenario."""
    found = run(judged_by(SUBJECT[mistake.subject].make(dict(mistake.swaps)), mistake.law))
    assert [mistake.law] == [finding.law.name for finding in found.broken]
