"""Tests of the laws about versions along the log: each is shown to hold of a good log, and to fail on a bad one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.laws import versions as laws
from upshift.model.scenarios import N1, N2, V1, V12, A, B, updated
from upshift.model.state import Phase, State, changed, last
from upshift.model.views import (
    Entry,
    Group,
    Judged,
    Position,
    Reason,
    Refusal,
    Request,
    Seat,
    Status,
    View,
    about_group,
    about_node,
    seated,
)

Play = Callable[..., State]

TWO = updated("n1", "n2")
VIEW = last(TWO)
MINE = Request(N1, 1, 1, 2)
SWITCH = Entry(Reason.ADJUST_VERSION, None, None, MINE, None, 0, 0, 0)
NOTICE = about_group(Reason.ADJUST_VERSION, A)
NOISE = about_node(Reason.FAIL, N2)
LOG_LAWS = (
    laws.monotone,
    laws.single_flight,
    laws.groups_below_cluster,
    laws.justified,
    laws.once_per_group,
    laws.function_gate,
)


def then(s: State, entry: Entry, view: View) -> State:
    """The state with one more position, whatever the protocol thinks of it."""
    return State((*s.log, Position(entry, view)), s.nodes)


def at(view: View, version: int, **groups: int) -> View:
    """The view with other versions."""
    made = replace(view, version=version)
    for g, of_group in groups.items():
        made = replace(made, groups=made.groups.set(Group(g), replace(made.groups[Group(g)], version=of_group)))
    return made


def noted(view: View, request: Request, why: Refusal | None) -> View:
    """The view with a line in the ledger."""
    return replace(view, ledger=view.ledger.set(request.node, Judged(request, why)))


@pytest.mark.parametrize("law", LOG_LAWS, ids=lambda law: law.__name__)
def test_a_whole_switch_keeps_every_law_of_the_log(play: Play, law: Callable[[State], bool]) -> None:
    """Messages, a request that is refused, one that is accepted, both notices, a group that is created."""
    s = play(
        TWO, "send(n1, A, 1)", "send(n1, A, 2)", "ask(n1, 2)", "ask(n2, 2)", "order_adjust(n1)", "order_adjust(n2)"
    )
    s = play(s, *["deliver(n1)"] * 4, "notify(n1, A)", "notify(n1, B)", "send(n1, A, 1)")
    assert law(s)


# ---- monotone, single_flight, groups_below_cluster


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 1), (2, 1), True),
        ((2, 1), (2, 2), True),
        ((2, 2), (2, 2), True),
        ((1, 1), (3, 1), False),
        ((2, 2), (1, 2), False),
        ((3, 1), (3, 3), False),
        ((2, 2), (2, 1), False),
    ],
)
def test_versions_rise_along_the_log_by_one(before: tuple[int, int], after: tuple[int, int], expected: bool) -> None:
    """`monotone`: the cluster's and every group's."""
    start = State((replace(TWO.log[0], view=at(VIEW, before[0], A=before[1])),), TWO.nodes)
    assert expected is laws.monotone(then(start, NOTICE, at(VIEW, after[0], A=after[1])))


def test_a_group_may_come_into_being_at_any_version_and_never_goes_out_of_it() -> None:
    """Before it was created its version means nothing."""
    unborn = replace(VIEW, groups=VIEW.groups.set(A, replace(VIEW.groups[A], exists=False, version=0)))
    start = State((replace(TWO.log[0], view=unborn),), TWO.nodes)
    assert laws.monotone(then(start, NOTICE, VIEW))
    assert not laws.monotone(then(TWO, NOTICE, unborn))


@pytest.mark.parametrize(
    ("of_a", "in_flight", "below"), [(3, True, True), (2, True, True), (1, False, True), (4, True, False)]
)
def test_every_group_is_at_the_cluster_version_or_one_below(of_a: int, in_flight: bool, below: bool) -> None:
    """`single_flight` and `groups_below_cluster`, at every position."""
    s = then(TWO, NOISE, at(VIEW, 3, A=of_a, B=3))
    assert in_flight is laws.single_flight(s)
    assert below is laws.groups_below_cluster(s)


def test_a_group_that_is_yet_to_be_created_breaks_nothing() -> None:
    """It has no version in use."""
    view = at(VIEW, 3, A=9, B=3)
    s = then(TWO, NOISE, replace(view, groups=view.groups.set(A, replace(view.groups[A], exists=False))))
    assert laws.groups_below_cluster(s)
    assert laws.single_flight(then(TWO, NOISE, replace(s.log[1].view, version=3)))


# ---- nobody_left_behind


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        (Seat(Status.ACTIVE, 1, V12), True),
        (Seat(Status.ABSENT, 1, None), True),
        (Seat(Status.INACTIVE, 1, V12), False),
        (Seat(Status.PARTITIONED, 1, V12), False),
        (Seat(Status.ACTIVE, 1, V1), False),
        (Seat(Status.ACTIVE, 1, None), False),
    ],
)
def test_at_an_accepted_switch_every_configured_node_is_ready(seat: Seat, expected: bool) -> None:
    """`nobody_left_behind`: every configured node is ACTIVE, and its claim contains `to`."""
    before = then(TWO, NOISE, seated(VIEW, N2, seat))
    after = then(before, SWITCH, replace(last(before), version=2))
    assert expected is laws.nobody_left_behind(before, after)


def test_at_an_accepted_switch_the_promise_covers_the_claim() -> None:
    """Its floor is at least its claim's newest: what others count on cannot be taken back in silence."""
    broken = State(TWO.log, TWO.nodes.set(N2, replace(TWO.nodes[N2], floor=1)))
    assert not laws.nobody_left_behind(broken, then(broken, SWITCH, replace(VIEW, version=2)))
    gone = then(broken, NOISE, seated(VIEW, N2, Seat(Status.ABSENT, 1, V12)))
    assert laws.nobody_left_behind(gone, then(gone, SWITCH, replace(last(gone), version=2)))


