"""Tests of what a scenario is: its bounds, and the states in service in which most of them begin."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.normal import normal
from upshift.model.scenario import Bounds, in_service, messages, out_of_place, within
from upshift.model.scenarios import N1, N2, N3, V1, V12, A, B, updated
from upshift.model.state import Phase, State, genesis, is_member, last
from upshift.model.versions import Range
from upshift.model.views import Node, Seat, Status

Play = Callable[..., State]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")


# ---- bounds


def test_the_window_bounds_what_some_running_node_has_yet_to_deliver(play: Play) -> None:
    """The window of undelivered entries is bounded instead of the length of history."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)")
    assert not within(Bounds(window=0), s)
    assert within(Bounds(window=1), s)


def test_nodes_out_are_those_that_are_configured_and_no_members(play: Play) -> None:
    """Who crashed counts as much as who left; who is not configured does not."""
    s = play(THREE, "crash(n3)")
    assert 1 == out_of_place(s)
    assert not within(Bounds(out=0), s)
    assert within(Bounds(out=1), s)
    assert 0 == out_of_place(play(s, "fail(n1, n3)", "remove_node(n3)"))
    assert 1 == out_of_place(play(THREE, "leave(n3)"))


@pytest.mark.parametrize(
    ("lines", "bounds"),
    [
        (("cut(n1)",), Bounds(cut=0)),
        (("ask(n1, 2)",), Bounds(asking=0)),
        (("ask(n1, 2)", "crash(n1)"), Bounds(asking=0)),
        (("send(n1, A, 1)",), Bounds(messages=0)),
    ],
)
def test_each_bound_bounds_by_itself(play: Play, lines: tuple[str, ...], bounds: Bounds) -> None:
    """Nodes cut off, requests outstanding and messages in the window, each by number."""
    s = play(THREE, *lines)
    assert within(bounds, THREE)
    assert not within(bounds, s)
    assert within(Bounds(), s)


def test_messages_are_counted_in_the_window(play: Play) -> None:
    """Other entries are none."""
    s = play(THREE, "send(n1, A, 1)", "crash(n3)", "fail(n1, n3)", "send(n1, A, 1)")
    assert 2 == messages(s)
    assert not within(Bounds(window=3), s)
    assert within(Bounds(window=3, messages=2), s)


# ---- in service


def test_in_service_everybody_is_a_member_and_has_delivered_everything() -> None:
    """A member of each group on each node that hosts it, at the version in use; the promise covers the claim."""
    assert all(is_member(THREE, n) for n in THREE.nodes)
    assert (1, 1, 0) == (THREE.nodes[N1].uses[B], THREE.nodes[N3].uses[A], THREE.nodes[N3].uses[B])
    assert {2} == {me.floor for me in THREE.nodes.values()}
    assert {Seat(Status.ACTIVE, 1, V12)} == set(last(THREE).roster.values())


def test_absent_nodes_are_down_and_not_configured() -> None:
    """They have never run, and host nothing that runs."""
    s = in_service({"n1": V12, "n2": V1}, {"A": "n1 n2"}, 1, absent=("n2",))
    assert Seat(Status.ABSENT, 0, None) == last(s).roster[N2]
    assert (Phase.DOWN, 0, 1, 0) == (s.nodes[N2].phase, s.nodes[N2].incarnation, s.nodes[N2].floor, s.nodes[N2].uses[A])


def from_a_cold_start(play: Play, software: dict[str, Range], *, groups: tuple[str, ...] = ()) -> State:
    """A cluster that starts for the first time: all start, join, and create groups on all of them."""
    s = genesis(tuple(Node(n) for n in software), (A, B), V12, 1)
    s = play(s, *(f"install({n}, 1..1)" for n, ranges in software.items() if ranges == V1))
    s = play(s, *(f"start({n})" for n in s.nodes), *(f"catch_up({n})" for n in s.nodes))
    s = play(s, *(f"promise({n})" for n, ranges in software.items() if ranges == V12))
    s = play(s, *(f"announce({n})" for n in s.nodes), *(f"order_join({n})" for n in s.nodes))
    s = play(s, *(f"create_group({g}, {{{' '.join(software)}}})" for g in groups))
    return delivered(play, s)


def delivered(play: Play, s: State) -> State:
    """All that is in the log is delivered by all who are to."""
    late = [
        f"deliver({n})" for n, me in s.nodes.items() for _ in range(me.cursor, len(s.log) - 1) if is_running(me.phase)
    ]
    return play(s, *late)


def is_running(phase: Phase) -> bool:
    """The node delivers."""
    return phase in {Phase.JOINED, Phase.MEMBER}


def in_the_order_of(s: State, software: dict[str, Range]) -> dict[str, Range]:
    """The same software, in the configured order of a cold start, which is that of a set."""
    return {n: software[n] for n in s.nodes}


@pytest.mark.parametrize(
    "software",
    [{"n1": V12, "n2": V12}, {"n1": V12, "n2": V1}, {"n1": V1, "n2": V1, "n3": V1}, {"n1": V12, "n2": V12, "n3": V12}],
)
@pytest.mark.parametrize("groups", [(), ("A",), ("A", "B")])
def test_a_state_in_service_is_what_is_left_of_a_cold_start(
    play: Play, software: dict[str, Range], groups: tuple[str, ...]
) -> None:
    """Cold start is no special case: it plays on into the states where scenarios begin, up to their normal form."""
    s = from_a_cold_start(play, software, groups=groups)
    hosts = {g: " ".join(software) if g in groups else "" for g in ("A", "B")}
    expected = in_service(in_the_order_of(s, software), {g: hosts[g] for g in last(s).groups}, 1)
    assert normal(expected) == normal(s)
    assert expected == replace(normal(s), log=expected.log)


def test_a_state_in_service_at_the_second_version_is_what_is_left_of_a_switch(play: Play) -> None:
    """From a cold start on, through the switch of every group."""
    software = {"n1": V12, "n2": V12}
    s = from_a_cold_start(play, software, groups=("A", "B"))
    s = delivered(play, play(s, "ask(n1, 2)", "order_adjust(n1)"))
    s = delivered(play, play(s, "notify(n1, A)", "notify(n1, B)"))
    expected = in_service(in_the_order_of(s, software), {g: "n1 n2" for g in last(s).groups}, 2)
    assert normal(expected) == normal(s)


def test_a_state_with_an_absent_node_is_what_is_left_of_its_removal(play: Play) -> None:
    """The node never ran: it is put out by FAIL, and removed."""
    s = genesis((N1, N2, N3), (A,), V12, 1)
    s = play(
        s, "install(n3, 1..1)", *(f"{line}({n})" for n in ("n1", "n2") for line in ("start", "catch_up", "promise"))
    )
    s = play(s, "announce(n1)", "announce(n2)", "order_join(n1)", "order_join(n2)")
    s = delivered(play, play(s, "create_group(A, {n1 n2})"))
    s = delivered(play, play(s, "fail(n1, n3)"))
    s = delivered(play, play(s, "remove_node(n3)"))
    software = in_the_order_of(s, {"n1": V12, "n2": V12, "n3": V1})
    assert normal(in_service(software, {"A": "n1 n2"}, 1, absent=("n3",))) == normal(s)
