"""Tests of how a process comes in, and how it ends: door, promise, JOIN; petition; put out, left."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Joined, NotOrdered, PutOut, Send, Stop, Switched, Write
from upshift.impl.delivering import is_stuck
from upshift.impl.entering import (
    declined,
    entered,
    has_lost_its_seat,
    left_at,
    moved_on,
    put_out,
    read_snapshot,
    restored,
    stopped,
)
from upshift.impl.entries import Adjust, Fail, Join, Leave, Petition
from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Received,
    ReportFailed,
    ReportLost,
    Tick,
    TimeOut,
    Unconfigure,
)
from upshift.impl.leading import snapshot
from upshift.impl.log import Base, end_of
from upshift.impl.messages import Declined, Knock, Propose, Snapshot
from upshift.impl.node import Node, Phase, delivered_view, disk_of, is_member, new_disk
from upshift.impl.ordering.replica import Replica
from upshift.impl.programs import Program, Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.stepping import boot, step
from upshift.impl.versions import Range
from upshift.impl.views import Request, Seat, Status, genesis, seat_of

Serve = Callable[..., Cluster]

TOO_OLD = Refusal(Why.SOFTWARE_TOO_OLD)
TOO_NEW = Refusal(Why.SOFTWARE_TOO_NEW)


def trap(program: Program) -> Program:
    """The program, for which to read anything is a mistake."""

    def must_not_be_read(text: str) -> tuple[str, str]:
        raise AssertionError(text)

    return replace(program, decode=must_not_be_read, restore=must_not_be_read)


FIRST_THAT_MUST_NOT_READ = Release("first, unread", tuple(trap(program) for program in FIRST.programs))
SECOND_THAT_MUST_NOT_READ = Release("second, unread", (trap(SECOND.programs[1]),))


def switched(serving: Serve, *releases: Release) -> Cluster:
    """A cluster in service at version 2."""
    cluster = serving(*releases)
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    assert 2 == cluster.view().version
    cluster.told.clear()
    return cluster


def down(cluster: Cluster, name: str) -> Cluster:
    """The cluster after a node has left in order."""
    cluster.do(name, AskToLeave())
    cluster.settle()
    cluster.told.clear()
    return cluster


# ---- the door


def test_a_process_that_is_not_up_to_date_does_nothing_yet(serving: Serve) -> None:
    """It neither looks at versions nor promises before it knows what is committed."""
    cluster = down(serving(FIRST, FIRST), "n2")
    node, _ = boot("n2", SECOND, cluster.disks["n2"])
    assert (node, ()) == entered(node)


def test_a_member_is_in_already(serving: Serve) -> None:
    """The door is for those who come in."""
    node = serving(FIRST, FIRST).nodes["n1"]
    assert (node, ()) == entered(node)


def test_the_floor_is_raised_before_the_join_is_sent(serving: Serve) -> None:
    """Before it sends JOIN a node durably raises its floor to its claim's newest: one write, then the proposal."""
    cluster = down(serving(FIRST, FIRST), "n2")
    cluster.install("n2", SECOND)
    cluster.start("n2")
    assert 1 == cluster.disks["n2"].floor
    for sent in cluster.do("n2", Tick()):
        assert Send("n1", Knock()) == sent
    cluster.deliver()
    write, *rest = cluster.deliver()
    assert isinstance(write, Write)
    assert 2 == write.disk.floor
    assert Send("n1", Propose(Join("n2", 2, Range(1, 2)))) in rest
    assert Phase.JOINING is cluster.nodes["n2"].phase
    cluster.settle()
    assert [("n2", Joined(2))] == cluster.told


@pytest.mark.parametrize("compacted", [False, True], ids=["by the log", "by a snapshot"])
def test_software_that_is_too_old_stops_at_its_own_door(serving: Serve, compacted: bool) -> None:
    """A node that comes back after the switch with its old software learns why, and reads nothing before."""
    cluster = down(switched(serving, SECOND, SECOND, SECOND), "n3")
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    if compacted:
        cluster.do("n1", Compact())
        cluster.disks["n3"] = new_disk(genesis(("n1", "n2", "n3"), 1))
    cluster.install("n3", FIRST_THAT_MUST_NOT_READ)
    cluster.told.clear()
    cluster.start("n3")
    cluster.settle()
    assert [("n3", Stop(TOO_OLD))] == cluster.told
    assert "n3" not in cluster.nodes


