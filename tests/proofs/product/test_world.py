"""Tests of what a reader is shown of a state: the machines by their nodes, and the letters that can still matter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from upshift.proofs.explore import run
from upshift.proofs.product import Product, system_of
from upshift.proofs.trace import TraceError, decode, encode, lanes, save

Make = Callable[..., Product[Any, Any]]


@dataclass(frozen=True)
class Word:
    """A machine in a word."""

    says: str


def test_a_world_has_machines_and_letters(ping: Make) -> None:
    """The letters with their words where they are not shown as what they are."""
    product = replace(ping(1), message_type=None, word=lambda message: f"<{message}>")
    system = system_of(product)
    asked = next(after for move, after in system.steps(system.initial[0]) if move.label == "ask(client)")
    world = system.shown(asked)
    assert ["client", "server"] == list(world.nodes)
    assert [("client", "server", "<ping 1>")] == [(one.sender, one.receiver, one.message) for one in world.network]


def test_a_machine_is_shown_as_the_description_shows_it(ping: Make) -> None:
    """Here in a word."""
    system = system_of(replace(ping(1), show=lambda node, _: Word(node.upper()), machine_type=Word))
    assert [Word("CLIENT"), Word("SERVER")] == list(system.shown(system.initial[0]).nodes.values())


def test_a_run_is_told_in_worlds(ping: Make) -> None:
    """Saved, and printed in lanes."""
    system = system_of(ping(1))
    finding = run(system).seen[0]
    assert finding.law.name in lanes(save(finding, "ping", shown_as=system.shown))


@pytest.mark.parametrize("typed", [True, False])
def test_a_world_can_be_written_and_read(ping: Make, typed: bool) -> None:
    """With messages as what they are, and in words."""
    system = system_of(ping(1) if typed else replace(ping(1), message_type=None))
    asked = system.moves[0].take(system.initial[0])
    assert asked is not None
    world = system.shown(asked)
    assert world == decode(type(world), encode(world))


def test_a_machine_that_does_not_tell_its_type_needs_a_word_of_the_description(ping: Make) -> None:
    """A tuple, for one."""
    untold = system_of(replace(ping(1), show=lambda node, _: (node,)))
    with pytest.raises(TraceError):
        untold.shown(untold.initial[0])
    told = system_of(replace(ping(1), show=lambda node, _: (node,), machine_type=tuple[str, ...]))
    world = told.shown(told.initial[0])
    assert world == decode(type(world), encode(world))


def test_a_letter_that_is_spent_is_not_shown(ping: Make) -> None:
    """It is in flight, and is nobody's business any more."""
    system = system_of(ping(1))
    state = system.moves[0].take(system.initial[0])
    for _ in range(2):
        assert state is not None
        ((_, state),) = system.offers(state)
    assert state is not None
    assert 0b11 == state[-1]
    assert () == system.shown(state).network
