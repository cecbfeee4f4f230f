"""Tests of the mistakes about the switch itself: each run breaks a law, and without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.mutation import Mutation
from upshift.model.museum.switch import M17, M18, M19, M20, M21, M22, M23, M24, M25
from upshift.model.scenarios import BY_NAME, N1, updated
from upshift.model.state import State

Can = Callable[..., bool]
Play = Callable[..., State]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (
        M17,
        "same_switch_order",
        """
        crash(n1) install(n1, 1..2) start(n1) catch_up(n1) promise(n1) announce(n1) crash(n2)
        install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2) order_join(n1) order_join(n2)
        deliver(n1) deliver(n1) deliver(n2)
        """,
    ),
    (M18, "decodable", "send(n1, A, 1) deliver(n2)"),
    (
        M19,
        "decodable",
        """
        crash(n2) install(n2, 1..1) start(n2) petition(n2) take_back(n2) catch_up(n2) announce(n2)
        ask(n1, 2) deliver(n1) order_join(n2) order_adjust(n1) deliver(n2) deliver(n2)
        """,
    ),
    (
        M20,
        "nobody_left_behind",
        "leave(n1) crash(n2) install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2) order_join(n2)",
    ),
    (M21, "monotone", "ask(n1, 1) order_adjust(n1)"),
    (M22, "single_flight", "ask(n1, 2) order_adjust(n1) deliver(n1) ask(n1, 3) order_adjust(n1)"),
    (M23, "monotone", "ask(n1, 3) order_adjust(n1)"),
    (
        M24,
        "justified",
        """
        crash(n1) install(n1, 1..2) start(n1) catch_up(n1) promise(n1) announce(n1) crash(n2)
        install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2) crash(n2) order_join(n2)
        order_join(n1) order_adjust(n1)
        """,
    ),
    (M25, "one_version_per_position", "ask(n1, 2) order_adjust(n1) deliver(n1) notify(n1, A) deliver(n1)"),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m24_nobody_switches_where_the_guard_would_not_hold(can: Can) -> None:
    """The mistake is that nobody need ask; what is asked is the same."""
    assert not can(BY_NAME["two-nodes"].initial, "order_adjust(n1)", M24.replaced)
    assert can(updated("n1", "n2"), "order_adjust(n1)", M24.replaced)


def test_m25_only_a_notice_disturbs(play: Play) -> None:
    """Whatever else is delivered leaves the members alone."""
    s = play(updated("n1", "n2"), "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", swaps=M25.replaced)
    assert {1} == set(s.nodes[N1].uses.values())
