"""Tests of the mistakes about crash, replay, snapshot and failover: each run breaks a law, without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.mutation import Mutation
from upshift.model.museum.replay import M26, M27, M28, M29, M30, M31
from upshift.model.scenarios import BY_NAME
from upshift.model.state import State

Play = Callable[..., State]
Can = Callable[..., bool]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (M26, "voter_capability", "crash(n1) start(n1) crash(n2) install(n2, 1..1) start(n2) fail(n2, n1)"),
    (
        M27,
        "one_version_per_position",
        """
        ask(n1, 2) crash(n1) start(n1) catch_up(n1) announce(n1) order_adjust(n1) order_join(n1) deliver(n2)
        deliver(n3) notify(n1, A) deliver(n1)
        """,
    ),
    (
        M28,
        "groups_below_cluster",
        "ask(n1, 2) order_adjust(n1) deliver(n1) deliver(n2) deliver(n3) notify(n3, A) notify(n3, A)",
    ),
    (M29, "decodable", "ask(n1, 2) order_adjust(n1) start(n3) catch_up(n3)"),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m30_nobody_tells_the_groups_when_the_first_is_lost(play: Play, can: Can) -> None:
    """The coordinator switches and is gone; who comes after it does not look what is left to do."""
    s = play(BY_NAME["switch-crash"].initial, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "deliver(n2)")
    assert can(s, "notify(n1, A)", M30.replaced)
    s = play(s, "crash(n1)")
    assert not can(s, "notify(n2, A)", M30.replaced)
    assert can(s, "notify(n2, A)")


def test_m31_a_feature_that_joining_needs_is_there_after_joining(play: Play, can: Can) -> None:
    """Nobody can join before all have reported, which they do when they join."""
    start = BY_NAME["cold-start"].initial
    lines = [f"{line}({n})" for line in ("start", "catch_up", "promise", "announce") for n in start.nodes]
    s = play(start, *lines)
    assert not any(can(s, f"order_join({n})", M31.replaced) for n in s.nodes)
    assert all(can(s, f"order_join({n})") for n in s.nodes)


def test_m27_nothing_is_delivered_that_is_not_there(can: Can) -> None:
    """The mistake is about what is looked at, not about when."""
    assert not can(BY_NAME["switch-crash"].initial, "deliver(n1)", M27.replaced)
