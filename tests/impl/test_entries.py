"""Tests of entries: the reason by which the log knows each of them."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    Reason,
    RemoveNode,
    reason_of,
)
from upshift.impl.versions import Range
from upshift.impl.views import Request, Seat, Status, View, genesis, with_seat

VIEW = genesis(["n1", "n2"], 1)

REASONS: list[tuple[Reason, Entry]] = [
    (Reason.LEAVE, Leave("n1", 1)),
    (Reason.FAIL, Fail("n1", 1)),
    (Reason.FAIL, Petition("n1", 1)),
    (Reason.PARTITION, Partition("n1", 1)),
    (Reason.ADD_NODE, AddNode("n1")),
    (Reason.REMOVE_NODE, RemoveNode("n1")),
    (Reason.ADJUST_VERSION, Adjust(Request("n1", 1, 1, 2))),
    (Reason.ADJUST_VERSION, Notice("A", 2)),
    (Reason.CREATE_GROUP, CreateGroup("A", ("n1",))),
    (Reason.MESSAGE, Message("n1", "A", 1, 1, "add one", 1, 1)),
    (Reason.OPENING, Opening()),
]


@pytest.mark.parametrize(("reason", "entry"), REASONS)
@given(view=st.from_type(View))
def test_the_reason_of_an_entry_is_that_of_its_kind(reason: Reason, entry: Entry, view: View) -> None:
    """A membership change is an entry with a reason, whatever the view before it."""
    assert reason is reason_of(entry, view)


@pytest.mark.parametrize("status", Status)
def test_merge_is_the_join_of_a_node_that_was_partitioned(status: Status) -> None:
    """MERGE is a JOIN with another reason."""
    expected = Reason.MERGE if status is Status.PARTITIONED else Reason.JOIN
    assert expected is reason_of(Join("n2", 4, Range(1, 2)), with_seat(VIEW, Seat("n2", status, 3)))


def test_who_was_never_configured_joins() -> None:
    """A JOIN is called so also where it comes to nothing."""
    assert Reason.JOIN is reason_of(Join("n9", 1, Range(1, 1)), VIEW)


def test_every_kind_and_every_reason_was_tried() -> None:
    """The tests above leave none out."""
    assert set(get_args(Entry)) == {Join, *(type(entry) for _, entry in REASONS)}
    assert set(Reason) == {Reason.JOIN, Reason.MERGE, *(reason for reason, _ in REASONS)}


@pytest.mark.parametrize("kind", get_args(Entry))
@given(data=st.data())
def test_entries_are_values(is_value: Callable[[object], bool], kind: type, data: st.DataObject) -> None:
    """They can be compared and hashed, and are never changed."""
    assert is_value(data.draw(st.from_type(kind)))
