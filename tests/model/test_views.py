"""Tests of the words of the log: entries, views, and the questions that are asked of them."""

import pytest

from upshift.model.scenarios import N1, N2, V12, A, B, updated
from upshift.model.state import last
from upshift.model.views import (
    FROZEN,
    GroupView,
    Node,
    Reason,
    Refusal,
    Seat,
    Status,
    about_group,
    about_node,
    active_as,
    hosts,
    seated,
)

VIEW = last(updated("n1", "n2", "n3"))

GUARD = (
    "NOT_A_MEMBER ADJUST_IN_PROGRESS NOTHING_TO_ADJUST BAD_TARGET PARTITIONED NODE_INACTIVE NODE_INCAPABLE NO_QUORUM"
)


def test_the_refusals_begin_in_the_order_in_which_the_guard_judges() -> None:
    """The guard and its refusals, in this order; NO_QUORUM is of the fast check only."""
    assert GUARD.split() == [why.name for why in Refusal][:8]


def test_the_roster_knows_three_states_of_a_configured_node() -> None:
    """ACTIVE, INACTIVE (left, or failed), PARTITIONED (contact lost); and the node that is not configured."""
    assert ["ACTIVE", "INACTIVE", "PARTITIONED", "ABSENT"] == [status.name for status in Status]


def test_the_reasons_of_membership_changes_are_those_of_the_text() -> None:
    """JOIN LEAVE FAIL PARTITION MERGE ADD_NODE REMOVE_NODE ADJUST_VERSION."""
    named = "JOIN LEAVE FAIL PARTITION MERGE ADD_NODE REMOVE_NODE ADJUST_VERSION"
    others = {"GENESIS", "CREATE_GROUP", "MESSAGE"}
    assert named.split() == [reason.name for reason in Reason if reason.name not in others]


def test_cluster_entries_are_in_the_frozen_encoding() -> None:
    """Cluster entries have one frozen encoding that every version reads."""
    node, group = about_node(Reason.JOIN, N1), about_group(Reason.ADJUST_VERSION, A)
    assert FROZEN == node.written == group.written == 0
    assert (N1, None) == (node.node, node.group)
    assert (None, A) == (group.node, group.group)


def test_another_seat_changes_one_line_of_the_roster_and_nothing_else() -> None:
    """A membership change of a node."""
    seat = Seat(Status.INACTIVE, 1, V12)
    after = seated(VIEW, N2, seat)
    assert seat is after.roster[N2]
    assert [N2] == [n for n in after.roster if after.roster[n] != VIEW.roster[n]]
    assert (VIEW.version, VIEW.groups, VIEW.ledger) == (after.version, after.groups, after.ledger)


@pytest.mark.parametrize(
    ("status", "incarnation", "expected"),
    [(Status.ACTIVE, 2, True), (Status.ACTIVE, 1, False), (Status.INACTIVE, 2, False), (Status.PARTITIONED, 2, False)],
)
def test_a_node_is_active_as_one_incarnation(status: Status, incarnation: int, expected: bool) -> None:
    """The roster has the last incarnation, and that one is ACTIVE or is not."""
    assert expected is active_as(seated(VIEW, N1, Seat(status, incarnation, V12)), N1, 2)


def test_a_group_is_hosted_on_its_nodes_once_it_was_created() -> None:
    """A group is named, and hosted on some nodes."""
    assert [True, True, False] == [hosts(VIEW, B, n) for n in VIEW.roster]
    uncreated = VIEW.groups.set(B, GroupView(False, VIEW.groups[B].hosts, 1))
    assert not any(hosts(type(VIEW)(VIEW.roster, 1, uncreated, VIEW.ledger), B, Node(n)) for n in ("n1", "n2", "n3"))
