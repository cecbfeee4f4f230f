"""Tests of the messages between nodes: each is a value, and none is another."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.messages import NodeMessage, OrderingMessage


@pytest.mark.parametrize("kind", get_args(NodeMessage))
@given(data=st.data())
def test_messages_are_values(is_value: Callable[[object], bool], kind: type, data: st.DataObject) -> None:
    """They can be compared and hashed, and are never changed."""
    assert is_value(data.draw(st.from_type(kind)))


def test_all_that_ordered_delivery_handles_are_messages_between_nodes() -> None:
    """Three more are for whoever asks the leader."""
    assert {"Knock", "Propose", "Declined"} == {
        kind.__name__ for kind in set(get_args(NodeMessage)) - set(get_args(OrderingMessage))
    }
    assert set(get_args(OrderingMessage)) < set(get_args(NodeMessage))
