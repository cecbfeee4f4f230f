"""Tests of the laws about members and their nodes: each is shown to hold of a good run, and to fail of a bad one."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from upshift.model.laws import members as laws
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, V23, A, B, updated
from upshift.model.state import Local, Phase, State, changed, last
from upshift.model.versions import Range
from upshift.model.views import (
    Entry,
    Node,
    Position,
    Reason,
    Seat,
    Status,
    View,
    about_group,
    about_node,
    seated,
)

Play = Callable[..., State]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
VIEW = last(TWO)
STATE_LAWS = (
    laws.capability,
    laws.same_switch_order,
    laws.one_version_per_position,
    laws.fenced,
    laws.durable_floor,
    laws.group_active,
    laws.group_keeps_running,
)
STEP_LAWS = (laws.one_history, laws.decodable, laws.voter_capability, laws.switch_keeps_members)
A_LIFE = (
    *("leave(n3)", "deliver(n3)", "ask(n1, 2)", "deliver(n1)", "deliver(n2)", "start(n3)", "catch_up(n3)"),
    *("announce(n3)", "order_join(n3)", "order_adjust(n1)", "deliver(n3)", "deliver(n3)", "deliver(n1)"),
    *("deliver(n1)", "notify(n1, A)", "deliver(n3)", "send(n3, A, 2)", "deliver(n1)", "notify(n1, B)", "deliver(n1)"),
)


def then(s: State, entry: Entry, view: View) -> State:
    """The state with one more position, whatever the protocol thinks of it."""
    return State((*s.log, Position(entry, view)), s.nodes)


def with_node(s: State, n: Node, **fields: object) -> State:
    """The state with some fields of a node set."""
    return changed(s, n, replace(s.nodes[n], **fields))  # type: ignore[arg-type]  # the fields of Local


def using(me: Local, version: int) -> Local:
    """The node with its member of A at the version."""
    return replace(me, uses=me.uses.set(A, version))


def raised(view: View, version: int, of_a: int) -> View:
    """The view at a cluster version, with A at another."""
    return replace(view, version=version, groups=view.groups.set(A, replace(view.groups[A], version=of_a)))


@pytest.mark.parametrize("law", STATE_LAWS, ids=lambda law: law.__name__)
def test_a_roll_and_a_switch_keep_every_law_of_states(play: Play, law: Callable[[State], bool]) -> None:
    """At every moment of them."""
    assert all(law(play(THREE, *A_LIFE[:moment])) for moment in range(len(A_LIFE) + 1))


@pytest.mark.parametrize("law", STEP_LAWS, ids=lambda law: law.__name__)
def test_a_roll_and_a_switch_keep_every_law_of_steps(play: Play, law: Callable[[State, State], bool]) -> None:
    """At every step of them."""
    run = [play(THREE, *A_LIFE[:moment]) for moment in range(len(A_LIFE) + 1)]
    assert all(law(before, after) for before, after in pairwise(run))


# ---- what a member runs


def test_no_member_runs_what_its_software_cannot() -> None:
    """`capability`."""
    assert not laws.capability(changed(TWO, N1, using(TWO.nodes[N1], 3)))
    assert laws.capability(with_node(TWO, N1, uses=TWO.nodes[N1].uses.set(A, 0)))


def test_two_members_at_one_position_run_the_same_version() -> None:
    """`same_switch_order`: both switched to the same version or neither did."""
    ahead = changed(TWO, N1, using(TWO.nodes[N1], 2))
    assert not laws.same_switch_order(ahead)
    assert laws.same_switch_order(with_node(ahead, N1, cursor=1))
    assert laws.same_switch_order(with_node(ahead, N2, phase=Phase.DOWN))
    assert laws.same_switch_order(changed(TWO, N1, using(TWO.nodes[N1], 0)))  # no member, no version


def test_a_members_version_is_its_groups_at_its_cursor() -> None:
    """`one_version_per_position`: and exactly the groups that it hosts have a member there."""
    assert not laws.one_version_per_position(changed(TWO, N1, using(TWO.nodes[N1], 2)))
    assert not laws.one_version_per_position(changed(TWO, N1, using(TWO.nodes[N1], 0)))
    extra = with_node(THREE, N3, uses=THREE.nodes[N3].uses.set(B, 1))
    assert not laws.one_version_per_position(extra)
    assert laws.one_version_per_position(with_node(extra, N3, phase=Phase.DOWN))


def test_the_log_only_grows_and_nobody_skips_a_position() -> None:
    """`one_history`: nothing invented, lost or doubled."""
    longer = then(TWO, about_node(Reason.ADD_NODE, N3), VIEW)
    assert laws.one_history(TWO, longer)
    assert not laws.one_history(longer, TWO)
    assert not laws.one_history(longer, then(TWO, about_node(Reason.FAIL, N3), VIEW))
    assert laws.one_history(longer, with_node(longer, N1, cursor=1))
    assert not laws.one_history(longer, with_node(longer, N1, cursor=2))
    assert not laws.one_history(with_node(longer, N1, cursor=1), longer)
    assert laws.one_history(with_node(longer, N1, cursor=1), with_node(longer, N1, phase=Phase.DOWN, cursor=0))


# ---- what must be read


@pytest.mark.parametrize(("software", "expected"), [(V12, True), (V1, False), (V23, False)])
def test_a_snapshot_is_read_by_who_takes_it_in(software: Range, expected: bool) -> None:
    """`decodable`: nobody must read what its version cannot; not when catching up."""
    s = State((replace(TWO.log[0], view=raised(VIEW, 2, 1)),), TWO.nodes)
    before = with_node(s, N2, phase=Phase.STARTED, software=software)
    assert expected is laws.decodable(before, with_node(before, N2, phase=Phase.CAUGHT_UP))
    assert laws.decodable(before, before)


@pytest.mark.parametrize(
    ("written", "version", "expected"), [(0, 1, True), (1, 1, True), (2, 1, True), (3, 1, False), (0, 3, False)]
)
def test_an_entry_is_read_by_who_delivers_it(written: int, version: int, expected: bool) -> None:
    """Not when delivering either: the entry as it is written, and all that is in use after it."""
    entry = Entry(Reason.MESSAGE, N1, A, None, None, 1, 1, written)
    before = then(TWO, entry, replace(VIEW, version=version))
    assert expected is laws.decodable(before, with_node(before, N1, cursor=1))
    assert laws.decodable(before, with_node(before, N1, phase=Phase.DOWN, cursor=1))


# ---- promises and claims


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        (Seat(Status.ACTIVE, 1, V12), True),
        (Seat(Status.ACTIVE, 1, V1), False),
        (Seat(Status.ACTIVE, 1, V23), False),
        (Seat(Status.ACTIVE, 1, None), True),
        (Seat(Status.INACTIVE, 1, V1), True),
    ],
)
def test_every_active_claim_contains_every_version_in_use(seat: Seat, expected: bool) -> None:
    """`fenced`: the cluster version and every group's version, at every position."""
    s = then(TWO, about_node(Reason.JOIN, N2), seated(raised(VIEW, 2, 1), N2, seat))
    assert expected is laws.fenced(s)


