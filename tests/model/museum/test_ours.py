"""Tests of the mistakes that have no public report: each run breaks a law, and without the mistake none."""

from collections.abc import Callable

import pytest

from upshift.model.museum.cases import load
from upshift.model.museum.mutation import Mutation
from upshift.model.museum.ours import OURS, U01, U02, U03, U04, U05
from upshift.model.scenarios import BY_NAME, N1, N2
from upshift.model.state import State, last

Can = Callable[..., bool]
Play = Callable[..., State]
Tells = Callable[[Mutation, str, str], None]

STORIES = (
    (U01, "groups_below_cluster", "create_group(B, {n1 n2})"),
    (
        U02,
        "nobody_left_behind",
        """
        leave(n2) deliver(n2) start(n2) catch_up(n2) announce(n2) halt(n2) install(n2, 1..1) start(n2)
        take_back(n2) ask(n1, 2) order_join(n2) order_adjust(n1)
        """,
    ),
    (U04, "one_history", "ask(n1, 2) order_adjust(n1) deliver(n1) notify(n1, A)"),
)


@pytest.mark.parametrize(("mutation", "law", "run"), STORIES, ids=[mutation.id for mutation, _, _ in STORIES])
def test_the_shortest_run_breaks_the_law(tells: Tells, mutation: Mutation, law: str, run: str) -> None:
    """A mistake that real clusters made, and what it comes to."""
    tells(mutation, law, run)


def test_u03_who_was_refused_waits_on(play: Play) -> None:
    """A requester that delivers its refusal is not told; an acceptance is."""
    s = play(BY_NAME["two-requests"].initial, "ask(n1, 2)", "ask(n2, 2)", "order_adjust(n1)", "order_adjust(n2)")
    lines = ("deliver(n1)", "deliver(n2)", "deliver(n2)")
    mistaken = play(s, *lines, swaps=U03.replaced)
    assert mistaken.nodes[N1].waiting is None
    assert mistaken.nodes[N2].waiting is not None
    assert play(s, *lines).nodes[N2].waiting is None


def test_a_mistake_of_ours_tells_its_own_story() -> None:
    """Those of the collection are told in `cases.toml`; ours have their words with them."""
    rules = load().rules
    for mutation in OURS:
        assert mutation.title
        assert mutation.change.endswith(".")
        assert set(mutation.rules) <= set(rules)


def test_u02_a_petition_ends_what_the_roster_knows_and_no_more(play: Play, can: Can) -> None:
    """The incarnation in between goes unmentioned; who has left already need not petition at all."""
    start = BY_NAME["roll-back"].initial
    s = play(start, "crash(n2)", "install(n2, 1..1)", "start(n2)")
    assert 1 == last(play(s, "petition(n2)", swaps=U02.replaced)).roster[N2].incarnation
    assert 2 == last(play(s, "petition(n2)")).roster[N2].incarnation
    s = play(start, "leave(n2)", "deliver(n2)", "install(n2, 1..1)", "start(n2)")
    assert not can(s, "petition(n2)", U02.replaced)
    assert can(s, "take_back(n2)", U02.replaced)
    assert not can(s, "take_back(n2)")


def test_u04_the_first_entry_overwrites_nothing(play: Play) -> None:
    """Where there is nothing to be overwritten, and where nothing is ordered, the mistake does nothing."""
    start = BY_NAME["switch-crash"].initial
    s = play(start, "ask(n1, 2)")
    assert play(s, "order_adjust(n1)") == play(s, "order_adjust(n1)", swaps=U04.replaced)


def test_u05_whatever_is_wrong_is_called_a_bad_target(can: Can) -> None:
    """A request that nothing speaks against is asked all the same."""
    start = BY_NAME["roll-two"].initial
    assert can(start, "ask_refused(n1, 2, NODE_INCAPABLE)")
    assert not can(start, "ask_refused(n1, 2, NODE_INCAPABLE)", U05.replaced)
    assert can(start, "ask_refused(n1, 2, BAD_TARGET)", U05.replaced)
    assert can(BY_NAME["two-requests"].initial, "ask(n1, 2)", U05.replaced)
