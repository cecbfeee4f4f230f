"""Tests of the values that an engine is given."""

from enum import Enum

import pytest

from upshift.proofs.explore.system import Kind, Move, System, nothing, unbounded, unchanged


class Node(Enum):
    """A stand-in for the names of a model."""

    N1 = "the first"


@pytest.mark.parametrize(
    ("label", "arguments"),
    [("deliver()", ()), ("deliver(N1)", (Node.N1,)), ("deliver(N1, 2, b)", (Node.N1, 2, "b"))],
)
def test_a_move_is_labelled_by_its_action_and_arguments(label: str, arguments: tuple[object, ...]) -> None:
    """An Enum member prints by its name, anything else by `str`."""
    assert label == Move[int]("deliver", arguments, lambda state: state).label


def test_a_move_is_the_protocol_s_unless_it_says_otherwise() -> None:
    """Fairness is asked of every move that is not an operator's or a fault."""
    assert Kind.PROTOCOL is Move[int]("deliver", (), lambda state: state).kind


def test_a_system_is_its_own_normal_form_and_unbounded_unless_it_says_otherwise() -> None:
    """The defaults change nothing and leave nothing out."""
    system = System("plain", (3,), ())
    assert unchanged is system.canonical
    assert unbounded is system.within
    assert 3 == system.canonical(3)
    assert system.within(10**9)


def test_a_system_offers_nothing_and_shows_its_own_states_unless_it_says_otherwise() -> None:
    """What is known from the start is all there is."""
    system = System("plain", (3,), ())
    assert nothing is system.offers
    assert [] == list(system.steps(3))
    assert 3 == system.shown(3)


def test_the_steps_of_a_state_are_its_enabled_moves_then_those_on_offer() -> None:
    """Each with the state that it leads to; the actions are all that there may be."""
    up = Move[int]("up", (), lambda n: n + 1)
    never = Move[int]("never", (), lambda _: None)
    down = Move[int]("down", (), lambda n: n - 1 if n else None)
    system = System(
        "both", (0,), (never, up), offers=lambda n: [(down, n - 1)] if n else [], offered=("down", "up", "rest")
    )
    assert [(up, 1)] == list(system.steps(0))
    assert [(up, 2), (down, 0)] == list(system.steps(1))
    assert ("never", "up", "down", "rest") == system.actions
