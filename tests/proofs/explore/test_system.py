"""Tests of the values that an engine is given."""

from enum import Enum

import pytest

from upshift.proofs.explore.system import Kind, Move, System, unbounded, unchanged


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
