"""Tests of groups and their messages, judged at their position."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import CreateGroup, Message
from upshift.impl.groups import is_next, judge_create, judge_message, judge_said
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import Group, Seat, Status, View, group_of, seat_of, with_seat

VIEW = View(
    (Seat("n1", Status.ACTIVE, 2, Range(1, 2), said=3), Seat("n2", Status.PARTITIONED, 2, Range(1, 2), said=3)),
    2,
    (Group("A", ("n1",), 1), Group("C", ("n1",), 2)),
)


def message(group: str = "C", built_at: int = 2, needs: int = 1, number: int = 4) -> Message:
    """The next message of n1, but for what is given."""
    return Message("n1", group, built_at, needs, "add one", 2, number)


# ---- creation


def test_a_group_starts_at_the_cluster_version_while_another_is_still_behind() -> None:
    """CREATE_GROUP(hosts) starts at the cluster version, whenever it is ordered."""
    made = judge_create(VIEW, CreateGroup("B", ("n1", "n2")))
    assert replace(VIEW, groups=(VIEW.groups[0], Group("B", ("n1", "n2"), 2), VIEW.groups[1])) == made


def test_a_group_is_created_once() -> None:
    """A second creation is nothing: the first decides who hosts it."""
    assert Refusal(Why.STALE, ("A",)) == judge_create(VIEW, CreateGroup("A", ("n2",)))


# ---- what a group says of a message


def test_a_message_is_processed_at_the_version_that_it_was_built_at() -> None:
    """It says the group's version, and its function is there."""
    assert judge_message(VIEW, message()) is None
    assert judge_message(VIEW, message(needs=2)) is None


@pytest.mark.parametrize("built_at", [1, 3])
def test_a_message_that_was_built_at_another_version_is_refused(built_at: int) -> None:
    """If that differs from the group's version at its position all refuse it, VERSION_CHANGED."""
    assert Refusal(Why.VERSION_CHANGED, ("C",)) == judge_message(VIEW, message(built_at=built_at))


def test_a_function_is_there_from_the_version_on_that_introduced_it() -> None:
    """A function is available iff the group's version is at least the one that introduced it."""
    assert Refusal(Why.FUNCTION_NOT_AVAILABLE, ("C",)) == judge_message(VIEW, message(needs=3))
    assert Refusal(Why.FUNCTION_NOT_AVAILABLE, ("A",)) == judge_message(VIEW, message("A", 1, 2))


def test_the_version_is_looked_at_before_the_function() -> None:
    """Of two reasons the first is given."""
    assert Refusal(Why.VERSION_CHANGED, ("C",)) == judge_message(VIEW, message(built_at=1, needs=3))


def test_nobody_is_there_to_process_a_message_to_a_group_that_was_not_created() -> None:
    """It names the group."""
    assert Refusal(Why.NOT_CONFIGURED, ("B",)) == judge_message(VIEW, message("B"))


# ---- said once, in order


@pytest.mark.parametrize(
    ("expected", "sender", "incarnation", "number"),
    [
        (True, "n1", 2, 4),
        (False, "n1", 2, 3),
        (False, "n1", 2, 5),
        (False, "n1", 1, 4),
        (False, "n1", 3, 4),
        (False, "n2", 2, 4),
        (False, "n9", 0, 1),
    ],
)
def test_a_message_is_the_next_of_its_senders_active_incarnation(
    expected: bool, sender: str, incarnation: int, number: int
) -> None:
    """It does not come twice, nor before an earlier one, nor from an incarnation that is not ACTIVE."""
    assert expected is is_next(VIEW, Message(sender, "C", 2, 1, "add one", incarnation, number))


def test_a_message_out_of_turn_is_nothing() -> None:
    """It names its sender, and changes nothing."""
    assert (VIEW, Refusal(Why.STALE, ("n1",))) == judge_said(VIEW, message(number=3))


@given(view=st.from_type(View), entry=st.from_type(Message))
def test_whatever_its_group_says_of_a_message_it_has_been_said(view: View, entry: Message) -> None:
    """Only the count of its sender's messages changes."""
    then, refusal = judge_said(view, entry)
    if is_next(view, entry):
        assert judge_message(view, entry) == refusal
        assert with_seat(view, replace(seat_of(view, entry.sender), said=entry.number)) == then
        assert Refusal(Why.STALE, (entry.sender,)) == judge_said(then, entry)[1]
    else:
        assert (view, Refusal(Why.STALE, (entry.sender,))) == (then, refusal)


@given(view=st.from_type(View), entry=st.from_type(CreateGroup))
def test_a_creation_adds_a_group_and_touches_no_other(view: View, entry: CreateGroup) -> None:
    """The groups stand in the order of their names."""
    then = judge_create(view, entry)
    if isinstance(then, Refusal):
        assert group_of(view, entry.group) is not None
        return
    assert [group for group in then.groups if group.name != entry.group] == list(view.groups)
    assert sorted(group.name for group in then.groups) == [group.name for group in then.groups]