@pytest.mark.parametrize(
    ("seat", "floor", "software", "phase", "expected"),
    [
        (Seat(Status.ACTIVE, 1, V12), 2, V12, Phase.MEMBER, True),
        (Seat(Status.ACTIVE, 1, V12), 1, V12, Phase.MEMBER, False),  # counted on, not promised
        (Seat(Status.ACTIVE, 1, V12), 2, V1, Phase.MEMBER, False),  # acts below its promise
        (Seat(Status.ACTIVE, 1, V12), 2, V1, Phase.JOINED, False),
        (Seat(Status.ACTIVE, 1, V12), 2, V1, Phase.DOWN, True),
        (Seat(Status.INACTIVE, 1, V12), 1, V12, Phase.DOWN, True),
        (Seat(Status.ACTIVE, 1, None), 1, V12, Phase.DOWN, True),
    ],
)
def test_nobody_acts_below_its_promise(seat: Seat, floor: int, software: Range, phase: Phase, expected: bool) -> None:
    """`durable_floor`: nobody votes, leads or acts below its promise."""
    s = State((replace(TWO.log[0], view=seated(VIEW, N2, seat)),), TWO.nodes)
    assert expected is laws.durable_floor(with_node(s, N2, floor=floor, software=software, phase=phase))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"phase": Phase.DOWN}, False),
        ({"cut_off": True}, False),
        ({"floor": 3}, False),
        ({"software": V1}, False),
    ],
)
def test_who_helps_to_order_can_run_what_follows(fields: dict[str, object], expected: bool) -> None:
    """`voter_capability`: here n1 must help, or there is no quorum."""
    before = with_node(TWO, N1, **fields)
    assert expected is laws.voter_capability(
        before, then(before, about_group(Reason.CREATE_GROUP, A), raised(VIEW, 2, 1))
    )
    assert laws.voter_capability(before, before)


