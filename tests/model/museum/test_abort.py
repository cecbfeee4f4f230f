"""Tests of the mistakes about abort, transition and merge: each run breaks a law, and without the mistake none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.membership import join_refusal
from upshift.model.museum.abort import M37, M38, M40
from upshift.model.museum.mutation import Mutation
from upshift.model.scenarios import BY_NAME, N3, V12
from upshift.model.state import State, last
from upshift.model.views import Refusal

Play = Callable[..., State]
Can = Callable[..., bool]
Tells = Callable[[Mutation, str, str], None]

STORIES = ((M37, "monotone", "ask(n1, 2) ask(n2, 2) order_adjust(n1) order_adjust(n2)"),)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m38_who_went_away_during_the_switch_is_waited_for_and_not_let_in(play: Play, can: Can) -> None:
    """The groups wait for the whole cluster, and the cluster's door is closed until the groups are told."""
    s = play(
        BY_NAME["switch-crash"].initial, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "crash(n3)", "fail(n2, n3)"
    )
    s = play(s, "start(n3)")
    assert not can(s, "notify(n1, A)", M38.replaced)
    assert not can(s, "catch_up(n3)", M38.replaced)
    assert can(s, "turn_away(n3, SOFTWARE_TOO_NEW)", M38.replaced)
    assert can(s, "notify(n1, A)")
    assert can(s, "catch_up(n3)")


def test_m38_the_door_and_the_groups_are_open_while_nothing_is_in_progress(play: Play, can: Can) -> None:
    """Only both together, and only during the switch, are a dead end."""
    start = BY_NAME["switch-crash"].initial
    s = play(start, "crash(n3)", "fail(n2, n3)", "start(n3)")
    assert can(s, "catch_up(n3)", M38.replaced)
    assert can(play(start, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)"), "notify(n1, A)", M38.replaced)


def test_m40_a_component_at_another_version_merges(play: Play, can: Can) -> None:
    """What the fence would refuse comes in by the door of the merge."""
    s = play(BY_NAME["partition-during-switch"].initial, "cut(n3)", "partition(n1, n3)", "heal(n3)", "stand_down(n3)")
    s = play(s, "catch_up(n3)", "announce(n3)")
    s = State((replace(s.log[-1], view=replace(last(s), version=3)),), s.nodes)
    assert Refusal.SOFTWARE_TOO_OLD is join_refusal(last(s), N3, V12)
    assert not can(s, "order_join(n3)")
    (door,) = M40.replaced.values()
    assert door(last(s), V12) is None
