"""How a node comes up, and what it makes of an event with everything that follows: the way in to `impl`."""

from dataclasses import replace

from upshift.impl.asking import asked
from upshift.impl.commands import Command, Disk, Send, Write
from upshift.impl.delivering import delivered, is_stuck, read_again
from upshift.impl.entering import asked_for_snapshot, declined, entered, moved_on, restored
from upshift.impl.events import Compact, Event, Received, Tick, TimeOut
from upshift.impl.leading import considered, duties, welcomed
from upshift.impl.log import compacted
from upshift.impl.messages import Behind, Declined, Knock, NodeMessage, Propose, Snapshot
from upshift.impl.node import Node, Phase, Step, after_turn, disk_of, reported
from upshift.impl.ordering.election import time_out
from upshift.impl.ordering.leaving import said
from upshift.impl.ordering.receiving import received
from upshift.impl.ordering.replica import Replica, is_leader, others
from upshift.impl.ordering.replication import announced
from upshift.impl.programs import Release
from upshift.impl.proposing import proposed_again


def boot(name: str, release: Release, disk: Disk) -> Step:
    """Starts what is installed, as a new incarnation: that is on disk before anything else is done."""
    replica = Replica(
        name=name,
        software=release.range,
        term=disk.term,
        vote=disk.vote,
        log=disk.log,
        commit=disk.commit,
        incarnation=disk.incarnation + 1,
        floor=disk.floor,
    )
    node, read = read_again(Node(release, replica, disk.applied), disk.commit)
    return node, (Write(disk_of(node)), *read)


def step(node: Node, event: Event) -> Step:
    """What a node makes of an event: itself afterwards, and what it wants done, in order; pure, and total.

    Whatever of the node is durable and has changed is the first command, a `Write`: it is on disk before anybody else
    can know. A node that has stopped does nothing.
    """
    if node.phase is Phase.STOPPED:
        return node, ()
    acted, commands = handled(node, event)
    settled, more = followed_up(node, acted)
    return settled, written_first(disk_of(node), disk_of(settled), (*commands, *more))


def written_first(before: Disk, after: Disk, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The commands, behind a `Write` if the disk must change."""
    return commands if before == after else (Write(after), *commands)


# ---- the event itself


def handled(node: Node, event: Event) -> Step:
    """What a node makes of the event itself."""
    match event:
        case TimeOut():
            return timed_out(node)
        case Tick():
            return node, repeated(node)
        case Compact():
            return forgotten(node), ()
        case Received(sender=sender, message=message):
            return heard(node, sender, message)
        case _:
            return asked(node, event)


def timed_out(node: Node) -> Step:
    """No leader is heard of: the node canvasses, unless there are messages that it cannot read."""
    if is_stuck(node) and not is_leader(node.replica):
        return replace(node, replica=replace(node.replica, leader=None, synced=False)), ()
    return after_turn(node, time_out(node.replica))


def heard(node: Node, sender: str, message: NodeMessage) -> Step:
    """What a node makes of a message."""
    match message:
        case Propose(entry=entry):
            return considered(node, sender, entry)
        case Declined(entry=entry, refusal=refusal):
            return declined(node, entry, refusal)
        case Knock(whole=whole):
            return welcomed(node, sender, whole=whole)
        case Snapshot():
            return restored(node, sender, message)
        case Behind(term=node.replica.term, length=length) if length < node.replica.log.base.position:
            return welcomed(node, sender, whole=True)
        case _:
            return after_turn(node, received(node.replica, sender, message, reported(node)))


def repeated(node: Node) -> tuple[Command, ...]:
    """All that may have been lost, said again."""
    replica = node.replica
    leading = announced(replica) if is_leader(replica) else ()
    leaving = said(replica, replica.left_at) if replica.left_at is not None else ()
    sent = tuple(Send(to, message) for to, message in (*leading, *leaving))
    if not is_leader(replica) and not replica.synced:
        return (*sent, *(Send(other, Knock()) for other in others(replica)))
    stuck = asked_for_snapshot(node) if is_stuck(node) else ()
    return (*sent, *proposed_again(node, node.outbox), *stuck)


def forgotten(node: Node) -> Node:
    """The log without what was delivered and read: what comes before is in the snapshot that the node can give."""
    p = min(node.replica.commit, node.applied.position)
    if p <= node.replica.log.base.position:
        return node
    return replace(node, replica=replace(node.replica, log=compacted(node.replica.log, p)))


# ---- what follows


def followed_up(before: Node, node: Node) -> Step:
    """Everything that follows: what is committed is delivered, an end is taken note of, a leader does its duties.

    A leader that is a quorum by itself commits at once what it orders: then there is more to deliver.
    """
    commands: list[Command] = []
    reached = before.replica.commit
    while True:
        since, reached = reached, node.replica.commit
        node, told = delivered(node, since)
        node, ended = moved_on(node, since)
        node, entering = entered(node)
        node, ordered = duties(node)
        commands += (*told, *ended, *entering, *ordered)
        if node.replica.commit == reached:
            break
    if node.replica.leader != before.replica.leader:
        commands += proposed_again(node, before.outbox)
    return node, tuple(commands)
