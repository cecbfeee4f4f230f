"""Tests of what a leader does for the cluster: judge proposals, order them, tell groups, bring others up to date."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Joined, NotOrdered, Send
from upshift.impl.delivering import data_of
from upshift.impl.entries import AddNode, Adjust, CreateGroup, Entry, Fail, Join, Leave, Message, Notice
from upshift.impl.events import AskToAdjust, AskToLeave, Create, ReportFailed
from upshift.impl.leading import considered, duties, is_done_already, lacks_a_report, snapshot, welcomed
from upshift.impl.log import Base, Record, end_of, extended, last_view
from upshift.impl.messages import Append, Declined, Snapshot
from upshift.impl.node import Node, Phase, delivered_view
from upshift.impl.ordering.replica import Peer, Role
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.versions import Range
from upshift.impl.views import Judged, Request, Status, group_of, judged_of, seat_of

Serve = Callable[..., Cluster]

V1 = Range(1, 1)


@pytest.fixture
def leader(serving: Serve) -> Node:
    """n1, which leads n2 and n3."""
    return serving(SECOND, SECOND, SECOND).nodes["n1"]


def ordered(before: Node, after: Node) -> tuple[Entry, ...]:
    """What stands in the log in addition."""
    return tuple(each.entry for each in after.replica.log.tail[end_of(before.replica.log) :])


def behind(node: Node, *entries: Entry) -> Node:
    """The node, with more in its log that is not committed."""
    log = extended(node.replica.log, (Record(node.replica.term, entry) for entry in entries))
    return replace(node, replica=replace(node.replica, log=log))


# ---- proposals


def test_a_leader_orders_what_nothing_is_against(leader: Node) -> None:
    """Everybody is told."""
    after, commands = considered(leader, "n2", CreateGroup("late", ("n2",)))
    assert (CreateGroup("late", ("n2",)),) == ordered(leader, after)
    assert ["n2", "n3"] == [command.to for command in commands if isinstance(command, Send)]


def test_nobody_but_a_leader_considers(serving: Serve) -> None:
    """A proposal that reaches another node is lost: its proposer says it again to the new leader."""
    follower = serving(FIRST, FIRST).nodes["n2"]
    assert (follower, ()) == considered(follower, "n1", AddNode("n4"))


@pytest.mark.parametrize(
    "entry",
    [Join("n2", 1, V1), Fail("n2", 0), AddNode("n2"), CreateGroup("words", ()), Notice("words", 2)],
    ids=lambda entry: type(entry).__name__,
)
def test_what_is_done_already_is_neither_ordered_nor_answered(leader: Node, entry: Entry) -> None:
    """It comes late or twice, or is about something that is no more."""
    assert (leader, ()) == considered(leader, "n2", entry)


def test_what_is_refused_is_declined_with_its_reason(serving: Serve) -> None:
    """The proposer learns why; a leader that proposed it itself is told directly."""
    leader = serving(FIRST, FIRST, groups=()).nodes["n1"]
    too_old = Refusal(Why.SOFTWARE_TOO_NEW)
    join = Join("n2", 2, Range(2, 3))
    assert (leader, (Send("n2", Declined(join, too_old)),)) == considered(leader, "n2", join)
    own = replace(leader, outbox=(join,))
    assert NotOrdered(join, too_old) == considered(own, "n1", join)[1][0]


def test_what_may_yet_change_is_not_declined(leader: Node) -> None:
    """Against it is only what stands behind the commit position, and that might never be."""
    join = Join("n2", 2, V1)
    request = Request("n1", 1, 1, 2)
    accepted = behind(leader, Adjust(request))
    assert 2 == last_view(accepted.replica.log).version
    assert (accepted, ()) == considered(accepted, "n2", join)


def test_a_request_is_ordered_also_where_it_is_refused(leader: Node) -> None:
    """All nodes judge it at its position, all alike, and the ledger remembers."""
    request = Request("n2", 1, 1, 3)
    after, _ = considered(leader, "n2", Adjust(request))
    assert (Adjust(request),) == ordered(leader, after)
    assert Judged(request, Refusal(Why.BAD_TARGET)) == judged_of(last_view(after.replica.log), "n2")


def test_a_request_with_a_known_id_is_not_ordered_again(leader: Node) -> None:
    """Asking again changes nothing: the verdict stands, also where it is not committed yet."""
    request = Request("n2", 1, 1, 2)
    once, _ = considered(leader, "n2", Adjust(request))
    assert (once, ()) == considered(once, "n2", Adjust(request))
    assert is_done_already(once, Adjust(request))
    assert not is_done_already(once, AddNode("n4"))


def test_a_message_is_ordered_also_where_it_is_refused(leader: Node) -> None:
    """All members refuse it; but one that was said before its predecessor, or twice, is not ordered."""
    hello = Message("n2", "words", 2, 1, "hello", 1, 1)
    after, _ = considered(leader, "n2", hello)
    assert (hello,) == ordered(leader, after)
    assert (after, ()) == considered(after, "n2", hello)
    assert (leader, ()) == considered(leader, "n2", replace(hello, number=2))


# ---- leaving


def test_a_leave_waits_until_another_member_of_each_group_has_reported(leader: Node) -> None:
    """The roster says that it is ACTIVE; whether it has delivered its JOIN it must have said in this term."""
    leave = Leave("n1", 1)
    unheard = replace(leader, replica=replace(leader.replica, peers=(Peer("n2", 4, 0), Peer("n3", 4, 0))))
    assert lacks_a_report(unheard, leave)
    assert (unheard, ()) == considered(unheard, "n1", leave)
    stale = replace(unheard, replica=replace(unheard.replica, peers=(Peer("n2", 4, 9), Peer("n3", 4, 0))))
    assert lacks_a_report(stale, leave)  # not the incarnation that is on record
    reported = replace(unheard, replica=replace(unheard.replica, peers=(Peer("n2", 4, 1),)))
    assert not lacks_a_report(reported, leave)
    assert (leave,) == ordered(reported, considered(reported, "n1", leave)[0])


def test_a_leader_that_is_a_member_need_not_report_to_itself(leader: Node) -> None:
    """It is the other member, unless it is the one that leaves, or is no member yet."""
    unheard = replace(leader, replica=replace(leader.replica, peers=()))
    assert not lacks_a_report(unheard, Leave("n2", 1))
    assert lacks_a_report(replace(unheard, phase=Phase.STARTED), Leave("n2", 1))


def test_who_hosts_nothing_needs_no_report(serving: Serve) -> None:
    """And only a LEAVE waits: a failure has happened."""
    leader = serving(FIRST, FIRST, groups=()).nodes["n1"]
    assert not lacks_a_report(replace(leader, phase=Phase.STARTED), Leave("n2", 1))
    assert not lacks_a_report(leader, Fail("n2", 1))


def test_the_last_member_of_a_group_is_not_let_go(serving: Serve) -> None:
    """LEAVE is refused as LAST_MEMBER, and names the groups; the node stays, and is told why."""
    cluster = serving(FIRST, FIRST, FIRST, groups=())
    cluster.do("n1", Create("alone", ("n2",)))
    cluster.settle()
    cluster.do("n2", AskToLeave())
    cluster.settle()
    assert [("n2", NotOrdered(Leave("n2", 1), Refusal(Why.LAST_MEMBER, ("alone",))))] == cluster.told
    assert Status.ACTIVE is seat_of(cluster.view(), "n2").status


def test_the_last_node_is_not_let_go(serving: Serve) -> None:
    """A change that would leave no voter is refused as LAST_NODE."""
    cluster = serving(FIRST, FIRST, groups=())
    cluster.crash("n2")
    cluster.do("n1", ReportFailed("n2"))
    cluster.settle()
    cluster.do("n1", AskToLeave())
    assert [("n1", NotOrdered(Leave("n1", 1), Refusal(Why.LAST_NODE, ("n1",))))] == cluster.told


# ---- duties


def test_a_leader_tells_every_group_that_is_still_to_be_told(serving: Serve) -> None:
    """What is to be done stands in the log: whoever leads finds it there, and orders each notice once."""
    leader = serving(SECOND, groups=("a", "b")).nodes["n1"]
    untold = replace(delivered_view(leader), version=2)
    at = replace(
        leader, replica=replace(leader.replica, log=replace(leader.replica.log, base=Base(9, 1, untold), tail=()))
    )
    waiting = replace(at, replica=replace(at.replica, commit=9))
    after, _ = duties(waiting)
    assert [Notice("a", 2), Notice("b", 2)] == [each.entry for each in after.replica.log.tail]
    assert (after, ()) == duties(after)


def test_a_leader_looks_after_its_own_proposals(leader: Node) -> None:
    """What it had to wait with it orders when it may; nobody else has duties."""
    waiting = replace(leader, outbox=(Leave("n1", 1),))
    after, _ = duties(waiting)
    assert (Leave("n1", 1),) == ordered(leader, after)
    assert (after, ()) == duties(after)
    ended = replace(waiting, phase=Phase.STOPPED)
    assert (ended, ()) == duties(ended)
    follower = replace(waiting, replica=replace(waiting.replica, role=Role.FOLLOWER))
    assert (follower, ()) == duties(follower)


# ---- bringing others up to date


def test_who_knocks_is_told_what_it_lacks(leader: Node) -> None:
    """By the log, as ordering has it."""
    after, (command,) = welcomed(leader, "n3", whole=False)
    assert isinstance(command, Send)
    assert ("n3", Append, leader) == (command.to, type(command.message), after)


def test_who_cannot_read_what_is_between_gets_a_snapshot(leader: Node) -> None:
    """The state after all that the leader has delivered: versions, roster and ledger, then what the members know."""
    data = data_of(leader)
    assert (("words", ""),) == data
    base = Base(leader.replica.commit, leader.replica.term, delivered_view(leader))
    message = Snapshot(leader.replica.term, base, (("words", ""),))
    assert (leader, (Send("n3", message),)) == welcomed(leader, "n3", whole=True)
    assert message == snapshot(leader, (("words", ""),))


def test_who_cannot_help_is_silent(serving: Serve, leader: Node) -> None:
    """A follower is not asked; a leader that does not have a group's version has no snapshot to give."""
    follower = serving(FIRST, FIRST).nodes["n2"]
    assert (follower, ()) == welcomed(follower, "n1", whole=False)
    poor = replace(leader, release=Release("second alone", SECOND.programs[1:]))
    assert (poor, ()) == welcomed(poor, "n2", whole=True)