def test_a_step_that_switches_nothing_leaves_nobody_behind() -> None:
    """Nor does one that orders nothing, or does not change the version."""
    out = then(TWO, NOISE, seated(VIEW, N2, Seat(Status.INACTIVE, 1, V1)))
    assert laws.nobody_left_behind(out, out)
    assert laws.nobody_left_behind(out, then(out, NOISE, last(out)))


# ---- justified, once_per_group


@pytest.mark.parametrize(
    "entry",
    [
        NOISE,
        NOTICE,
        replace(SWITCH, refusal=Refusal.BAD_TARGET),
        replace(SWITCH, request=replace(MINE, target=3)),
        replace(SWITCH, request=replace(MINE, incarnation=9)),
    ],
)
def test_every_rise_of_the_cluster_version_has_one_request_whose_guard_holds(entry: Entry) -> None:
    """`justified`: an accepted request for this version, by an incarnation that is ACTIVE; nothing else will do."""
    after = replace(VIEW, version=2)
    assert laws.justified(then(TWO, SWITCH, after))
    assert not laws.justified(then(TWO, entry, after))


@pytest.mark.parametrize(
    ("cluster", "entry", "to", "expected"),
    [
        (2, NOTICE, 2, True),
        (1, NOTICE, 2, False),  # the cluster has not switched
        (3, NOTICE, 2, False),  # it is about another version
        (3, NOTICE, 3, False),  # two steps in one
        (2, about_group(Reason.ADJUST_VERSION, B), 2, False),
        (2, about_group(Reason.CREATE_GROUP, A), 2, False),
    ],
)
def test_a_group_changes_only_by_its_one_notice(cluster: int, entry: Entry, to: int, expected: bool) -> None:
    """`once_per_group`: replay and retry never switch twice."""
    view = at(VIEW, cluster)
    start = State((replace(TWO.log[0], view=view),), TWO.nodes)
    assert expected is laws.once_per_group(then(start, entry, at(view, cluster, A=to)))


@pytest.mark.parametrize(
    ("request_", "why", "expected"),
    [
        (MINE, None, True),
        (MINE, Refusal.BAD_TARGET, False),
        (replace(MINE, target=3), None, False),
        (replace(MINE, number=2), Refusal.NOTHING_TO_ADJUST, True),
        (replace(MINE, incarnation=2, number=1), None, True),
        (replace(MINE, incarnation=0, number=9), None, False),
    ],
)
def test_a_known_id_keeps_its_verdict(request_: Request, why: Refusal | None, expected: bool) -> None:
    """A line of the ledger gives way only to a later request."""
    start = then(TWO, SWITCH, noted(VIEW, MINE, None))
    assert expected is laws.once_per_group(then(start, NOISE, noted(VIEW, request_, why)))


