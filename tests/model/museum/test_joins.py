"""Tests of the mistakes about joining and restarting: each run breaks a law, and without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.joins import M01, M02, M03, M04, M06, M07, M08
from upshift.model.museum.mutation import Mutation
from upshift.model.scenarios import BY_NAME
from upshift.model.state import State

Can = Callable[..., bool]
Play = Callable[..., State]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (
        M01,
        "capability",
        """
        start(n3) catch_up(n3) announce(n3) ask(n1, 2) order_adjust(n1) deliver(n1) notify(n1, A)
        deliver(n1) deliver(n2) deliver(n2) add_node(n3) order_join(n3) deliver(n3)
        """,
    ),
    (
        M02,
        "fenced",
        """
        leave(n3) deliver(n3) start(n3) catch_up(n3) announce(n3) deliver(n2) remove_node(n3) deliver(n1)
        deliver(n1) ask(n1, 2) order_adjust(n1) deliver(n1) deliver(n2) deliver(n2) add_node(n3)
        order_join(n3)
        """,
    ),
    (M03, "nobody_left_behind", "ask(n1, 2) crash(n2) order_adjust(n1)"),
    (
        M04,
        "fenced",
        """
        start(n3) catch_up(n3) announce(n3) ask(n1, 2) order_adjust(n1) deliver(n1) deliver(n2) add_node(n3)
        order_join(n3)
        """,
    ),
    (
        M06,
        "fenced",
        """
        leave(n2) deliver(n2) install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2) crash(n1)
        install(n1, 1..2) start(n1) catch_up(n1) promise(n1) announce(n1) order_join(n1) order_join(n2)
        deliver(n1) deliver(n1) ask(n1, 2) deliver(n2) order_adjust(n1) crash(n1) install(n1, 2..3)
        start(n1) catch_up(n1) promise(n1) announce(n1) order_join(n1)
        """,
    ),
    (
        M07,
        "justified",
        """
        crash(n1) install(n1, 1..2) start(n1) catch_up(n1) promise(n1) announce(n1) crash(n2)
        install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2) order_join(n1) order_join(n2)
        """,
    ),
    (
        M08,
        "group_keeps_running",
        """
        leave(n1) deliver(n1) start(n1) catch_up(n1) announce(n1) order_join(n1) deliver(n2) deliver(n2)
        leave(n2) deliver(n2)
        """,
    ),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m04_whatever_says_what_it_can_run_is_fenced(play: Play, can: Can) -> None:
    """The mistake is about the first release only."""
    s = play(BY_NAME["older-joiner"].initial, "install(n3, 1..2)", "start(n3)", swaps=M04.replaced)
    assert can(s, "catch_up(n3)", M04.replaced)
    s = play(BY_NAME["older-joiner"].initial, "install(n3, 3..3)", "start(n3)", swaps=M04.replaced)
    assert not can(s, "catch_up(n3)", M04.replaced)
