"""A replica and its messages as a reader is shown them: terms, roles and logs in a few words."""

from dataclasses import dataclass

from upshift.impl.entries import Entry, Join, Leave, Message, Opening
from upshift.impl.log import Log
from upshift.proofs.order.machine import Member


@dataclass(frozen=True, slots=True)
class Shown:
    """One node: what is on its disk, then what it knows besides."""

    term: int
    vote: str | None
    log: tuple[str, ...]
    commit: int
    role: str
    leader: str | None
    supporters: tuple[str, ...]
    stored: tuple[str, ...]


def in_words(entry: Entry) -> str:
    """An entry in a word."""
    match entry:
        case Message(body=body):
            return body
        case Join(node=node) | Leave(node=node):
            return f"{type(entry).__name__.upper()} {node}"
        case Opening():
            return "OPENING"
        case _:
            return type(entry).__name__


def log_in_words(log: Log) -> tuple[str, ...]:
    """The entries of a log, each with its term."""
    return tuple(f"{in_words(position.entry)} @{position.term}" for position in log.tail)


def shown(node: str, member: Member) -> Shown:
    """A member as a reader is shown it."""
    del node
    me = member.replica
    return Shown(
        term=me.term,
        vote=me.vote,
        log=log_in_words(me.log),
        commit=me.commit,
        role="STOPPED" if member.stopped else me.role.name,
        leader=me.leader,
        supporters=tuple(sorted(me.supporters)),
        stored=tuple(f"{peer.node}:{peer.stored}" for peer in me.peers),
    )
