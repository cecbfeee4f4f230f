"""Tests of one node that runs: what of it is durable, and what is seen of it."""

from collections.abc import Callable
from dataclasses import replace

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Applied, Disk, Send
from upshift.impl.entries import Adjust, Leave
from upshift.impl.log import Base, Log
from upshift.impl.messages import Knock
from upshift.impl.node import (
    Node,
    Phase,
    after_turn,
    delivered_view,
    disk_of,
    is_member,
    new_disk,
    reported,
    version_run,
    waiting,
)
from upshift.impl.ordering.replica import Replica, Sent, restarted
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.views import Group, Request, genesis, group_of

Serve = Callable[..., Cluster]


def test_a_node_that_has_never_run_knows_the_configuration() -> None:
    """Cold start: nothing is ordered, nobody was voted for, and the floor is the version of the cluster."""
    view = replace(genesis(("n1", "n2"), 2), groups=(Group("words", ("n1",), 2),))
    assert Disk(0, None, Log(Base(0, 0, view)), commit=0, incarnation=0, floor=2, applied=Applied(0)) == new_disk(view)


# ---- looking at it


def test_a_member_reports_its_incarnation_and_nobody_else_does(serving: Serve) -> None:
    """Only who has delivered its own JOIN represents its groups."""
    node = serving(FIRST).nodes["n1"]
    assert (True, 1) == (is_member(node), reported(node))
    for phase in set(Phase) - {Phase.MEMBER}:
        assert (False, 0) == (is_member(replace(node, phase=phase)), reported(replace(node, phase=phase)))


def test_a_member_runs_the_version_that_its_group_is_at_where_it_has_delivered(serving: Serve) -> None:
    """What it does not have a member of has no version."""
    node = serving(SECOND).nodes["n1"]
    assert (1, None) == (version_run(node, "words"), version_run(node, "other"))
    assert Group("words", ("n1",), 1) == group_of(delivered_view(node), "words")


def test_a_node_waits_for_the_verdict_on_the_request_that_it_has_proposed(serving: Serve) -> None:
    """Other proposals are no requests."""
    node, request = serving(FIRST).nodes["n1"], Request("n1", 1, 1, 2)
    assert None is waiting(replace(node, outbox=(Leave("n1", 1),)))
    assert request == waiting(replace(node, outbox=(Leave("n1", 1), Adjust(request))))


def test_what_a_replica_sends_the_node_sends(serving: Serve) -> None:
    """In the same order, and the node goes on with what the replica has become."""
    node = serving(FIRST).nodes["n1"]
    other: Replica = replace(node.replica, term=9)
    turned = after_turn(node, (other, (Sent("n2", Knock()), Sent("n3", Knock()))))
    assert (replace(node, replica=other), (Send("n2", Knock()), Send("n3", Knock()))) == turned


def test_a_disk_is_all_that_is_durable(serving: Serve) -> None:
    """Term, vote, log, commit position, incarnation, floor, and what the members of each group know."""
    node = serving(FIRST).nodes["n1"]
    me = node.replica
    durable = Disk(me.term, me.vote, me.log, me.commit, me.incarnation, me.floor, node.applied)
    assert durable == disk_of(node)
    assert durable == disk_of(Node(SECOND, restarted(me), node.applied))
