"""Tests of renaming: order is kept up to the floor, distance above it, and nothing is renamed unmentioned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.reference import explore
from upshift.proofs.product import Product, ProductError, system_of
from upshift.proofs.product.renaming import Renaming
from upshift.proofs.product.tables import Tables


def renaming(product: Product[Any, Any], *low: int) -> Renaming[Any, Any]:
    """The renaming of the terms where these are mentioned."""
    return Renaming(Tables(product), product.scales[0], sum(1 << number for number in {0, *low}))


@given(low=st.sets(st.integers(1, 30), min_size=1), above=st.integers(1, 30))
def test_numbers_up_to_the_floor_become_their_ranks(
    ballot: Callable[..., Product[Any, Any]], low: set[int], above: int
) -> None:
    """The least is 0, which stays 0; what is above the floor stays as far above it."""
    renamed = renaming(ballot(2), *low)
    assert list(range(len(low) + 1)) == [renamed.number(number) for number in (0, *sorted(low))]
    assert len(low) + above == renamed.number(max(low) + above)


def test_a_number_that_was_not_mentioned_cannot_be_renamed(ballot: Callable[..., Product[Any, Any]]) -> None:
    """Nobody would know what it is compared with."""
    with pytest.raises(ProductError, match=r"^terms: 3 is renamed where it is not mentioned$"):
        renaming(ballot(2), 2, 4).number(3)


def test_a_scale_that_does_not_mention_what_it_renames_is_found(ballot: Callable[..., Product[Any, Any]]) -> None:
    """The last term that a node led is renamed, but not mentioned."""
    (scale,) = ballot(2).scales
    wrong = replace(scale, of_machine=lambda _, voter: 1 << voter.term)
    with pytest.raises(ProductError, match=r"^terms: \d is renamed where it is not mentioned$"):
        explore(system_of(replace(ballot(2), laws=(), scales=(wrong,))))


def test_machines_and_letters_are_renamed_once(ballot: Callable[..., Product[Any, Any]]) -> None:
    """The same numbers, renamed in the same way, are the same."""
    renamed = renaming(ballot(2), 2, 5)
    tables = renamed.tables
    voter = tables.product.initial[0]
    machine = tables.machine(1, voter._replace(term=6, led=2))
    assert voter._replace(term=3, led=1) == tables.machines[renamed.machine(1, machine)]
    assert renamed.machine(1, machine) == renamed.machine(1, machine)
    step = tables.happened(tables.product.inputs[0], tables.machine(0, voter._replace(term=4)))
    assert step is not None
    assert 5 == tables.letters[0].message.term
    assert 2 == tables.letters[renamed.letter(0)].message.term
    assert 0b10 == renamed.mask(step[1]) == renamed.mask(step[1])
