"""Tests of the step of a node: how it comes up, what it writes before it sends, and what follows from an event."""

from collections.abc import Callable
from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Command, Disk, NotOrdered, Send, Write
from upshift.impl.entries import AddNode, CreateGroup, Leave
from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Configure,
    Event,
    Received,
    ReportFailed,
    ReportLost,
    Tick,
    TimeOut,
    Unconfigure,
)
from upshift.impl.log import Base, Record, end_of, extended, position_at, view_at
from upshift.impl.messages import Append, Behind, Canvass, Declined, Farewell, Knock, Propose, Snapshot, Stored
from upshift.impl.node import Node, Phase, disk_of, new_disk
from upshift.impl.ordering.replica import Role, restarted
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.stepping import boot, step
from upshift.impl.views import View, genesis, group_of

Serve = Callable[..., Cluster]

SECOND_ALONE = Release("second, without version 1", SECOND.programs[1:])
NAMES = ("n1", "n2", "n3")

# ---- coming up


def consistent(disk: Disk) -> Disk:
    """A disk on which what is committed is in the log, and was read."""
    log = disk.log
    commit = max(log.base.position, min(disk.commit, end_of(log)))
    return replace(disk, commit=commit, applied=replace(disk.applied, position=commit))


@given(disk=st.from_type(Disk).map(consistent))
def test_a_crash_keeps_what_is_on_the_disk_and_nothing_else(disk: Disk) -> None:
    """What comes up is the disk, under the next incarnation: no role, no leader, no members, nothing asked for."""
    node, commands = boot("n1", SECOND, disk)
    assert replace(disk, incarnation=disk.incarnation + 1) == disk_of(node)
    assert Node(SECOND, restarted(node.replica), disk.applied) == node
    assert (Write(disk_of(node)),) == commands


@given(disk=st.from_type(Disk).map(consistent), times=st.integers(1, 4))
def test_each_start_is_a_new_incarnation_which_is_on_disk_first(disk: Disk, times: int) -> None:
    """One run of a node, numbered by a durable counter: a crash before the write has announced nothing."""
    before = disk.incarnation
    for _ in range(times):
        _, (write,) = boot("n1", FIRST, disk)
        assert isinstance(write, Write)
        disk = write.disk
    assert before + times == disk.incarnation


def test_what_runs_is_what_is_installed() -> None:
    """The software is no part of the disk: the same disk comes up with another release."""
    disk = new_disk(genesis(("n1",), 1))
    assert [FIRST.range, SECOND.range] == [boot("n1", each, disk)[0].replica.software for each in (FIRST, SECOND)]


def test_everything_but_the_disk_is_lost_in_a_crash(serving: Serve) -> None:
    """A member that has asked for things, and spoken, comes up as one that has done neither."""
    cluster = serving(SECOND, SECOND)
    for event in (Call("words", "add", "x"), AskToAdjust(2), AskToLeave()):
        cluster.do("n2", event)
    before = cluster.nodes["n2"]
    cluster.crash("n2")
    cluster.start("n2")
    after = cluster.nodes["n2"]
    assert replace(disk_of(before), incarnation=2) == disk_of(after)
    lost = {each.name for each in fields(Node) if getattr(before, each.name) != getattr(after, each.name)}
    assert {"replica", "phase", "members", "outbox", "asked", "spoken"} == lost
    assert Node(SECOND, restarted(after.replica), after.applied) == after


# ---- what is durable is written first: any run of a small cluster


