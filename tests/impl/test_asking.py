"""Tests of what operators and clients ask: each is refused at once, with a reason and names, or proposed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.asking import asked, fast_check, spoken_by
from upshift.impl.cluster import Cluster
from upshift.impl.commands import Answered, Completed, Refused, Send, Switched
from upshift.impl.entries import AddNode, Adjust, CreateGroup, Entry, Fail, Leave, Message, Partition, RemoveNode
from upshift.impl.events import (
    Ask,
    AskToAdjust,
    AskToLeave,
    Call,
    Configure,
    Create,
    ReportFailed,
    ReportLost,
    Unconfigure,
)
from upshift.impl.log import Record, extended
from upshift.impl.messages import Propose
from upshift.impl.node import Node, Phase, delivered_view
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.views import Request, Status, seat_of

Serve = Callable[..., Cluster]

NO_QUORUM = Refusal(Why.NO_QUORUM)


@pytest.fixture
def follower(serving: Serve) -> Node:
    """n2, which follows n1."""
    return serving(SECOND, SECOND, SECOND).nodes["n2"]


def alone(node: Node) -> Node:
    """The node, hearing of no leader."""
    return replace(node, replica=replace(node.replica, leader=None))


# ---- what an operator reports or configures


ENTRIES: tuple[tuple[Ask, Entry], ...] = (
    (ReportFailed("n3"), Fail("n3", 1)),
    (ReportLost("n3"), Partition("n3", 1)),
    (Configure("n4"), AddNode("n4")),
    (Unconfigure("n3"), RemoveNode("n3")),
    (Create("late", ("n1",)), CreateGroup("late", ("n1",))),
)


@pytest.mark.parametrize(("ask", "entry"), ENTRIES, ids=lambda each: type(each).__name__)
def test_what_an_operator_asks_is_proposed_once(follower: Node, ask: Ask, entry: Entry) -> None:
    """A report names the incarnation that is on record; who asked asks again if nothing comes of it."""
    assert (follower, (Send("n1", Propose(entry)),)) == asked(follower, ask)


@pytest.mark.parametrize("ask", [each[0] for each in ENTRIES], ids=lambda each: type(each).__name__)
def test_without_a_leader_nothing_is_proposed(follower: Node, ask: Ask) -> None:
    """NO_QUORUM: nothing was proposed, so nothing can come of it."""
    here = alone(follower)
    assert (here, (Refused(ask, NO_QUORUM),)) == asked(here, ask)


def test_a_node_below_its_floor_proposes_nothing_for_others(follower: Node) -> None:
    """It only petitions."""
    below = replace(follower, replica=replace(follower.replica, floor=9))
    assert (below, (Refused(Configure("n4"), NO_QUORUM),)) == asked(below, Configure("n4"))


def test_a_leader_orders_what_it_is_asked(serving: Serve) -> None:
    """It proposes to itself."""
    leader = serving(FIRST, FIRST).nodes["n1"]
    after, _ = asked(leader, Configure("n4"))
    assert AddNode("n4") == after.replica.log.tail[-1].entry


# ---- adjusting the version: every refusal, with the names that it is about


def refused(cluster: Cluster, name: str, target: int) -> Refusal:
    """Why a request is refused; it is refused at once, and nothing is ordered."""
    ends = {each: len(node.replica.log.tail) for each, node in cluster.nodes.items()}
    asked_before = cluster.nodes[name].asked
    cluster.told.clear()
    cluster.do(name, AskToAdjust(target))
    assert asked_before + 1 == cluster.nodes[name].asked  # its id is retired
    cluster.settle()
    assert ends == {each: len(node.replica.log.tail) for each, node in cluster.nodes.items()}
    ((teller, told),) = cluster.told
    assert isinstance(told, Refused)
    assert (name, AskToAdjust(target)) == (teller, told.asked)
    return told.refusal


def test_who_is_no_member_may_not_ask(serving: Serve) -> None:
    """NOT_A_MEMBER names the node: this node must be active (claims 15, 22, 29)."""
    cluster = serving(SECOND, SECOND)
    cluster.crash("n2")
    cluster.start("n2")
    cluster.do("n2", AskToAdjust(2))
    assert ("n2", Refused(AskToAdjust(2), Refusal(Why.NOT_A_MEMBER, ("n2",)))) == cluster.told[-1]


def test_one_request_is_outstanding_at_a_time(follower: Node) -> None:
    """The second is refused with the name of the node that asks, and takes no number."""
    first, _ = asked(follower, AskToAdjust(2))
    in_progress = Refusal(Why.ADJUST_IN_PROGRESS, ("n2",))
    assert (first, (Refused(AskToAdjust(2), in_progress),)) == asked(first, AskToAdjust(2))


def test_groups_that_are_still_to_be_told_are_named(follower: Node) -> None:
    """ADJUST_IN_PROGRESS: some group is below the cluster version."""
    log = extended(follower.replica.log, [Record(1, Adjust(Request("n1", 1, 1, 2)))])
    between = replace(follower, replica=replace(follower.replica, log=log, commit=len(log.tail)))
    assert Refusal(Why.ADJUST_IN_PROGRESS, ("words",)) == fast_check(between, Request("n2", 1, 1, 3))


@pytest.mark.parametrize(("target", "why"), [(1, Why.NOTHING_TO_ADJUST), (3, Why.BAD_TARGET)])
def test_only_the_next_version_is_a_target(serving: Serve, target: int, why: Why) -> None:
    """No downgrade, and no step of two."""
    assert Refusal(why) == refused(serving(SECOND, SECOND), "n2", target)


def test_a_partitioned_node_is_named(serving: Serve) -> None:
    """Not while a group is partitioned (claims 9, 16, 23, 30)."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.network = cluster.network.cut("n3")
    cluster.do("n1", ReportLost("n3"))
    cluster.settle()
    assert Refusal(Why.PARTITIONED, ("n3",)) == refused(cluster, "n1", 2)


