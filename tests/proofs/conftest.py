"""What the tests of products share: random runs through the real machines of one, with all that was ever sent."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import pytest

from upshift.proofs.product import Product


class Reached(NamedTuple):
    """The machines at one moment of a run, and every letter sent so far: sender, receiver, message."""

    machines: tuple[Any, ...]
    letters: tuple[tuple[str, str, Any], ...]


def wander(product: Product[Any, Any], seed: int, steps: int) -> Iterator[Reached]:
    """A random run within the bounds, moment by moment; letters stay, and come again and again."""
    random = Random(seed)
    machines, letters = list(product.initial), dict[tuple[str, str, Any], None]()
    places = {name: place for place, name in enumerate(product.nodes)}
    for _ in range(steps):
        yield Reached(tuple(machines), tuple(letters))
        if letters and random.random() < 0.7:
            sender, receiver, message = random.choice(tuple(letters))
            step = product.receive(receiver, machines[places[receiver]], sender, message)
        else:
            chosen = random.choice(product.inputs)
            receiver = chosen.node
            fits = chosen.guard is None or chosen.guard(tuple(machines))
            step = chosen.take(machines[places[receiver]]) if fits else None
        if step is not None and product.machine_within(receiver, step[0]):
            machines[places[receiver]] = step[0]
            letters.update(dict.fromkeys((receiver, to, message) for to, message in step[1]))


@pytest.fixture(scope="session", name="wander")
def _wander() -> Callable[[Product[Any, Any], int, int], Iterator[Reached]]:
    """`wander(product, seed, steps)`: the moments of a random run."""
    return wander