@pytest.mark.parametrize("compacted", [False, True], ids=["by the log", "by a snapshot"])
def test_software_that_is_too_new_stops_at_its_own_door(serving: Serve, compacted: bool) -> None:
    """It does not speak the version in use; it may come again once the cluster has switched."""
    cluster = down(serving(SECOND, SECOND, SECOND), "n3")
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    if compacted:
        cluster.do("n1", Compact())
        cluster.disks["n3"] = new_disk(genesis(("n1", "n2", "n3"), 1))
    cluster.install("n3", SECOND_THAT_MUST_NOT_READ)
    cluster.told.clear()
    cluster.start("n3")
    cluster.settle()
    assert [("n3", Stop(TOO_NEW))] == cluster.told


@pytest.mark.parametrize(
    ("installed", "versions", "refusal"),
    [(FIRST_THAT_MUST_NOT_READ, 2, TOO_OLD), (SECOND_THAT_MUST_NOT_READ, 1, TOO_NEW)],
    ids=["too old", "too new"],
)
@pytest.mark.parametrize("phase", [Phase.STARTED, Phase.JOINING])
def test_the_fence_comes_before_anything_is_decoded(
    installed: Release, versions: int, refusal: Refusal, phase: Phase
) -> None:
    """Versions come first in a snapshot: if they do not fit, its data are not looked at, and nothing is stored."""
    node, _ = boot("n2", installed, new_disk(genesis(("n1", "n2"), 1)))
    view = replace(delivered_view(node), version=versions)
    message = Snapshot(1, Base(7, 1, view), (("words", "\0 no text of any version"),))
    after, commands = step(replace(node, phase=phase), Received("n1", message))
    assert ((Stop(refusal),), Phase.STOPPED) == (commands, after.phase)
    assert disk_of(node) == disk_of(after)


def test_a_joiner_that_waits_is_turned_away_when_the_versions_move_on(serving: Serve) -> None:
    """Its JOIN is proposed and not ordered: what it cannot read it must not wait for."""
    cluster = down(serving(SECOND, SECOND), "n2")
    node, _ = boot("n2", FIRST, replace(cluster.disks["n2"], floor=1))
    me = replace(node.replica, leader="n1", synced=True)
    waiting, _ = entered(replace(node, replica=me))
    assert (Phase.JOINING, (waiting, ())) == (waiting.phase, entered(waiting))
    ahead = replace(delivered_view(waiting), version=2)
    beyond = Base(end_of(me.log) + 1, me.term, ahead)
    moved = replace(waiting, replica=replace(me, log=replace(me.log, base=beyond, tail=()), commit=beyond.position))
    assert (Stop(TOO_OLD),) == entered(moved)[1]


def test_a_node_that_is_not_configured_waits_until_it_is(serving: Serve) -> None:
    """To be let in it must be added again; nothing is promised before."""
    cluster = down(serving(FIRST, FIRST, FIRST), "n3")
    cluster.do("n1", Unconfigure("n3"))
    cluster.settle()
    node, _ = boot("n3", SECOND, disk_of(cluster.nodes["n1"]))
    node = replace(node, replica=replace(node.replica, leader="n1", synced=True))
    assert (node, ()) == entered(node)


# ---- the promise, and going back


def test_software_below_the_floor_only_petitions(serving: Serve) -> None:
    """It asks the cluster to end all its incarnations so far, and says so again until it is done."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.crash("n3")
    cluster.install("n3", FIRST)
    cluster.start("n3")
    cluster.do("n3", Tick())
    cluster.deliver_all()
    assert Petition("n3", 2) in cluster.entries("n1")
    assert Fail("n3", 1) not in cluster.entries("n1")


def test_a_promise_is_taken_back_before_the_switch(serving: Serve) -> None:
    """Once it has learnt that it has ended its floor falls to the cluster version, and it joins like anyone."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.crash("n3")
    cluster.install("n3", FIRST)
    cluster.start("n3")
    cluster.settle()
    assert (1, 3) == (cluster.disks["n3"].floor, cluster.disks["n3"].incarnation)
    assert [("n3", Joined(3))] == cluster.told
    assert Seat("n3", Status.ACTIVE, 3, Range(1, 1)) == seat_of(cluster.view(), "n3")
    cluster.do("n1", AskToAdjust(2))
    assert Why.NODE_INCAPABLE is cluster.told[-1][1].refusal.why  # type: ignore[union-attr]  # it is a Refused


def test_after_an_accepted_switch_nothing_is_taken_back(serving: Serve) -> None:
    """A faulty release can be rolled back as long as no switch was accepted; afterwards it is SOFTWARE_TOO_OLD."""
    cluster = switched(serving, SECOND, SECOND, SECOND)
    cluster.crash("n3")
    cluster.install("n3", FIRST)
    cluster.start("n3")
    cluster.settle()
    assert [("n3", Stop(TOO_OLD))] == cluster.told
    assert 2 == cluster.disks["n3"].floor