def test_an_inactive_node_is_named(serving: Serve) -> None:
    """Not while a node is inactive (claims 8, 15, 22, 29)."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.do("n2", AskToLeave())
    cluster.settle()
    assert Refusal(Why.NODE_INACTIVE, ("n2",)) == refused(cluster, "n3", 2)


def test_an_incapable_node_is_named_with_its_range(serving: Serve) -> None:
    """Not while a node cannot run the version (claims 10, 17, 24, 31)."""
    assert Refusal(Why.NODE_INCAPABLE, ("n1 (1..1)", "n3 (1..1)")) == refused(serving(FIRST, SECOND, FIRST), "n2", 2)


def test_a_request_that_finds_no_leader_is_refused(serving: Serve) -> None:
    """NO_QUORUM, after all that could be found against it on the node's own view; nothing was proposed."""
    node = alone(serving(SECOND, SECOND).nodes["n2"])
    after, told = asked(node, AskToAdjust(2))
    assert ((Refused(AskToAdjust(2), NO_QUORUM),), (), 1) == (told, after.outbox, after.asked)
    assert Refusal(Why.BAD_TARGET) == fast_check(node, Request("n2", 1, 1, 3))


def test_an_accepted_request_is_answered_and_completed_to_who_asked(serving: Serve) -> None:
    """The verdict, the switch of every member, and that every group has been told."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.do("n3", AskToAdjust(2))
    cluster.settle()
    request = Request("n3", 1, 1, 2)
    assert [Answered(request, None), Switched("words", 2), Completed(request)] == [
        told for name, told in cluster.told if name == "n3"
    ]
    assert [Switched("words", 2)] == [told for name, told in cluster.told if name == "n2"]


def test_a_request_that_was_overtaken_is_refused_at_its_position(serving: Serve) -> None:
    """This node's own check found nothing; what was ordered before it did: the verdict comes with its names."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.do("n1", ReportFailed("n3"))
    cluster.do("n2", AskToAdjust(2))
    cluster.crash("n3")
    cluster.settle()
    verdict = Answered(Request("n2", 1, 1, 2), Refusal(Why.NODE_INACTIVE, ("n3",)))
    assert [("n2", verdict)] == cluster.told
    assert Status.INACTIVE is seat_of(cluster.view(), "n3").status


