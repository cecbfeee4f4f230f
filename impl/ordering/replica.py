"""What one node knows for ordered delivery, durable and not (protocol 2).

Durable: term, vote, log, commit position, incarnation, floor. A crash keeps exactly these.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from upshift.impl.log import Log, last_view
from upshift.impl.messages import NodeMessage
from upshift.impl.versions import Range
from upshift.impl.views import configured


class Role(Enum):
    """What a node is in its term; CANVASSING asks whether it would be elected, before it begins a new one."""

    FOLLOWER = "FOLLOWER"
    CANVASSING = "CANVASSING"
    CANDIDATE = "CANDIDATE"
    LEADER = "LEADER"


@dataclass(frozen=True, slots=True)
class Peer:
    """What a leader has heard from another node in its term: how much of the log it has, and whether it is a member."""

    node: str
    stored: int
    member: int


@dataclass(frozen=True, slots=True)
class Replica:
    """One node, as ordered delivery sees it."""

    name: str
    software: Range
    """What runs."""
    term: int
    vote: str | None
    log: Log
    commit: int
    """All up to here is known to be committed, and delivered."""
    incarnation: int
    floor: int
    """The highest version that the node has promised to be able to run."""
    role: Role = Role.FOLLOWER
    leader: str | None = None
    """The leader that was heard from since the last time-out; itself, if it leads."""
    synced: bool = False
    """This incarnation has heard from that leader how far it has committed, and has come that far."""
    supporters: frozenset[str] = frozenset()
    """Those who would vote, or did."""
    peers: tuple[Peer, ...] = ()
    left_at: int | None = None
    """The position at which this incarnation's LEAVE was delivered."""
    witnesses: frozenset[str] = frozenset()
    """Those who have recorded that it is committed."""


class Sent(NamedTuple):
    """A message, and whom it is for."""

    to: str
    message: NodeMessage


Turn = tuple[Replica, tuple[Sent, ...]]
"""What a replica makes of an event: itself afterwards, and what it sends."""


def keeps_promise(replica: Replica) -> bool:
    """What runs is not below the floor; if it is, it neither votes nor leads, nor does what it stores count."""
    return replica.floor <= replica.software.newest


def is_leader(replica: Replica) -> bool:
    """The node leads its term."""
    return replica.role is Role.LEADER


def in_term(replica: Replica, term: int) -> Replica:
    """The replica in a later term, of which it knows nothing yet."""
    return replace(
        replica,
        term=term,
        vote=None,
        role=Role.FOLLOWER,
        leader=None,
        synced=False,
        supporters=frozenset(),
        peers=(),
    )


def restarted(replica: Replica) -> Replica:
    """What is left of a replica when its process ends: what is on disk."""
    return Replica(
        name=replica.name,
        software=replica.software,
        term=replica.term,
        vote=replica.vote,
        log=replica.log,
        commit=replica.commit,
        incarnation=replica.incarnation,
        floor=replica.floor,
    )


def others(replica: Replica) -> tuple[str, ...]:
    """The other configured nodes, in their order."""
    return tuple(seat.node for seat in configured(last_view(replica.log)) if seat.node != replica.name)


def to_each(nodes: tuple[str, ...], message: NodeMessage) -> tuple[Sent, ...]:
    """The same message to several nodes."""
    return tuple(Sent(node, message) for node in nodes)
