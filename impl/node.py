"""One node that runs: what it knows, and what of that is durable (protocol 1, 3).

`stepping` starts it and moves it on. Nothing in it is ever changed in place.
"""

from dataclasses import dataclass, replace
from enum import Enum

from upshift.impl.commands import Applied, Command, Disk, Send
from upshift.impl.entries import Adjust, Entry
from upshift.impl.log import Base, Log, view_at
from upshift.impl.ordering.replica import Replica, Turn
from upshift.impl.programs import Release
from upshift.impl.views import Request, View


class Phase(Enum):
    """Where a process is in its life.

    STARTED: it is not yet up to date, or at the door. JOINING: its JOIN is proposed. MEMBER: it has delivered its JOIN.
    LEAVING: it has delivered its LEAVE, and is still needed. STOPPED: it has asked to be ended, and does nothing more.
    """

    STARTED = "STARTED"
    JOINING = "JOINING"
    MEMBER = "MEMBER"
    LEAVING = "LEAVING"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Node:
    """A node that runs."""

    release: Release
    replica: Replica
    applied: Applied
    phase: Phase = Phase.STARTED
    members: tuple[tuple[str, int], ...] = ()
    """The groups that it has a member of, and the version that each runs."""
    outbox: tuple[Entry, ...] = ()
    """What it has proposed and not seen settled; it is said again to every new leader, and at every tick."""
    asked: int = 0
    """How many requests this incarnation has made."""
    spoken: int = 0
    """How many messages this incarnation has sent."""
    adjusting: Request | None = None
    """Its request that was accepted, until every group has been told."""


Step = tuple[Node, tuple[Command, ...]]
"""What a node makes of an event: itself afterwards, and what it wants done."""


# ---- what is durable


def new_disk(view: View) -> Disk:
    """The disk of a node that has never run, in a cluster that begins with this view."""
    return Disk(
        term=0,
        vote=None,
        log=Log(Base(0, 0, view)),
        commit=0,
        incarnation=0,
        floor=view.version,
        applied=Applied(0),
    )


def disk_of(node: Node) -> Disk:
    """What of a node must be on disk before it acts on it."""
    replica = node.replica
    return Disk(
        replica.term, replica.vote, replica.log, replica.commit, replica.incarnation, replica.floor, node.applied
    )


# ---- looking at it


def delivered_view(node: Node) -> View:
    """The view after all that the node has delivered."""
    return view_at(node.replica.log, node.replica.commit)


def is_member(node: Node) -> bool:
    """The node represents its groups."""
    return node.phase is Phase.MEMBER


def reported(node: Node) -> int:
    """What the node reports of itself to the leader: its incarnation, if it is a member, or 0."""
    return node.replica.incarnation if is_member(node) else 0


def version_run(node: Node, group: str) -> int | None:
    """The version that the node's member of a group runs, if it has one."""
    return dict(node.members).get(group)


def waiting(node: Node) -> Request | None:
    """The request that the node wants a verdict on."""
    return next((entry.request for entry in node.outbox if isinstance(entry, Adjust)), None)


# ---- steps


def after_turn(node: Node, turn: Turn) -> Step:
    """The node with what its replica has become, and what that sends."""
    replica, sent = turn
    return replace(node, replica=replica), tuple(Send(to, message) for to, message in sent)
