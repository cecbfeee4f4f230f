"""Tests of the mistakes about the work around the switch: each run breaks a law, and without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.mutation import Mutation
from upshift.model.museum.work import M32, M33, M34, M35, M36
from upshift.model.scenarios import updated
from upshift.model.state import State

Can = Callable[..., bool]
Play = Callable[..., State]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (M32, "once_per_group", "ask(n1, 2) order_adjust(n1)"),
    (
        M33,
        "capability",
        """
        ask(n1, 2) crash(n1) start(n1) catch_up(n1) announce(n1) order_adjust(n1) deliver(n2) deliver(n3)
        notify(n3, A) order_join(n1) deliver(n1)
        """,
    ),
    (
        M34,
        "same_switch_order",
        """
        ask(n1, 2) crash(n1) start(n1) catch_up(n1) announce(n1) order_adjust(n1) order_join(n1) deliver(n1)
        deliver(n2) deliver(n2)
        """,
    ),
    (
        M35,
        "function_gate",
        """
        leave(n2) deliver(n2) install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2)
        order_join(n2) deliver(n1) deliver(n1) ask(n1, 2) order_adjust(n1) deliver(n2) deliver(n2)
        notify(n2, A) send(n2, A, 1)
        """,
    ),
    (
        M36,
        "function_gate",
        """
        leave(n2) deliver(n2) install(n2, 1..2) start(n2) catch_up(n2) promise(n2) announce(n2)
        order_join(n2) deliver(n1) deliver(n1) ask(n1, 2) order_adjust(n1) deliver(n2) deliver(n2)
        notify(n2, A) send(n2, A, 1)
        """,
    ),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_m35_only_a_members_message_is_sent(play: Play, can: Can) -> None:
    """The mistake is about the gate, not about who may send."""
    s = updated("n1", "n2")
    assert can(s, "send(n2, A, 1)", M35.replaced)
    assert not can(play(s, "cut(n2)"), "send(n2, A, 1)", M35.replaced)
