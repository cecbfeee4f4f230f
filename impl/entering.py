"""How a process comes in, and how it ends: door, promise, JOIN; petition; put out, left (protocol 3, 5)."""

from dataclasses import replace

from upshift.impl.commands import Applied, Command, NotOrdered, PutOut, Send, Stop
from upshift.impl.delivering import followed, is_stuck, knowing
from upshift.impl.entries import Entry, Join, Leave, Petition
from upshift.impl.messages import Knock, Snapshot
from upshift.impl.node import Node, Phase, Step, after_turn, delivered_view, reported
from upshift.impl.ordering.leaving import may_stop, own_leave, parted
from upshift.impl.ordering.replica import Replica, keeps_promise
from upshift.impl.ordering.replication import told_to_restore
from upshift.impl.ordering.rules import is_caught_up
from upshift.impl.programs import program_of
from upshift.impl.proposing import propose, without
from upshift.impl.refusals import Refusal
from upshift.impl.roster import fence, has_ended
from upshift.impl.views import Status, View, is_active, seat_of

# ---- in


def entered(node: Node) -> Step:
    """What a process does once it is up to date: it looks at the versions first, then promises, then announces itself.

    Below its floor it only petitions, until it has learnt from the log that all it ever announced has ended.
    """
    if not is_outside(node) or not is_caught_up(node.replica):
        return node, ()
    view = delivered_view(node)
    seat = seat_of(view, node.replica.name)
    refusal = fence_at_own_door(view, node.replica)
    if refusal is not None:
        return stopped(node, refusal)
    if seat.status is Status.ABSENT or node.phase is Phase.JOINING:
        return node, ()
    if not keeps_promise(node.replica):
        if not has_ended(seat, node.replica.incarnation):
            return propose(node, Petition(node.replica.name, node.replica.incarnation))
        return entered(replace(node, replica=promise_taken_back(node.replica, view), outbox=()))
    if is_stuck(node):
        return node, asked_for_snapshot(node)
    promising = replace(node, replica=promised(node.replica), phase=Phase.JOINING)
    return propose(promising, Join(node.replica.name, node.replica.incarnation, node.replica.software))


def is_outside(node: Node) -> bool:
    """The process is at its own door, or waits at the cluster's: what it cannot read it must not wait for."""
    return node.phase in {Phase.STARTED, Phase.JOINING}


def fence_at_own_door(view: View, replica: Replica) -> Refusal | None:
    """The joiner's own door: the versions in use are looked at before anything else is read."""
    return fence(view, replica.software)


def promised(replica: Replica) -> Replica:
    """The floor rises to the newest version that is about to be claimed: others will count on it."""
    return replace(replica, floor=replica.software.newest)


def promise_taken_back(replica: Replica, view: View) -> Replica:
    """The floor falls to the cluster version, and the process goes on as a new incarnation."""
    return replace(replica, floor=view.version, incarnation=replica.incarnation + 1)


def asked_for_snapshot(node: Node) -> tuple[Command, ...]:
    """The leader is asked for a snapshot, if it is somebody else."""
    leader = node.replica.leader
    return () if leader is None or leader == node.replica.name else (Send(leader, Knock(whole=True)),)


def declined(node: Node, entry: Entry, refusal: Refusal) -> Step:
    """The leader does not order what was proposed, and says why.

    A joiner goes on knocking: a word that comes late must not make it forget what it has announced, and where it is
    right its own door will find the same.
    """
    if entry not in node.outbox:
        return node, ()
    return (node if isinstance(entry, Join) else without(node, entry)), (NotOrdered(entry, refusal),)


def restored(node: Node, sender: str, message: Snapshot) -> Step:
    """Takes over a snapshot: its versions are checked first, and nothing else is read if they do not fit."""
    if is_outside(node) and message.term >= node.replica.term:
        refusal = fence_at_own_door(message.base.view, node.replica)
        if refusal is not None:
            return stopped(node, refusal)
    then, commands = after_turn(node, told_to_restore(node.replica, sender, message, reported(node)))
    if then.replica.commit != message.base.position or message.term < node.replica.term:
        return then, commands
    known, said = followed(replace(then, applied=read_snapshot(then, message)), message.base.view)
    return known, (*commands, *said)


def read_snapshot(node: Node, message: Snapshot) -> Applied:
    """What the members of each group know; what the node knew before, if it cannot read all of it."""
    programs = {group.name: program_of(node.release, group.version) for group in message.base.view.groups}
    values = {name: program.restore(text) for name, text in message.data if (program := programs[name]) is not None}
    if len(values) < len(message.data):
        return node.applied
    return knowing(message.base.position, values)


# ---- out


def moved_on(node: Node, since: int) -> Step:
    """A process whose incarnation is no longer ACTIVE has left, or was put out; one that has left stops in the end."""
    if node.phase is Phase.LEAVING and may_stop(node.replica):
        return stopped(node, None)
    if node.phase not in {Phase.MEMBER, Phase.JOINING} or not has_lost_its_seat(node):
        return node, ()
    p = left_at(node, since)
    if p is not None:
        leaver = replace(node, phase=Phase.LEAVING, members=(), outbox=(), adjusting=None)
        return after_turn(leaver, parted(leaver.replica, p))
    return put_out(node)


def has_lost_its_seat(node: Node) -> bool:
    """The roster knows of this incarnation, and that it is not ACTIVE."""
    view, me = delivered_view(node), node.replica
    return seat_of(view, me.name).incarnation >= me.incarnation and not is_active(view, me.name, me.incarnation)


def left_at(node: Node, since: int) -> int | None:
    """Where the node's own LEAVE stands; in its base, if it wants to leave and a snapshot has brought it up."""
    me = node.replica
    p = own_leave(me, since)
    if p is None and since < me.log.base.position and Leave(me.name, me.incarnation) in node.outbox:
        return me.log.base.position
    return p


def put_out(node: Node) -> Step:
    """Who learns that it was put out stops acting, and goes on as a new incarnation without members."""
    ended = node.replica.incarnation
    again = Node(node.release, replace(node.replica, incarnation=ended + 1), node.applied)
    return again, (PutOut(ended),)


def stopped(node: Node, refusal: Refusal | None) -> Step:
    """The process wants to be ended; what it has is on disk."""
    gone = replace(node, phase=Phase.STOPPED, members=(), outbox=(), adjusting=None)
    return gone, (Stop(refusal),)
