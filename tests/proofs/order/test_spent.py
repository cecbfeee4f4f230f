"""Tests of what can no longer matter: along real runs a message that is spent does nothing, and stays spent."""

from collections.abc import Callable
from typing import Any

import pytest

from upshift.proofs.order.scenarios import SCENARIOS, product_of

Wander = Callable[..., Any]


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if not one.deep], ids=lambda scenario: scenario.name)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_spent_does_nothing_now_or_later(scenario: Any, seed: int, wander: Wander) -> None:  # noqa: ANN401  # a scenario
    """Delivered it changes no machine, and sends nothing but what is there already or is spent as well."""
    product = product_of(scenario, {})
    dropped: set[tuple[str, str, Any]] = set()
    for machines, letters in wander(product, seed, 400):
        at = dict(zip(product.nodes, machines, strict=True))

        def is_spent(letter: tuple[str, str, Any], at: dict[str, Any] = at) -> bool:
            sender, receiver, message = letter
            return product.spent(message, sender, at[sender], receiver, at[receiver])

        assert all(map(is_spent, dropped))
        for sender, receiver, message in filter(is_spent, letters):
            dropped.add((sender, receiver, message))
            step = product.receive(receiver, at[receiver], sender, message)
            if step is not None:
                assert at[receiver] == step[0]
                sent = [(receiver, to, said) for to, said in step[1]]
                assert [] == [letter for letter in sent if letter not in letters and not is_spent(letter)]
    assert dropped
