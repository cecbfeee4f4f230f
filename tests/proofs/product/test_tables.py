"""Tests of the tables: what is asked once, and which numbers machines and letters get."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.reference import explore
from upshift.proofs.product import Product, system_of
from upshift.proofs.product.tables import Envelope, Tables, bits


@given(st.sets(st.integers(0, 200)))
def test_the_numbers_in_a_mask_are_those_that_were_put_there(numbers: set[int]) -> None:
    """Least first."""
    assert sorted(numbers) == list(bits(sum(1 << number for number in numbers)))


def test_equal_machines_of_two_nodes_are_two_numbers(ballot: Callable[..., Product[Any, Any]]) -> None:
    """A number stands for the node as well, so what is remembered of it is of that node."""
    tables = Tables(ballot(2))
    voter = tables.product.initial[0]
    assert [0, 1, 0] == [tables.machine(place, voter) for place in (0, 1, 0)]
    assert [voter, voter] == tables.machines


def test_a_letter_knows_its_receiver_and_its_numbers(ballot: Callable[..., Product[Any, Any]]) -> None:
    """Term 3 is mentioned by the second letter, which is to the first node."""
    tables = Tables(ballot(2))
    call = type(ballot(2).inputs[0].take(tables.product.initial[0])[1][0][1])  # type: ignore[index]  # n1 may stand
    assert [0, 1, 0] == [
        tables.letter(Envelope(sender, receiver, call("follow", term)))
        for sender, receiver, term in ((0, 1, 1), (1, 0, 3), (0, 1, 1))
    ]
    assert [0b10, 0b01] == tables.addressed
    assert [{1: 0b01, 3: 0b10}] == tables.mentions
    assert [[1, 3]] == tables.greatest


def test_a_machine_is_asked_once_about_the_same_message(ping: Callable[..., Product[Any, Any]]) -> None:
    """That is what makes an exploration fast, and why a description must be pure."""
    calls: Counter[tuple[Any, ...]] = Counter()
    honest = ping(3)

    def receive(*asked: Any) -> Any:  # noqa: ANN401  # as ping has it
        calls["receive", *asked] += 1
        return honest.receive(*asked)

    def spent(*asked: Any) -> bool:  # noqa: ANN401  # as ping has it
        calls["spent", *asked] += 1
        return honest.spent(*asked)

    explore(system_of(replace(honest, receive=receive, spent=spent)))
    assert {1} == set(calls.values())


def test_a_message_to_nobody_is_refused(ping: Callable[..., Product[Any, Any]]) -> None:
    """A description that names a node which is not there is wrong."""
    lost = replace(ping(1), receive=lambda _, machine, __, ___: (machine, (("nobody", "?"),)))
    with pytest.raises(KeyError, match="nobody"):
        explore(system_of(lost))