# ---- leaving


def test_a_member_that_asks_to_leave_proposes_it_until_it_has_left(follower: Node) -> None:
    """It stays in the outbox: asking again changes nothing."""
    leaving, commands = asked(follower, AskToLeave())
    assert ((Leave("n2", 1),), (Send("n1", Propose(Leave("n2", 1))),)) == (leaving.outbox, commands)
    assert (leaving, ()) == asked(leaving, AskToLeave())


def test_only_a_member_with_a_leader_may_leave(follower: Node) -> None:
    """Who is not in cannot leave, and without a quorum nobody can."""
    outside = replace(follower, phase=Phase.JOINING)
    not_in = Refused(AskToLeave(), Refusal(Why.NOT_A_MEMBER, ("n2",)))
    assert (outside, (not_in,)) == asked(outside, AskToLeave())
    here = alone(follower)
    assert (here, (Refused(AskToLeave(), NO_QUORUM),)) == asked(here, AskToLeave())


# ---- calling functions


def test_a_message_is_built_at_the_version_that_the_member_runs(follower: Node) -> None:
    """Its body is written as that version writes it, though the software can do more; each has its number."""
    hello = Message("n2", "words", 1, 1, "add hello", 1, 1)
    once, commands = asked(follower, Call("words", "add", "hello"))
    assert ((hello,), (Send("n1", Propose(hello)),)) == (once.outbox, commands)
    twice, _ = asked(once, Call("words", "add", "hello"))
    assert (hello, replace(hello, number=2)) == twice.outbox
    assert SECOND.programs[0] is spoken_by(SECOND, 1)


def test_a_new_function_is_sent_and_refused_by_all_before_the_switch(serving: Serve) -> None:
    """FUNCTION_NOT_AVAILABLE is judged at the position: after the switch, and not before (claims 2, 12, 19, 26)."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n2", Call("words", "count", "hello"))
    cluster.settle()
    refusals = [(name, told.refusal) for name, told in cluster.told if not isinstance(told, Answered | Completed)]  # type: ignore[union-attr]  # they are Ignored
    assert [(name, Refusal(Why.FUNCTION_NOT_AVAILABLE, ("words",))) for name in ("n1", "n2")] == refusals


def test_who_has_no_member_of_a_group_may_not_call_it(follower: Node) -> None:
    """It is named."""
    ask = Call("other", "add", "hello")
    assert (follower, (Refused(ask, Refusal(Why.NOT_A_MEMBER, ("n2",))),)) == asked(follower, ask)


@pytest.mark.parametrize("release", [SECOND, Release("second alone", SECOND.programs[1:])], ids=str)
def test_a_function_that_is_not_installed_cannot_be_called(follower: Node, release: Release) -> None:
    """No version of the software has it; nor does software speak a version that it does not have."""
    ask = Call("words", "sing" if release is SECOND else "add", "hello")
    node = replace(follower, release=release)
    assert (node, (Refused(ask, Refusal(Why.FUNCTION_NOT_AVAILABLE, ("words",))),)) == asked(node, ask)


def test_a_call_that_finds_no_leader_is_refused(follower: Node) -> None:
    """NO_QUORUM, and no number is taken."""
    ask, here = Call("words", "add", "hello"), alone(follower)
    assert (here, (Refused(ask, NO_QUORUM),)) == asked(here, ask)
    assert 1 == delivered_view(here).version
