"""Which messages of ordered delivery can no longer matter: to deliver one does nothing, now or ever again.

Each rule leans on what only rises: a node's term; within a term its vote, the end of its candidacy or leadership, and
what a leader has heard. The engine holds the rules to that: what is dropped must be without effect.
"""

from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    Farewell,
    NodeMessage,
    Over,
    Recorded,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.ordering.replica import Replica, Role


def is_spent(message: NodeMessage, sender: Replica, receiver: Replica) -> bool:
    """The message of one replica to another can do nothing any more."""
    match message:
        case Canvass(term=term):
            return sender.term >= term  # whom it would help is in that term already, and its answer to nobody
        case Support(term=term):
            return receiver.term >= term
        case Campaign(term=term):
            return sender.term > term and (receiver.term, receiver.vote is not None) > (term, False)
        case Vote(term=term):
            return not _is(Role.CANDIDATE, receiver, term) or sender.name in receiver.supporters
        case Over(of=of):
            return receiver.term > of
        case Append(term=term) | Snapshot(term=term):
            return sender.term > term and receiver.term > term
        case Stored(term=term):
            return not _is(Role.LEADER, receiver, term) or _is_known(message, sender.name, receiver)
        case Behind(term=term):
            return not _is(Role.LEADER, receiver, term)
        case Farewell(position=position):
            return sender.left_at != position
        case Recorded(position=position):
            return receiver.left_at != position or sender.name in receiver.witnesses
        case _:
            return False


def _is(role: Role, replica: Replica, term: int) -> bool:
    """The replica has this role in the term, or may come to have it."""
    return replica.term < term or (replica.term == term and replica.role is role)


def _is_known(message: Stored, sender: str, leader: Replica) -> bool:
    """The leader of the term has heard as much already."""
    return leader.term == message.term and any(
        peer.node == sender and peer.stored >= message.length and peer.member >= message.member for peer in leader.peers
    )
