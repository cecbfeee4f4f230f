"""Tests of what a mutation is, and of the list of all of them."""

import inspect

import pytest

from upshift.model import laws, museum
from upshift.model.museum import MUTATIONS, Mutation
from upshift.model.museum.cases import CHAPTERS, load_cases
from upshift.model.scenarios import BY_NAME
from upshift.proofs.systems import NEVER_STUCK

EACH = pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.id)
LAWS = {law.__name__ for law in (*laws.STATE, *laws.STEP)} | {then.__name__ for _, then in laws.EVENTUALLY}


def test_a_mutation_maps_functions_of_the_model_to_what_takes_their_place() -> None:
    """The model carries no hooks for it."""
    made = Mutation("M99", "roll", ((len, sum), (any, all)))
    assert {len: sum, any: all} == made.replaced
    assert ("", "", "", ()) == (made.law, made.note, made.title, made.rules)


@EACH
def test_a_replacement_has_the_parameters_of_what_it_replaces(mutation: Mutation) -> None:
    """A rebinding puts it in its place, and nobody who calls it notices."""
    assert mutation.swaps
    for original, replacement in mutation.swaps:
        mine, its = inspect.signature(replacement), inspect.signature(original)
        assert list(its.parameters) == list(mine.parameters)
        assert its.return_annotation == mine.return_annotation
        assert original.__module__.startswith("upshift.model.")
        assert not original.__module__.startswith(("upshift.model.museum", "upshift.model.laws"))


@EACH
def test_a_mutation_is_tried_in_a_scenario_and_may_name_its_law(mutation: Mutation) -> None:
    """Both exist."""
    assert mutation.scenario in BY_NAME
    assert mutation.law in LAWS | {NEVER_STUCK, ""}


@EACH
def test_a_mutation_has_its_story_in_the_catalogue_or_with_it(mutation: Mutation) -> None:
    """M01 to M40 are documented; ours are told where they are made."""
    documented = mutation.id in load_cases()
    assert documented is not mutation.id.startswith("U")
    assert documented is not bool(mutation.title)
    assert documented is not bool(mutation.change)


def test_no_mutation_comes_twice_and_each_is_in_its_chapter() -> None:
    """The chapters follow the catalogue's."""
    assert len(MUTATIONS) == len({mutation.id for mutation in MUTATIONS})
    for chapter in CHAPTERS:
        listed = getattr(getattr(museum, chapter), chapter.upper())
        assert {chapter} == {load_cases()[mutation.id].chapter for mutation in listed}
        assert sorted(mutation.id for mutation in listed) == [mutation.id for mutation in listed]
