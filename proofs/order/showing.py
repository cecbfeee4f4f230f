"""A replica as a reader is shown it: what is on its disk, then what it knows besides."""

from dataclasses import dataclass

from upshift.proofs.order.machine import Member
from upshift.proofs.order.wording import log_in_words


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