def test_a_petition_is_not_made_twice(serving: Serve) -> None:
    """It is in the outbox until the log shows that all has ended."""
    cluster = serving(SECOND, SECOND)
    node, _ = boot("n2", FIRST, cluster.disks["n2"])
    below, commands = entered(replace(node, replica=replace(node.replica, leader="n1", synced=True)))
    assert (Send("n1", Propose(Petition("n2", 2))),) == commands
    assert (below, ()) == entered(below)


# ---- a snapshot instead of what is between


def test_a_joiner_that_cannot_read_what_is_between_asks_for_a_snapshot(serving: Serve) -> None:
    """Messages in a version that it does not have: it comes to what they led to, and joins."""
    only_second = Release("second alone", SECOND.programs[1:])
    cluster = down(serving(SECOND, SECOND, SECOND), "n3")
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    started, _ = boot("n3", only_second, cluster.disks["n3"])
    cluster.start("n3")
    cluster.settle()
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    log, commit = cluster.nodes["n1"].replica.log, cluster.nodes["n1"].replica.commit
    me = replace(started.replica, log=log, commit=commit, leader="n1", synced=True)
    behind = replace(started, replica=me)
    assert is_stuck(behind)
    assert (behind, (Send("n1", Knock(whole=True)),)) == entered(behind)
    alone = replace(behind, replica=replace(me, leader="n3"))
    assert (alone, ()) == entered(alone)
    data = (("words", '["hello"]'),)
    brought, _ = restored(behind, "n1", Snapshot(me.term, Base(commit, me.term, delivered_view(behind)), data))
    assert ((("words", ("hello",)),), commit) == (brought.applied.values, brought.applied.position)


def test_what_a_snapshot_says_is_what_was_delivered(serving: Serve) -> None:
    """A member that has fallen behind is brought up too: it switches, and has what the group knows."""
    cluster = serving(SECOND, SECOND, SECOND)
    behind = cluster.nodes["n3"]
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    leader = cluster.nodes["n1"]
    message = snapshot(leader, (("words", '["hello"]'),))
    after, told = restored(behind, "n1", message)
    assert (leader.applied, leader.replica.commit) == (after.applied, after.replica.commit)
    assert (Switched("words", 2), (("words", 2),)) == (told[-1], after.members)
    assert (after, told[:1]) == restored(after, "n1", message)


def test_a_snapshot_of_an_earlier_term_or_position_is_not_read(serving: Serve) -> None:
    """It is answered, as ordering has it, and the members know what they knew."""
    cluster = serving(FIRST_THAT_MUST_NOT_READ, FIRST_THAT_MUST_NOT_READ)
    node = cluster.nodes["n2"]
    old = Snapshot(node.replica.term, Base(0, 0, genesis(("n1", "n2"), 1)), (("words", "5:hello"),))
    assert node == restored(node, "n1", old)[0]
    here = Base(node.replica.commit, node.replica.term, delivered_view(node))
    assert node == restored(node, "n1", Snapshot(0, here, (("words", "5:hello"),)))[0]


def test_what_a_node_cannot_read_of_a_snapshot_leaves_all_as_it_was(serving: Serve) -> None:
    """The program of one group's version is missing: it knows what it knew before, and is behind."""
    node = serving(FIRST, FIRST, groups=("a", "b")).nodes["n2"]
    groups = tuple(replace(group, version=2 if group.name == "b" else 1) for group in delivered_view(node).groups)
    base = Base(9, 1, replace(delivered_view(node), groups=groups))
    message = Snapshot(1, base, (("a", "5:hello"), ("b", "[]")))
    assert node.applied == read_snapshot(node, message)
    assert (("a", ("hello",)),) == read_snapshot(replace(node, release=SECOND), message).values


# ---- declined


def test_what_is_declined_is_not_said_again(serving: Serve) -> None:
    """The caller learns why; what was not proposed, or is settled, is not answered."""
    node, leave = serving(FIRST, FIRST).nodes["n2"], Leave("n2", 1)
    refusal = Refusal(Why.LAST_MEMBER, ("words",))
    assert (node, ()) == declined(node, leave, refusal)
    waiting = replace(node, outbox=(leave, Adjust(Request("n2", 1, 1, 2))))
    after, told = step(waiting, Received("n1", Declined(leave, refusal)))
    assert (waiting.outbox[1:], (NotOrdered(leave, refusal),)) == (after.outbox, told)