def test_a_change_of_voters_takes_those_of_the_view_after() -> None:
    """A quorum of the voters before and after."""
    before = with_node(with_node(THREE, N2, phase=Phase.DOWN), N3, phase=Phase.DOWN)
    alone = seated(seated(last(THREE), N2, Seat(Status.INACTIVE, 1, V12)), N3, Seat(Status.INACTIVE, 1, V12))
    assert not laws.voter_capability(before, then(before, about_node(Reason.FAIL, N2), alone))
    start = State((replace(THREE.log[0], view=alone),), before.nodes)
    assert not laws.voter_capability(start, then(start, about_node(Reason.JOIN, N2), last(THREE)))


def test_one_of_those_who_order_reads_all_that_is_in_use() -> None:
    """Only a node whose range holds every version in use campaigns."""
    before = with_node(with_node(TWO, N1, software=V23, floor=3), N2, software=V23, floor=3)
    assert not laws.voter_capability(before, then(before, about_node(Reason.FAIL, N2), VIEW))


# ---- who serves a group


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason.LEAVE, False),
        (Reason.REMOVE_NODE, False),
        (Reason.ADJUST_VERSION, False),
        (Reason.FAIL, True),
    ],
)
def test_no_leave_or_notice_takes_a_groups_last_active_member(reason: Reason, expected: bool) -> None:
    """`group_active`: failures may, what was asked for may not."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n2"}, 1)
    out = seated(last(s), N2, Seat(Status.INACTIVE, 1, V12))
    assert expected is laws.group_active(then(s, about_node(reason, N2), out))


def test_a_group_that_had_no_active_member_is_not_taken_one() -> None:
    """Nor one that was not created."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n2", "B": ""}, 1)
    out = then(s, about_node(Reason.FAIL, N2), seated(last(s), N2, Seat(Status.INACTIVE, 1, V12)))
    assert laws.group_active(then(out, about_node(Reason.REMOVE_NODE, N2), last(out)))


def test_without_failures_a_group_always_has_a_running_member(play: Play) -> None:
    """`group_keeps_running`: the second half of `group_active`."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n2", "B": ""}, 1)
    assert laws.group_keeps_running(s)
    assert not laws.group_keeps_running(with_node(s, N2, phase=Phase.DOWN))
    assert not laws.group_keeps_running(with_node(s, N2, uses=s.nodes[N2].uses.set(A, 0)))
    young = play(s, "create_group(B, {n1})")
    assert laws.group_keeps_running(young)  # nobody has heard of it yet
    assert laws.group_keeps_running(play(young, "deliver(n1)", "deliver(n2)"))


def test_nobody_is_lost_by_a_switch(play: Play) -> None:
    """`switch_keeps_members`: it changes no line of the roster, and who delivers it keeps its members."""
    told = play(TWO, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)")
    assert not laws.switch_keeps_members(
        TWO, then(TWO, told.log[1].entry, seated(VIEW, N2, Seat(Status.ABSENT, 1, V12)))
    )
    assert laws.switch_keeps_members(told, play(told, "deliver(n2)"))
    lost = with_node(play(told, "deliver(n2)"), N2, uses=TWO.nodes[N2].uses.set(A, 0))
    assert not laws.switch_keeps_members(told, lost)
    assert laws.switch_keeps_members(told, play(told, "crash(n2)"))


def test_a_leave_may_take_members(play: Play) -> None:
    """It is no switch."""
    s = play(TWO, "leave(n2)")
    assert laws.switch_keeps_members(s, play(s, "deliver(n2)"))
    assert laws.switch_keeps_members(TWO, s)
