"""Tests of what a reader is shown of a state: the machines by their nodes, and the letters that can still matter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from upshift.proofs.explore import run
from upshift.proofs.product import Product, system_of
from upshift.proofs.trace import lanes, save

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