class Watched(Cluster):
    """A cluster in which every step is checked as it is taken."""

    def __init__(self, *releases: Release) -> None:
        """Three nodes that have just been started."""
        self.history: dict[int, View] = {}
        super().__init__(dict(zip(NAMES, releases, strict=True)))

    def do(self, name: str, event: Event) -> tuple[Command, ...]:
        """The step, and what must be so of it."""
        before, disk = self.nodes.get(name), self.disks[name]
        commands = super().do(name, event)
        if before is None:
            assert () == commands
            return commands
        after, again = step(before, event)
        assert commands == again  # a pure function
        self.check_what_was_written(before, after, disk, commands)
        self.check_what_is_so(after)
        return commands

    def check_what_was_written(self, before: Node, after: Node, disk: Disk, commands: tuple[Command, ...]) -> None:
        """One write, before anything else, of all that is durable; and none if nothing durable has changed."""
        assert disk == disk_of(before)
        written = (Write(disk_of(after)),) if disk != disk_of(after) else ()
        assert written == commands[: len(written)]
        assert not any(isinstance(command, Write) for command in commands[len(written) :])
        assert disk_of(after) == self.disks[after.replica.name]
        assert (before.replica.term, before.replica.incarnation) <= (after.replica.term, after.replica.incarnation)
        if before.replica.term == after.replica.term:
            assert before.replica.vote in {None, after.replica.vote}
        assert before.replica.commit <= after.replica.commit

    def check_what_is_so(self, node: Node) -> None:
        """All nodes have delivered one history, and members run what their group runs, and what is installed."""
        log, commit = node.replica.log, node.replica.commit
        for p in range(log.base.position, commit + 1):
            assert self.history.setdefault(p, view_at(log, p)) == view_at(log, p)
        for name, version in node.members:
            group = group_of(view_at(log, commit), name)
            assert group is not None
            assert group.version == version
            assert version in node.release.range
        assert node.phase is not Phase.MEMBER or node.release.range.newest <= node.replica.floor


names = st.sampled_from(NAMES)
asks = st.one_of(
    st.builds(AskToAdjust, st.sampled_from((2, 2, 3))),
    st.just(AskToLeave()),
    st.builds(ReportFailed, names),
    st.builds(ReportLost, names),
    st.builds(Configure, names),
    st.builds(Unconfigure, names),
    st.builds(Call, st.just("words"), st.sampled_from(("add", "count")), st.just("x")),
    st.just(Compact()),
)
moves = st.one_of(
    *[st.tuples(st.just("deliver"), st.integers(0, 5))] * 4,
    st.tuples(st.sampled_from(("lose", "double")), st.integers(0, 5)),
    st.tuples(st.sampled_from(("crash", "cut", "heal", "start")), names),
    st.tuples(names, st.just(Tick()) | st.just(TimeOut()) | asks),
    st.tuples(st.just("install"), names, st.sampled_from((FIRST, SECOND, SECOND_ALONE))),
)


def made(cluster: Cluster, move: tuple[object, ...]) -> None:
    """One move, if it is possible."""
    match move:
        case "deliver", int(index) if index < len(cluster.network.letters):
            cluster.deliver(index)
        case "lose", int(index) if index < len(cluster.network.letters):
            cluster.network = cluster.network.lost(index)
        case "double", int(index) if index < len(cluster.network.letters):
            cluster.network = cluster.network.doubled(index)
        case "crash", str(name):
            cluster.crash(name)
        case "cut", str(name):
            cluster.network = cluster.network.cut(name)
        case "heal", str(name):
            cluster.network = cluster.network.healed(name)
        case "start", str(name) if name not in cluster.nodes:
            cluster.start(name)
        case "install", str(name), Release() as release if name not in cluster.nodes:
            cluster.install(name, release)
        case str(name), event if name in NAMES:
            cluster.do(name, event)  # type: ignore[arg-type]  # drawn as an event


@settings(max_examples=60)
@given(run=st.lists(moves, min_size=10, max_size=80), updated=st.booleans())
def test_a_step_writes_before_it_sends(run: list[tuple[object, ...]], updated: bool) -> None:
    """If anything durable has changed the first command writes it, whole; otherwise nothing is written."""
    cluster = Watched(SECOND if updated else FIRST, SECOND, FIRST)
    cluster.settle()
    cluster.do("n1", Received("n2", Propose(CreateGroup("words", NAMES))))
    for move in run:
        made(cluster, move)


@settings(max_examples=20)
@given(run=st.lists(moves, min_size=10, max_size=80))
def test_after_whatever_happened_the_cluster_comes_to_its_newest_version(run: list[tuple[object, ...]]) -> None:
    """Once everybody is in contact and has the newer software, all who are configured join, and the switch is made."""
    cluster = Watched(SECOND, SECOND, SECOND)
    cluster.settle()
    cluster.do("n1", Received("n2", Propose(CreateGroup("words", NAMES))))
    for move in run:
        made(cluster, move)
    for name in NAMES:
        cluster.network = cluster.network.healed(name)
        cluster.crash(name)
        cluster.install(name, SECOND)
        cluster.start(name)
    cluster.settle()
    for name in NAMES:
        for other in NAMES:
            cluster.do(name, Configure(other))
    cluster.settle()
    assert {Phase.MEMBER} == {node.phase for node in cluster.nodes.values()}
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    assert 2 == cluster.view().version
    assert dict.fromkeys(NAMES, 2) == cluster.members("words")