def test_a_joiner_that_is_declined_goes_on_knocking(serving: Serve) -> None:
    """A word that comes late must not make it forget what it has announced."""
    node, join = serving(FIRST, FIRST).nodes["n2"], Join("n2", 2, Range(1, 1))
    waiting = replace(node, outbox=(join,), phase=Phase.JOINING)
    assert (waiting, (NotOrdered(join, TOO_OLD),)) == declined(waiting, join, TOO_OLD)


# ---- out


def test_a_node_that_leaves_stops_when_others_have_recorded_it(serving: Serve) -> None:
    """It has no members from the delivery of its LEAVE on, and runs until it is needed by nobody."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.do("n3", AskToLeave())
    while cluster.nodes["n3"].phase is Phase.MEMBER:
        cluster.deliver()
    leaver = cluster.nodes["n3"]
    assert (Phase.LEAVING, (), ()) == (leaver.phase, leaver.members, leaver.outbox)
    assert (leaver, ()) == moved_on(leaver, leaver.replica.commit)
    cluster.deliver_all()
    assert [("n3", Stop(None))] == cluster.told


@pytest.mark.parametrize("event", [ReportFailed("n3"), ReportLost("n3")])
def test_a_node_that_is_put_out_goes_on_as_a_new_incarnation(serving: Serve, event: ReportFailed | ReportLost) -> None:
    """It stops acting when it learns of it, and joins again (MERGE after PARTITION)."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.network = cluster.network.cut("n3")
    cluster.do("n1", event)
    cluster.settle()
    ended = Status.INACTIVE if isinstance(event, ReportFailed) else Status.PARTITIONED
    assert (ended, ()) == (seat_of(cluster.view(), "n3").status, tuple(cluster.told))
    assert is_member(cluster.nodes["n3"])  # it does not know
    cluster.network = cluster.network.healed("n3")
    cluster.settle()
    assert [("n3", PutOut(1)), ("n3", Joined(2))] == cluster.told
    assert (2, 2) == (seat_of(cluster.view(), "n3").incarnation, cluster.disks["n3"].incarnation)


def test_who_still_has_its_seat_goes_on(serving: Serve) -> None:
    """Also before its JOIN is on record; and who has no seat to lose."""
    node = serving(FIRST, FIRST).nodes["n2"]
    assert not has_lost_its_seat(node)
    later = replace(node, phase=Phase.JOINING, replica=replace(node.replica, incarnation=2))
    assert not has_lost_its_seat(later)
    for each in (node, later, replace(node, phase=Phase.STARTED)):
        assert (each, ()) == moved_on(each, 0)


def test_a_leaver_that_was_brought_up_by_a_snapshot_has_left_there(serving: Serve) -> None:
    """It wants to leave, and is found to have no seat: its LEAVE is among what the snapshot took the place of."""
    cluster = serving(FIRST, FIRST, FIRST)
    before = replace(cluster.nodes["n3"], outbox=(Leave("n3", 1),))
    leader = down(cluster, "n3").nodes["n1"]
    after, commands = step(before, Received("n1", snapshot(leader, (("words", ""),))))
    assert (Phase.LEAVING, leader.replica.commit) == (after.phase, after.replica.left_at)
    assert 2 == sum(isinstance(command, Send) and command.to in {"n1", "n2"} for command in commands[2:])
    assert None is left_at(replace(after, outbox=()), 0)
    unasked, told = step(replace(before, outbox=()), Received("n1", snapshot(leader, (("words", ""),))))
    assert (Phase.JOINING, 2) == (unasked.phase, unasked.replica.incarnation)
    assert PutOut(1) in told


def test_who_is_put_out_keeps_what_is_durable_and_nothing_else(serving: Serve) -> None:
    """As after a crash; but the process, and whom it follows, stay."""
    node = replace(
        serving(FIRST, FIRST).nodes["n2"], outbox=(Leave("n2", 1),), asked=3, adjusting=Request("n2", 1, 3, 2)
    )
    again, told = put_out(node)
    me: Replica = replace(node.replica, incarnation=2)
    assert (Node(FIRST, me, node.applied), (PutOut(1),)) == (again, told)


def test_a_process_that_wants_to_be_ended_does_nothing_more(serving: Serve) -> None:
    """What it has is on disk."""
    gone, told = stopped(serving(FIRST, FIRST).nodes["n2"], TOO_NEW)
    assert ((Stop(TOO_NEW),), Phase.STOPPED, ()) == (told, gone.phase, gone.members)
    assert (gone, ()) == step(gone, TimeOut())
