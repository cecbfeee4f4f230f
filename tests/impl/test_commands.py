"""Tests of the commands: each is a value, and none is an event."""

from collections.abc import Callable
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.commands import Command, Disk, Told, Write
from upshift.impl.events import Event


@pytest.mark.parametrize("kind", get_args(Command))
@given(data=st.data())
def test_commands_are_values(is_value: Callable[[object], bool], kind: type, data: st.DataObject) -> None:
    """They can be compared and hashed, and are never changed."""
    assert is_value(data.draw(st.from_type(kind)))


def test_no_command_is_an_event() -> None:
    """What a node wants done, and what happens to it, are told apart by their types."""
    assert set() == set(get_args(Command)) & set(get_args(Event))


def test_a_command_is_written_sent_or_told() -> None:
    """Whoever embeds a node has three things to do."""
    assert {"Write", "Send"} == {kind.__name__ for kind in set(get_args(Command)) - set(get_args(Told))}


def test_all_that_is_durable_is_written_at_once() -> None:
    """Durable: term and vote, log, commit position, incarnation, floor; and what the members know."""
    assert ["disk"] == [field.name for field in fields(Write)]
    assert ["term", "vote", "log", "commit", "incarnation", "floor", "applied"] == [
        field.name for field in fields(Disk)
    ]