# ---- events


def test_a_node_that_has_stopped_does_nothing(serving: Serve) -> None:
    """It waits for its process to be ended."""
    node = replace(serving(FIRST).nodes["n1"], phase=Phase.STOPPED)
    for event in (Tick(), TimeOut(), Compact(), AskToAdjust(2), Received("n2", Knock())):
        assert (node, ()) == step(node, event)


def test_a_follower_that_times_out_canvasses(serving: Serve) -> None:
    """Nothing durable changes, so nothing is written."""
    node = serving(FIRST, FIRST, FIRST).nodes["n2"]
    after, commands = step(node, TimeOut())
    asking = Canvass(2, 1, end_of(node.replica.log))
    assert (Role.CANVASSING, (Send("n1", asking), Send("n3", asking))) == (after.replica.role, commands)


def test_a_node_that_cannot_read_what_it_has_delivered_does_not_campaign(serving: Serve) -> None:
    """It only forgets its leader; a leader stays one."""
    node = serving(SECOND, SECOND, SECOND).nodes["n2"]
    stuck = replace(node, applied=replace(node.applied, position=1))
    after, commands = step(stuck, TimeOut())
    assert ((), Role.FOLLOWER, None, False) == (
        commands,
        after.replica.role,
        after.replica.leader,
        after.replica.synced,
    )
    leads = replace(stuck, replica=replace(stuck.replica, role=Role.LEADER, leader="n2"))
    assert Role.LEADER is step(leads, TimeOut())[0].replica.role


def test_a_message_reaches_whom_it_is_for(serving: Serve) -> None:
    """Proposals, answers, knocks and snapshots are the node's; all else is ordering's."""
    cluster = serving(FIRST, FIRST)
    leader, follower = cluster.nodes["n1"], cluster.nodes["n2"]
    proposed, _ = step(leader, Received("n2", Propose(AddNode("n4"))))
    assert AddNode("n4") == position_at(proposed.replica.log, end_of(proposed.replica.log)).entry
    asking, refusal = replace(follower, outbox=(Leave("n2", 1),)), Refusal(Why.LAST_NODE, ("n2",))
    assert (NotOrdered(Leave("n2", 1), refusal),) == step(asking, Received("n1", Declined(Leave("n2", 1), refusal)))[1]
    (told,) = step(leader, Received("n2", Knock()))[1]
    assert isinstance(told, Send)
    assert isinstance(told.message, Append)
    base = Base(9, 1, view_at(leader.replica.log, 3))
    restored, commands = step(follower, Received("n1", Snapshot(1, base, (("words", ""),))))
    assert (Write(disk_of(restored)), Send("n1", Stored(1, 9, 1))) == commands
    assert (leader, ()) == step(leader, Received("n2", Stored(0, 9, 1)))


# ---- saying again what may have been lost


def test_at_a_tick_a_leader_says_what_it_has(serving: Serve) -> None:
    """To everybody else, as when it was appended."""
    cluster = serving(FIRST, FIRST, FIRST)
    node, commands = step(cluster.nodes["n1"], Tick())
    assert node == cluster.nodes["n1"]
    assert [("n2", Append), ("n3", Append)] == [
        (each.to, type(each.message)) for each in commands if isinstance(each, Send)
    ]


def test_at_a_tick_a_follower_says_what_is_not_settled(serving: Serve) -> None:
    """Silence means unknown: it is the same entry with the same id."""
    node, _ = step(serving(SECOND, SECOND).nodes["n2"], AskToAdjust(2))
    (entry,) = node.outbox
    assert (node, (Send("n1", Propose(entry)),)) == step(node, Tick())


