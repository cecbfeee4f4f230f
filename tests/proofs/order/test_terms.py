"""Tests of the renaming of terms: every term that is mentioned is found and renamed, and nothing else is."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from upshift.proofs.order import terms
from upshift.proofs.order.scenarios import SCENARIOS, product_of

Wander = Callable[..., Any]
NAMES = {"term", "last_term", "after_term", "of"}
SHORT = [scenario for scenario in SCENARIOS if not scenario.deep]


def mentioned(value: object) -> Iterator[int]:
    """Every number in a field that is called as a term is."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name in NAMES and isinstance(part, int):
                yield part
            else:
                yield from mentioned(part)
    elif isinstance(value, tuple):
        for each in value:
            yield from mentioned(each)


def later(mask: int) -> int:
    """The mask with every number one greater."""
    return mask << 1


@pytest.mark.parametrize("scenario", SHORT, ids=lambda scenario: scenario.name)
def test_every_term_of_a_replica_is_found_and_renamed(scenario: Any, wander: Wander) -> None:  # noqa: ANN401  # a scenario
    """A walk over all fields finds no other, and the numbers one greater come back to what they were."""
    for machines, _ in wander(product_of(scenario, {}), 3, 300):
        for machine in machines:
            mask = terms.of_replica(machine.replica)
            assert mask == terms.bits(*mentioned(machine.replica))
            renamed = terms.renamed_replica(machine.replica, lambda term: term + 1)
            assert later(mask) == terms.of_replica(renamed)
            assert machine.replica == terms.renamed_replica(renamed, lambda term: term - 1)


@pytest.mark.parametrize("scenario", SHORT, ids=lambda scenario: scenario.name)
def test_every_term_of_a_message_is_found_and_renamed(scenario: Any, wander: Wander) -> None:  # noqa: ANN401  # a scenario
    """So for every message of a random run."""
    letters = {letter for seed in range(6) for letter in list(wander(product_of(scenario, {}), seed, 400))[-1].letters}
    assert {"Canvass", "Append"} <= {type(message).__name__ for *_, message in letters}
    for *_, message in letters:
        mask = terms.of_message(message)
        assert mask == terms.bits(*mentioned(message))
        renamed = terms.renamed_message(message, lambda term: term + 1)
        assert later(mask) == terms.of_message(renamed)
        assert message == terms.renamed_message(renamed, lambda term: term - 1)
