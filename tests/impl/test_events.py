"""Tests of the events: each is a value, and none is a command."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.commands import Command
from upshift.impl.events import Ask, Event


@pytest.mark.parametrize("kind", get_args(Event))
@given(data=st.data())
def test_events_are_values(is_value: Callable[[object], bool], kind: type, data: st.DataObject) -> None:
    """They can be compared and hashed, and are never changed."""
    assert is_value(data.draw(st.from_type(kind)))


def test_no_event_is_a_command() -> None:
    """What happens to a node, and what it wants done, are told apart by their types."""
    assert set() == set(get_args(Event)) & set(get_args(Command))


def test_what_is_asked_of_a_node_is_an_event() -> None:
    """Operators and clients come in by the same way as messages and timers."""
    assert {"TimeOut", "Tick", "Received", "Compact"} == {
        kind.__name__ for kind in set(get_args(Event)) - set(get_args(Ask))
    }