def test_at_a_tick_who_knows_no_leader_knocks_everywhere(serving: Serve) -> None:
    """Somebody will know; its proposals wait."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.crash("n2")
    cluster.start("n2")
    node = cluster.nodes["n2"]
    assert (node, (Send("n1", Knock()), Send("n3", Knock()))) == step(node, Tick())


def test_at_a_tick_a_leaver_asks_again_who_has_recorded_it(serving: Serve) -> None:
    """It is needed until it has heard."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.do("n3", AskToLeave())
    while cluster.nodes["n3"].phase is Phase.MEMBER:
        cluster.deliver()
    leaver = cluster.nodes["n3"]
    p = leaver.replica.commit
    assert (leaver, (Send("n1", Farewell(p)), Send("n2", Farewell(p)))) == step(leaver, Tick())


def test_at_a_tick_who_could_not_read_something_asks_for_a_snapshot(serving: Serve) -> None:
    """Only a snapshot says what it has led to."""
    node = serving(SECOND, SECOND, SECOND).nodes["n2"]
    stuck = replace(node, applied=replace(node.applied, position=1))
    assert (Send("n1", Knock(whole=True)),) == step(stuck, Tick())[1]


# ---- forgetting the log


def test_what_was_delivered_and_read_may_be_forgotten(serving: Serve) -> None:
    """The log begins behind it; the view, and what the members know, stay."""
    before = serving(FIRST, FIRST).nodes["n1"]
    after, commands = step(before, Compact())
    here = Base(before.replica.commit, before.replica.term, view_at(before.replica.log, before.replica.commit))
    assert (here, (), (Write(disk_of(after)),)) == (after.replica.log.base, after.replica.log.tail, commands)
    assert before.applied == after.applied
    assert (after, ()) == step(after, Compact())


def test_what_was_not_read_is_kept(serving: Serve) -> None:
    """Other software may read it yet."""
    node = serving(FIRST, FIRST).nodes["n2"]
    after, _ = step(replace(node, applied=replace(node.applied, position=2)), Compact())
    assert 2 == after.replica.log.base.position


def test_who_comes_from_before_the_base_is_brought_up_by_a_snapshot(serving: Serve) -> None:
    """A leader that has forgotten what another lacks gives what it has led to; in another term it is not asked."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.crash("n3")
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    cluster.do("n1", Compact())
    cluster.disks["n3"] = replace(new_disk(genesis(NAMES, 1)), incarnation=1, floor=2, term=1)
    cluster.start("n3")
    cluster.settle()
    assert 5 == cluster.nodes["n3"].replica.log.base.position
    assert cluster.nodes["n1"].applied == cluster.nodes["n3"].applied
    assert 3 == len(cluster.members("words"))
    leader = cluster.nodes["n1"]
    assert (leader, ()) == step(leader, Received("n3", Behind(0, 0)))
    assert Snapshot is type(step(leader, Received("n3", Behind(1, 0)))[1][0].message)  # type: ignore[union-attr]  # it is a Send


# ---- what follows


def test_who_is_a_quorum_by_itself_delivers_at_once_what_it_orders(serving: Serve) -> None:
    """The request, its verdict and the notices of all groups: in one step, and one write."""
    node = serving(SECOND, groups=("a", "b")).nodes["n1"]
    after, commands = step(node, AskToAdjust(2))
    assert (("a", 2), ("b", 2)) == after.members
    assert ["Write", "Answered", "Switched", "Switched", "Completed"] == [type(each).__name__ for each in commands]


def test_a_new_leader_is_told_what_is_not_settled(serving: Serve) -> None:
    """Proposals outlive the leader that they were made to."""
    node, _ = step(serving(SECOND, SECOND, SECOND).nodes["n2"], AskToAdjust(2))
    end = end_of(node.replica.log)
    after, commands = step(node, Received("n3", Append(2, end, 1, (), end)))
    assert "n3" == after.replica.leader
    assert Send("n3", Propose(node.outbox[0])) == commands[-1]


def test_what_a_new_leader_has_committed_is_delivered_before_it_orders(serving: Serve) -> None:
    """Its own proposals are considered once its log says what has become of them."""
    node = serving(SECOND, SECOND).nodes["n1"]
    log = extended(node.replica.log, [Record(1, AddNode("n4"))])
    waiting = replace(node, replica=replace(node.replica, log=log), outbox=(Leave("n1", 1),))
    after, _ = step(waiting, Received("n2", Stored(1, 4, 1)))
    assert 4 == after.replica.commit
    assert Leave("n1", 1) == position_at(after.replica.log, 5).entry
