"""Tests of groups, messages and functions (design 1.6)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.groups import function_available, message_refusal, version_unchanged, written_message
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, V12, A, B, updated
from upshift.model.state import State, last
from upshift.model.views import Reason, Refusal

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
YOUNG = in_service({"n1": V12, "n2": V12}, {"A": "n1", "B": ""}, 1)
ACCEPTED = ("ask(n1, 2)", "order_adjust(n1)")


# ---- creation


def test_a_group_starts_at_the_cluster_version(play: Play, can: Can) -> None:
    """CREATE_GROUP(hosts) starts at the cluster version."""
    s = play(YOUNG, "create_group(B, {n1 n2})")
    assert (Reason.CREATE_GROUP, B) == (s.log[-1].entry.reason, s.log[-1].entry.group)
    assert (True, 1, True) == (last(s).groups[B].exists, last(s).groups[B].version, last(s).groups[B].hosts[N2])
    assert not can(s, "create_group(B, {n1})")


def test_a_group_that_is_created_during_the_switch_starts_at_the_new_version(play: Play, can: Can) -> None:
    """Groups created during the switch start at the cluster version, and are not told again."""
    s = play(YOUNG, *ACCEPTED, "create_group(B, {n1 n2})", "deliver(n1)", "deliver(n1)")
    assert (1, 2) == (last(s).groups[A].version, last(s).groups[B].version)
    assert (1, 2) == (s.nodes[N1].uses[A], s.nodes[N1].uses[B])
    assert can(s, "notify(n1, A)")
    assert not can(s, "notify(n1, B)")


def test_creating_a_group_takes_a_quorum(play: Play, can: Can) -> None:
    """It is an entry like any other."""
    assert not can(play(YOUNG, "crash(n1)"), "create_group(B, {n2})")


# ---- messages


@pytest.mark.parametrize(
    ("of_group", "built_at", "function", "expected"),
    [
        (1, 1, 1, None),
        (2, 2, 2, None),
        (2, 2, 1, None),
        (2, 1, 1, Refusal.VERSION_CHANGED),
        (1, 2, 1, Refusal.VERSION_CHANGED),
        (1, 1, 2, Refusal.FUNCTION_NOT_AVAILABLE),
        (2, 1, 3, Refusal.VERSION_CHANGED),
    ],
)
def test_a_message_is_judged_by_its_groups_version(
    of_group: int, built_at: int, function: int, expected: Refusal | None
) -> None:
    """Built at another version: VERSION_CHANGED; a function that is not there: FUNCTION_NOT_AVAILABLE."""
    view = last(TWO)
    view = replace(view, groups=view.groups.set(A, replace(view.groups[A], version=of_group)))
    assert expected is message_refusal(view, A, built_at, function)
    assert (of_group == built_at) is version_unchanged(view, A, built_at)
    assert (function <= of_group) is function_available(view, A, function)


def test_a_message_carries_the_version_that_it_was_built_at(play: Play) -> None:
    """A message carries the group version it was built at, and is encoded in the version that the member runs."""
    s = play(TWO, "send(n2, A, 1)")
    entry = s.log[-1].entry
    assert (Reason.MESSAGE, N2, A, 1, 1, 1) == (
        entry.reason,
        entry.node,
        entry.group,
        entry.built_at,
        entry.function,
        entry.written,
    )
    assert entry.refusal is None
    assert last(TWO) is last(s)
    assert 1 == written_message(TWO, N2, A)


def test_a_message_built_before_the_switch_and_ordered_after_it_is_refused_by_all(play: Play) -> None:
    """All refuse it, VERSION_CHANGED, and the sender builds it again."""
    s = play(TWO, *ACCEPTED, "deliver(n1)", "notify(n1, A)", "send(n2, A, 1)")
    assert Refusal.VERSION_CHANGED is s.log[-1].entry.refusal
    s = play(s, "deliver(n2)", "deliver(n2)", "send(n2, A, 1)")
    assert s.log[-1].entry.refusal is None


def test_a_new_function_is_refused_before_the_switch_and_accepted_after_it(play: Play) -> None:
    """Available iff the group's version at the message's position is at least the one that introduced it."""
    s = play(TWO, "send(n1, A, 2)")
    assert Refusal.FUNCTION_NOT_AVAILABLE is s.log[-1].entry.refusal
    s = play(s, "deliver(n1)", *ACCEPTED, "deliver(n1)", "send(n1, A, 2)")
    assert Refusal.FUNCTION_NOT_AVAILABLE is s.log[-1].entry.refusal  # accepted, but this group was not told yet
    s = play(s, "notify(n1, A)", "deliver(n1)", "deliver(n1)", "send(n1, A, 2)")
    assert s.log[-1].entry.refusal is None


def test_only_a_members_message_is_sent(play: Play, can: Can) -> None:
    """The sender is a member of the group, runs and is heard."""
    assert not can(YOUNG, "send(n2, A, 1)")
    assert not can(play(TWO, "cut(n2)"), "send(n2, A, 1)")
    assert not can(play(TWO, "crash(n2)"), "send(n2, A, 1)")
    assert can(TWO, "send(n2, A, 1)")
    assert not can(play(TWO, "crash(n1)"), "send(n2, A, 1)")  # there is no quorum
