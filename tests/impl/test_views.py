"""Tests of views: genesis, what is looked up in them, and views that differ in one line."""

from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import (
    Group,
    Judged,
    Request,
    Seat,
    Status,
    View,
    configured,
    genesis,
    group_of,
    hosted_by,
    is_active,
    judged_of,
    reads,
    seat_of,
    versions_in_use,
    with_group_versions,
    with_seat,
    with_verdict,
)

VIEWS = st.from_type(View)
NODE = st.sampled_from(("n1", "n2", "n3", "n4"))

A, B = Group("A", ("n1", "n2"), 2), Group("B", ("n2",), 1)
FIRST, SECOND = Judged(Request("n1", 1, 1, 2), None), Judged(Request("n2", 1, 4, 2), Refusal(Why.NOTHING_TO_ADJUST))
VIEW = View(
    (Seat("n1", Status.ACTIVE, 1, Range(1, 2)), Seat("n2", Status.PARTITIONED, 3), Seat("n3", Status.ABSENT, 5)),
    2,
    (A, B),
    (FIRST, SECOND),
)


# ---- genesis


def test_at_genesis_every_configured_node_is_active_with_an_unknown_claim() -> None:
    """Genesis: every configured node ACTIVE, claims unknown, no members until they JOIN."""
    assert View((Seat("b", Status.ACTIVE, 0, None), Seat("a", Status.ACTIVE, 0, None)), 3) == genesis(["b", "a"], 3)
    assert ((), ()) == (genesis(["a"], 1).groups, genesis(["a"], 1).ledger)


# ---- looking things up


def test_a_node_has_its_line_in_the_roster() -> None:
    """The roster says its status, its last incarnation and its claim."""
    assert Seat("n2", Status.PARTITIONED, 3) == seat_of(VIEW, "n2")


def test_a_node_that_was_never_configured_is_absent() -> None:
    """It has no incarnation and no claim."""
    assert Seat("n9", Status.ABSENT, 0, None) == seat_of(VIEW, "n9")


def test_a_group_is_found_by_its_name_once_it_was_created() -> None:
    """Before that there is none."""
    assert (A, B, None) == tuple(group_of(VIEW, name) for name in ("A", "B", "C"))


def test_the_ledger_has_the_last_request_of_a_node() -> None:
    """A node that has asked for nothing has no line."""
    assert (FIRST, SECOND, None) == tuple(judged_of(VIEW, node) for node in ("n1", "n2", "n3"))


def test_removed_nodes_are_not_configured() -> None:
    """What the roster remembers of them are their incarnations."""
    assert ("n1", "n2") == tuple(seat.node for seat in configured(VIEW))


def test_a_node_is_active_as_one_incarnation() -> None:
    """Another incarnation of the same node is not; nor is one that is PARTITIONED."""
    assert is_active(VIEW, "n1", 1)
    assert not is_active(VIEW, "n1", 2)
    assert not is_active(VIEW, "n2", 3)


def test_a_node_hosts_the_groups_that_name_it() -> None:
    """In the order of the groups."""
    assert ((A,), (A, B), ()) == tuple(hosted_by(VIEW, node) for node in ("n1", "n2", "n3"))


@given(view=VIEWS, software=st.from_type(Range))
def test_software_reads_a_view_if_it_supports_every_version_in_use(view: View, software: Range) -> None:
    """The cluster version and the version in use of every group."""
    in_use = {view.version} | {group.version for group in view.groups}
    assert in_use == versions_in_use(view)
    assert (in_use <= set(range(software.oldest, software.newest + 1))) is reads(software, view)


# ---- views that differ in one line


@given(view=VIEWS, node=NODE)
def test_another_line_for_a_node_changes_no_other_line(view: View, node: str) -> None:
    """The line stands where the node's line stood, or at the end if it is a new one."""
    seat = Seat(node, Status.ACTIVE, 9, Range(1, 9))
    changed = with_seat(view, seat)
    assert seat == seat_of(changed, node)
    names = [one.node for one in view.seats]
    assert (names if node in names else [*names, node]) == [one.node for one in changed.seats]
    assert [one for one in view.seats if one.node != node] == [one for one in changed.seats if one.node != node]
    assert (view.version, view.groups, view.ledger) == (changed.version, changed.groups, changed.ledger)


def test_other_versions_for_some_groups_leave_the_others_at_theirs() -> None:
    """Groups that are not there are not made."""
    assert (A, Group("B", ("n2",), 2)) == with_group_versions(VIEW, {"B": 2, "C": 7}).groups
    assert VIEW == with_group_versions(VIEW, {})


@given(view=VIEWS, node=NODE)
def test_a_verdict_takes_the_place_of_the_nodes_earlier_one(view: View, node: str) -> None:
    """The ledger keeps each node's last request, in the order of its nodes."""
    line = Judged(Request(node, 9, 9, 9), None)
    ledger = with_verdict(view, line).ledger
    assert line == judged_of(with_verdict(view, line), node)
    assert sorted({node, *(one.request.node for one in view.ledger)}) == [one.request.node for one in ledger]
    assert [one for one in view.ledger if one.request.node != node] == [one for one in ledger if one is not line]


@given(view=VIEWS)
def test_views_are_values(view: View) -> None:
    """They can be compared and hashed, like all that they are made of."""
    assert hash(view) == hash(View(view.seats, view.version, view.groups, view.ledger))