def test_a_line_of_the_ledger_is_not_lost() -> None:
    """A verdict stands for ever."""
    start = then(TWO, SWITCH, noted(VIEW, MINE, None))
    assert not laws.once_per_group(then(start, NOISE, VIEW))


# ---- clean_refusal, function_gate


def test_a_refusal_changes_nothing_but_the_ledger_and_gives_the_first_true_reason() -> None:
    """`clean_refusal`, of a request."""
    asked = Request(N1, 1, 1, 3)
    entry = replace(SWITCH, request=asked, refusal=Refusal.BAD_TARGET)
    assert laws.clean_refusal(TWO, then(TWO, entry, noted(VIEW, asked, Refusal.BAD_TARGET)))
    assert not laws.clean_refusal(TWO, then(TWO, entry, replace(noted(VIEW, asked, None), version=2)))
    wrong = replace(entry, refusal=Refusal.NODE_INACTIVE)
    assert not laws.clean_refusal(TWO, then(TWO, wrong, noted(VIEW, asked, Refusal.NODE_INACTIVE)))


@pytest.mark.parametrize(
    ("built_at", "function", "expected"), [(1, 1, False), (1, 2, False), (2, 1, True), (2, 2, True)]
)
def test_a_message_is_refused_for_a_true_reason(built_at: int, function: int, expected: bool) -> None:
    """`clean_refusal`, of a message: its group is at another version, or does not have its function."""
    entry = Entry(Reason.MESSAGE, N1, A, None, Refusal.VERSION_CHANGED, built_at, function, built_at)
    assert expected is laws.clean_refusal(TWO, then(TWO, entry, VIEW))


@pytest.mark.parametrize(
    ("why", "expected"), [(Refusal.BAD_TARGET, True), (Refusal.NODE_INCAPABLE, False), (Refusal.NOT_A_MEMBER, False)]
)
def test_a_fast_refusal_gives_the_first_reason_that_is_true_of_what_was_delivered(why: Refusal, expected: bool) -> None:
    """`clean_refusal`, of a request that its own node refuses: nothing is ordered."""
    me = TWO.nodes[N1]
    after = changed(TWO, N1, replace(me, asks=1, told=Judged(Request(N1, 1, 1, 3), why)))
    assert expected is laws.clean_refusal(TWO, after)
    assert not laws.clean_refusal(TWO, then(after, NOISE, VIEW))


def test_who_is_no_member_is_refused_as_such() -> None:
    """`clean_refusal`: the first reason of all."""
    down = changed(TWO, N1, replace(TWO.nodes[N1], phase=Phase.STARTED))
    after = changed(down, N1, replace(down.nodes[N1], told=Judged(Request(N1, 1, 1, 2), Refusal.NOT_A_MEMBER)))
    assert laws.clean_refusal(down, after)


def test_an_entry_of_no_request_and_no_group_has_nothing_to_be_refused_for() -> None:
    """Only requests and messages are refused in the log."""
    assert not laws.clean_refusal(TWO, then(TWO, replace(NOISE, refusal=Refusal.LAST_NODE), VIEW))


@pytest.mark.parametrize(
    ("built_at", "function", "expected"), [(1, 1, True), (1, 2, False), (2, 1, False), (2, 2, False)]
)
def test_nothing_new_is_used_before_the_switch(built_at: int, function: int, expected: bool) -> None:
    """`function_gate`: an accepted message was built at its group's version, which has its function."""
    entry = Entry(Reason.MESSAGE, N1, A, None, None, built_at, function, built_at)
    assert expected is laws.function_gate(then(TWO, entry, VIEW))
    assert laws.function_gate(then(TWO, replace(entry, refusal=Refusal.VERSION_CHANGED), VIEW))


def test_a_message_to_no_group_goes_through_no_gate() -> None:
    """There is nothing that could have let it in."""
    assert not laws.function_gate(then(TWO, Entry(Reason.MESSAGE, N1, None, None, None, 1, 1, 1), VIEW))
