"""Tests of the mistakes about the readiness check: each run breaks a law, and without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.mutation import Mutation
from upshift.model.museum.readiness import M09, M10, M11, M12, M13, M14, M15, M16
from upshift.model.scenarios import BY_NAME
from upshift.model.state import State, last

Play = Callable[..., State]
Can = Callable[..., bool]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (
        M09,
        "nobody_left_behind",
        """
        leave(n2) crash(n1) install(n1, 1..2) start(n1) catch_up(n1) promise(n1) announce(n1) order_join(n1)
        deliver(n1) ask(n1, 2) order_adjust(n1)
        """,
    ),
    (M10, "fenced", "ask(n1, 2) order_adjust(n1)"),
    (
        M12,
        "nobody_left_behind",
        """
        start(n1) catch_up(n1) promise(n1) announce(n1) start(n2) order_join(n1) deliver(n1) ask(n1, 2)
        order_adjust(n1)
        """,
    ),
    (
        M14,
        "nobody_left_behind",
        """
        ask(n1, 2) crash(n2) install(n2, 1..1) start(n2) petition(n2) take_back(n2) catch_up(n2)
        announce(n2) order_join(n2) order_adjust(n1)
        """,
    ),
    (
        M15,
        "nobody_left_behind",
        """
        ask(n1, 2) crash(n2) install(n2, 1..1) start(n2) petition(n2) take_back(n2) halt(n2)
        install(n2, 1..2) start(n2) catch_up(n2) announce(n2) order_join(n2) order_adjust(n1)
        """,
    ),
    (M16, "nobody_left_behind", "ask(n1, 2) crash(n1) fail(n2, n1) order_adjust(n1)"),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m11_a_ghost_is_asked_for_ever(play: Play, can: Can) -> None:
    """The node is removed, and its line stays: no adjust is possible any more, and it cannot be removed again."""
    start = BY_NAME["dead-node"].initial
    s = play(start, "fail(n1, n3)", "remove_node(n3)", "deliver(n1)", "deliver(n1)", swaps=M11.replaced)
    assert can(s, "ask_refused(n1, 2, NODE_INACTIVE)", M11.replaced)
    assert not can(start, "remove_node(n3)", M11.replaced)
    assert can(play(start, "fail(n1, n3)", "remove_node(n3)", "deliver(n1)", "deliver(n1)"), "ask(n1, 2)")


def test_m13_a_claim_that_never_arrives_blocks_for_ever(play: Play, can: Can) -> None:
    """Unknown blocks, and who was unknown stays unknown."""
    start = BY_NAME["cold-start"].initial
    lines = [f"{line}({n})" for line in ("start", "catch_up", "promise", "announce", "order_join") for n in start.nodes]
    s = play(start, *lines, swaps=M13.replaced)
    s = play(s, *[f"deliver({n})" for n, me in s.nodes.items() for _ in range(me.cursor, len(s.log) - 1)])
    assert {None} == {seat.claim for seat in last(s).roster.values()}
    assert not any(can(s, f"ask({n}, 2)", M13.replaced) for n in s.nodes)
