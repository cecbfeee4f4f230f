"""Tests of the renaming of incarnations: all of a node's are found and renamed, and those of others are left alone."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from upshift.impl.entries import Adjust, Message
from upshift.impl.messages import Stored
from upshift.impl.views import Request
from upshift.proofs.stack.incarnations import Renamed, in_machine, in_message
from upshift.proofs.stack.scenario import product_of
from upshift.proofs.stack.scenarios import BY_NAME

Wander = Callable[..., Any]
NAMES = ("stack-member-crash", "stack-roll-back", "stack-messages")


def numbers(value: object) -> Iterator[int]:
    """Every number in a field that is called as an incarnation is, whoever's it is."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name in {"incarnation", "member"} and isinstance(part, int):
                yield part
            else:
                yield from numbers(part)
    elif isinstance(value, tuple):
        for each in value:
            yield from numbers(each)


@pytest.mark.parametrize("name", NAMES)
def test_every_incarnation_in_a_machine_is_found_and_renamed(name: str, wander: Wander) -> None:
    """Those of both nodes are all there are; renamed by a hundred they come back to what they were."""
    product = product_of(BY_NAME[name], {})
    for machines, _ in wander(product, 2, 150):
        for machine in machines:
            found = {node: set(in_machine(node, machine)) for node in product.nodes}
            assert set(numbers(machine)) - {0} <= set.union(*found.values())
            renamed = Renamed("n2", lambda number: number + 100).machine(machine)
            assert {number + 100 for number in found["n2"]} == set(in_machine("n2", renamed))
            assert found["n1"] == set(in_machine("n1", renamed))
            assert machine == Renamed("n2", lambda number: number - 100).machine(renamed)


@pytest.mark.parametrize("name", NAMES)
def test_every_incarnation_in_a_message_is_found_and_renamed(name: str, wander: Wander) -> None:
    """So for every message of random runs."""
    product = product_of(BY_NAME[name], {})
    letters = {letter for seed in range(4) for letter in list(wander(product, seed, 200))[-1].letters}
    for sender, _, message in letters:
        found = {node: set(in_message(node, sender, message)) for node in product.nodes}
        assert set(numbers(message)) - {0} <= set.union(*found.values())
        renamed = Renamed("n2", lambda number: number + 100).message(sender, message)
        assert {number + 100 for number in found["n2"]} == set(in_message("n2", sender, renamed))
        assert found["n1"] == set(in_message("n1", sender, renamed))
        assert message == Renamed("n2", lambda number: number - 100).message(sender, renamed)


def test_the_number_of_a_request_or_message_is_no_incarnation() -> None:
    """It counts within one."""
    renamed = Renamed("n1", lambda number: number + 100)
    assert Adjust(Request("n1", 103, 3, 2)) == renamed.entry(Adjust(Request("n1", 3, 3, 2)))
    assert Message("n1", "A", 1, 1, "", 103, 3) == renamed.entry(Message("n1", "A", 1, 1, "", 3, 3))
    assert Stored(3, 3, 103) == renamed.message("n1", Stored(3, 3, 3))
    assert Stored(3, 3, 3) == renamed.message("n2", Stored(3, 3, 3))
