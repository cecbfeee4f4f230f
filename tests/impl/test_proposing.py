"""Tests of how a node has something ordered: told, remembered, said again, settled."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Send
from upshift.impl.entries import AddNode, Adjust, Entry, Join, Leave, Message, Petition
from upshift.impl.messages import Propose
from upshift.impl.node import Node
from upshift.impl.proposing import is_settled, propose, proposed_again, to_leader, without, without_settled
from upshift.impl.releases import FIRST
from upshift.impl.versions import Range
from upshift.impl.views import Judged, Request, Seat, Status, View

Serve = Callable[..., Cluster]

V1 = Range(1, 1)
MINE = Adjust(Request("n2", 1, 1, 2))
LEAVING = Leave("n2", 1)


@pytest.fixture
def follower(serving: Serve) -> Node:
    """n2, which has heard of n1."""
    return serving(FIRST, FIRST).nodes["n2"]


def unled(node: Node, leader: str | None) -> Node:
    """The node with another leader, or none."""
    return replace(node, replica=replace(node.replica, leader=leader))


def test_a_proposal_goes_to_the_leader(follower: Node) -> None:
    """One that leads itself looks at its own outbox, and without a leader there is nobody to tell."""
    assert (Send("n1", Propose(MINE)),) == to_leader(follower, MINE)
    assert () == to_leader(unled(follower, None), MINE)
    assert () == to_leader(unled(follower, "n2"), MINE)


def test_what_is_proposed_is_remembered_until_it_is_settled(follower: Node) -> None:
    """Proposing it twice is proposing it once."""
    node, commands = propose(follower, MINE)
    assert ((MINE,), (Send("n1", Propose(MINE)),)) == (node.outbox, commands)
    assert (node, ()) == propose(node, MINE)
    assert (LEAVING,) == without(propose(node, LEAVING)[0], MINE).outbox


def test_what_is_not_settled_is_said_again(follower: Node) -> None:
    """Silence means unknown; what is no longer in the outbox is not said."""
    node = replace(follower, outbox=(MINE, LEAVING))
    assert (Send("n1", Propose(LEAVING)),) == proposed_again(node, (LEAVING, AddNode("n4")))
    assert 2 == len(proposed_again(node, node.outbox))


def seen(status: Status, incarnation: int, said: int = 0) -> View:
    """A view with one node, n2."""
    return View((Seat("n2", status, incarnation, V1, said),), 1)


HELLO = Message("n2", "words", 1, 1, "add x", 2, 3)


@pytest.mark.parametrize(
    ("entry", "view", "settled"),
    [
        (Join("n2", 2, V1), seen(Status.ACTIVE, 1), False),
        (Join("n2", 2, V1), seen(Status.ACTIVE, 2), True),
        (Join("n2", 2, V1), seen(Status.INACTIVE, 3), True),
        (Petition("n2", 2), seen(Status.ACTIVE, 2), False),
        (Petition("n2", 2), seen(Status.INACTIVE, 1), False),
        (Petition("n2", 2), seen(Status.INACTIVE, 2), True),
        (Petition("n2", 2), seen(Status.ABSENT, 1), True),
        (HELLO, seen(Status.ACTIVE, 1, 9), False),
        (HELLO, seen(Status.ACTIVE, 2, 2), False),
        (HELLO, seen(Status.ACTIVE, 2, 3), True),
        (HELLO, seen(Status.INACTIVE, 2, 2), True),
        (HELLO, seen(Status.ACTIVE, 3, 0), True),
        (LEAVING, seen(Status.INACTIVE, 1), False),
    ],
)
def test_a_proposal_is_settled_when_it_was_ordered_or_never_can_be(entry: Entry, view: View, settled: bool) -> None:
    """The view shows it; a LEAVE is kept until the node has left or was put out."""
    assert settled is is_settled(entry, view)


def test_a_request_is_settled_by_the_ledger(follower: Node) -> None:
    """It has its verdict, or a later one of the same node has."""
    view = seen(Status.ACTIVE, 1)
    assert not is_settled(MINE, view)
    later = replace(view, ledger=(Judged(Request("n2", 1, 2, 2), None),))
    assert is_settled(MINE, later)
    node = replace(follower, outbox=(MINE, LEAVING))
    assert ((MINE, LEAVING), (LEAVING,)) == (without_settled(node, view).outbox, without_settled(node, later).outbox)