def test_a_leader_that_was_lost_between_two_notices_is_not_needed(serving: Serve) -> None:
    """Another finds in its log which groups are still to be told."""
    cluster = serving(SECOND, SECOND, SECOND, groups=("a", "b"))
    cluster.do("n1", AskToAdjust(2))
    cluster.settle(lambda some: 2 == some.view().version)
    while any(len(notices(node)) < 1 for node in cluster.nodes.values()):
        cluster.deliver()
    cluster.crash("n1")
    cluster.network = cluster.network.cut("n1")
    cluster.settle()
    assert {1: 0, 2: 2} == {n: sum(g.version == n for g in cluster.view().groups) for n in (1, 2)}
    assert all(group_of(cluster.view(), name) is not None for name in ("a", "b"))
    assert [Notice("a", 2), Notice("b", 2)] == notices(cluster.nodes["n2"])
    cluster.network = cluster.network.healed("n1")
    cluster.start("n1")
    cluster.settle()
    assert ("n1", Joined(2)) == cluster.told[-1]
    assert {"n1": 2, "n2": 2, "n3": 2} == cluster.members("b")


def notices(node: Node) -> list[Entry]:
    """The notices in a node's log."""
    return [each.entry for each in node.replica.log.tail if isinstance(each.entry, Notice)]
