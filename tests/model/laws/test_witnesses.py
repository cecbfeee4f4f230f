"""Tests of the witnesses: each is seen in the step that it is about, and in none before it."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from upshift.model.laws import witnesses
from upshift.model.scenario import in_service
from upshift.model.scenarios import BY_NAME, N2, V1, V12, updated
from upshift.model.state import State, changed
from upshift.model.views import Reason, Refusal

Play = Callable[..., State]
Seen = Callable[[State, str, State], bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
OLD = in_service({"n1": V12, "n2": V1}, {"A": "n1 n2"}, 1)
GONE = BY_NAME["dead-node"].initial
YOUNG = in_service({"n1": V12, "n2": V12}, {"A": "n1 n2", "B": ""}, 1)

ROLL = (
    *("leave(n2)", "deliver(n2)", "install(n2, 1..2)", "start(n2)", "catch_up(n2)", "promise(n2)", "announce(n2)"),
    *("order_join(n2)", "deliver(n2)"),
)
SWITCH = ("ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "notify(n1, A)", "notify(n1, B)")
BACK = ("start(n2)", "catch_up(n2)", "announce(n2)", "order_join(n2)", "deliver(n2)")

MOMENTS = [
    (witnesses.a_node_is_stopped_in_order, OLD, ROLL[:2]),
    (witnesses.software_is_installed_while_the_group_is_active, OLD, ROLL[:3]),
    (witnesses.a_node_is_back_with_its_members, OLD, ROLL),
    (witnesses.the_whole_cluster_is_updated_before_the_switch, OLD, ROLL),
    (witnesses.a_switch_is_accepted, TWO, SWITCH[:2]),
    (witnesses.a_requester_learns_its_verdict, TWO, SWITCH[:3]),
    (witnesses.a_group_is_notified, TWO, SWITCH[:4]),
    (witnesses.the_last_group_is_notified, TWO, SWITCH),
    (witnesses.a_member_switches_without_restart, TWO, (*SWITCH, "deliver(n1)")),
    (
        witnesses.a_new_function_is_used_after_the_switch,
        TWO,
        ("send(n1, A, 1)", "send(n1, A, 2)", "deliver(n1)", "deliver(n1)", *SWITCH, "deliver(n1)", "send(n1, A, 2)"),
    ),
    (
        witnesses.a_switch_with_messages_on_both_sides,
        TWO,
        (*SWITCH[:3], "send(n2, A, 1)", "notify(n1, A)", "send(n2, A, 1)"),
    ),
    (
        witnesses.a_requester_is_lost_between_acceptance_and_the_last_notice,
        TWO,
        (*SWITCH[:4], "crash(n2)", "crash(n1)"),
    ),
    (
        witnesses.a_node_is_back_after_the_switch,
        TWO,
        ("ask(n1, 2)", "order_adjust(n1)", "crash(n2)", "fail(n1, n2)", "deliver(n1)", *SWITCH[3:], *BACK),
    ),
    (
        witnesses.an_adjust_is_overtaken_by_a_failure,
        THREE,
        ("ask(n1, 2)", "crash(n3)", "fail(n2, n3)", "order_adjust(n1)"),
    ),
    (
        witnesses.an_adjust_is_overtaken_by_a_failure,
        THREE,
        ("ask(n1, 2)", "cut(n3)", "partition(n2, n3)", "order_adjust(n1)"),
    ),
    (
        witnesses.a_promise_is_taken_back,
        TWO,
        ("leave(n2)", "deliver(n2)", "install(n2, 1..1)", "start(n2)", "petition(n2)", "take_back(n2)"),
    ),
    (
        witnesses.a_node_is_rolled_back_before_the_switch,
        TWO,
        (
            *("leave(n2)", "deliver(n2)", "install(n2, 1..1)", "start(n2)", "petition(n2)", "take_back(n2)"),
            *("catch_up(n2)", "announce(n2)", "order_join(n2)", "deliver(n2)"),
        ),
    ),
    (witnesses.a_request_is_sent_again, TWO, ("ask(n1, 2)", "lose_request(n1)", "ask_again(n1)")),
    (
        witnesses.a_late_join_of_an_ended_life,
        TWO,
        ("crash(n2)", "fail(n1, n2)", *BACK[:3], "crash(n2)", "start(n2)", "order_join(n2)"),
    ),
    (
        witnesses.a_group_without_members_is_told,
        GONE,
        (
            *("fail(n1, n3)", "deliver(n1)", "remove_node(n3)", "deliver(n1)", "ask(n1, 2)", "order_adjust(n1)"),
            *("deliver(n1)", "notify(n1, A)", "notify(n1, B)"),
        ),
    ),
    (
        witnesses.a_group_is_created_during_the_switch,
        YOUNG,
        ("ask(n1, 2)", "order_adjust(n1)", "create_group(B, {n1 n2})"),
    ),
]


@pytest.mark.parametrize(("seen", "start", "lines"), MOMENTS, ids=[f"{seen.__name__}" for seen, _, _ in MOMENTS])
def test_a_witness_is_seen_in_the_step_that_it_is_about(
    play: Play, seen: Seen, start: State, lines: tuple[str, ...]
) -> None:
    """A step shows that it was taken: the last line of each play, and none of those before."""
    run = [play(start, *lines[:moment]) for moment in range(len(lines) + 1)]
    actions = [line.partition("(")[0] for line in lines]
    found = [seen(before, action, after) for (before, after), action in zip(pairwise(run), actions, strict=True)]
    assert [False] * (len(lines) - 1) + [True] == found


def test_every_witness_has_its_moment_here() -> None:
    """None is left out."""
    named = {name for name, one in vars(witnesses).items() if "action" in getattr(one, "__annotations__", {})}
    assert named == {seen.__name__ for seen, _, _ in MOMENTS}


def test_a_switch_that_finds_its_members_away_is_no_switch_with_messages_on_both_sides(play: Play) -> None:
    """The two entries before the message must be the notice, and a message before it."""
    seen = witnesses.a_switch_with_messages_on_both_sides
    told = play(TWO, *SWITCH)
    assert not seen(told, "send", play(told, "send(n2, A, 1)"))
    named = play(TWO, *SWITCH[:4])
    assert not seen(named, "send", play(named, "send(n2, A, 1)"))


def test_what_is_ordered_is_seen_by_its_reason(play: Play) -> None:
    """One witness per entry reason."""
    after = play(TWO, "leave(n2)")
    assert witnesses.orders(TWO, after, Reason.LEAVE)
    assert not witnesses.orders(TWO, after, Reason.FAIL)
    assert not witnesses.orders(after, after, Reason.LEAVE)
    assert witnesses.newest(after) is after.log[-1]


def test_what_is_refused_at_its_position_is_seen_by_its_refusal(play: Play) -> None:
    """One witness per refusal."""
    after = play(TWO, "send(n1, A, 2)")
    assert witnesses.refuses(TWO, after, Refusal.FUNCTION_NOT_AVAILABLE)
    assert not witnesses.refuses(TWO, after, Refusal.VERSION_CHANGED)
    assert not witnesses.refuses(after, after, Refusal.FUNCTION_NOT_AVAILABLE)


def test_a_step_moves_the_nodes_that_it_changes() -> None:
    """The nodes whose local state the step changed."""
    assert () == witnesses.moved(TWO, TWO)
    assert (N2,) == witnesses.moved(TWO, changed(TWO, N2, OLD.nodes[N2]))
