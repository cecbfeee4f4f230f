"""Replication: the leader appends and sends, the others store and answer, what a quorum has stored is committed.

Source: protocol 2.
"""

from dataclasses import replace

from upshift.impl.entries import Entry, Opening
from upshift.impl.folding import after
from upshift.impl.log import (
    Base,
    Log,
    Record,
    end_of,
    extended,
    last_view,
    records_after,
    shortened,
    term_at,
)
from upshift.impl.messages import Append, Behind, Over, Snapshot, Stored
from upshift.impl.ordering.replica import Peer, Replica, Role, Sent, Turn, in_term, is_leader, keeps_promise, others
from upshift.impl.ordering.rules import is_committed, is_heard_by
from upshift.impl.quorum import voters

# ---- the leader


def opened(leader: Replica) -> Turn:
    """A node begins to lead; what it finds uncommitted it can only commit with an entry of its own term."""
    if end_of(leader.log) == leader.commit:
        return leader, announced(leader)
    return appended(leader, Opening())


def must_wait(leader: Replica, entry: Entry) -> bool:
    """A change of voters is appended only after hearing, in this term, from a quorum of the view after it."""
    now = last_view(leader.log)
    then = after(now, entry).view
    return voters(then) != voters(now) and not is_heard_by(leader, then)


def proposed(leader: Replica, entry: Entry) -> Turn:
    """The leader orders an entry, or waits until it may; nobody else orders anything."""
    if not is_leader(leader) or must_wait(leader, entry):
        return leader, ()
    return appended(leader, entry)


def appended(leader: Replica, entry: Entry) -> Turn:
    """The entry stands at the end of the leader's log, and everybody is told."""
    longer = replace(leader, log=extended(leader.log, (Record(leader.term, entry),)))
    return advanced(longer, announced(longer))


def announced(leader: Replica) -> tuple[Sent, ...]:
    """What the leader has, told to every other configured node: voters, and those who are to catch up."""
    return tuple(told(leader, node) for node in others(leader))


def told(leader: Replica, node: str) -> Sent:
    """What the leader has and the node may lack: behind what it has stored, if that is known, or what is committed."""
    known = next((peer.stored for peer in leader.peers if peer.node == node), leader.commit)
    return told_from(leader, node, known)


def told_from(leader: Replica, node: str, p: int) -> Sent:
    """What the leader has behind a position; if that is not kept any more, behind its base, which the node may lack."""
    begin = max(p, leader.log.base.position)
    term = term_at(leader.log, begin)
    assert term is not None  # noqa: S101  # it lies between the base and the end of the leader's own log
    return Sent(node, Append(leader.term, begin, term, records_after(leader.log, begin), leader.commit))


def advanced(leader: Replica, sent: tuple[Sent, ...]) -> Turn:
    """Commits the last position that can be committed, and all before it; if there is one, everybody is told again."""
    for p in range(end_of(leader.log), leader.commit, -1):
        if is_committed(leader, p):
            further = replace(leader, commit=p)
            return further, announced(further)
    return leader, sent


def confirmed(leader: Replica, sender: str, message: Stored) -> Turn:
    """Somebody has stored the log up to a position."""
    if not is_leader(leader) or message.term != leader.term:
        return leader, ()
    known = next((peer for peer in leader.peers if peer.node == sender), Peer(sender, 0, 0))
    now = Peer(sender, max(known.stored, message.length), max(known.member, message.member))
    if now in leader.peers:
        return leader, ()
    rest = tuple(peer for peer in leader.peers if peer.node != sender)
    heard = replace(leader, peers=tuple(sorted((*rest, now), key=lambda peer: peer.node)))
    return advanced(heard, ())


def asked_for_more(leader: Replica, sender: str, message: Behind) -> Turn:
    """Somebody lacks what the leader thought it had: it is told again, from where it knows.

    (What the leader's own log does not reach back to takes a snapshot, which is more than ordering can give.)
    """
    if not is_leader(leader) or message.term != leader.term or message.length < leader.log.base.position:
        return leader, ()
    return leader, (told_from(leader, sender, min(message.length, end_of(leader.log))),)


# ---- the others


def following(replica: Replica, leader: str, term: int) -> Replica:
    """The replica as a follower of the leader of a term, which is its own or a later one."""
    here = replica if term == replica.term else in_term(replica, term)
    return replace(here, role=Role.FOLLOWER, leader=leader, supporters=frozenset())


def told_to_append(replica: Replica, sender: str, message: Append, member: int) -> Turn:
    """The leader's records are stored behind what both have; what contradicts them was never committed, and goes."""
    if message.term < replica.term:
        return replica, (Sent(sender, Over(message.term, replica.term)),)
    here = following(replica, sender, message.term)
    if term_at(here.log, max(message.after, here.log.base.position)) is None or _misfit(here.log, message):
        return here, (Sent(sender, Behind(here.term, here.commit)),)
    last = message.after + len(message.records)
    log = with_records(here.log, message)
    stored = replace(here, log=log, commit=max(here.commit, min(message.commit, last)), synced=True)
    if not keeps_promise(stored):
        return stored, ()
    return stored, (Sent(sender, Stored(stored.term, last, member)),)


def _misfit(log: Log, message: Append) -> bool:
    """The log has another entry than the leader at the position behind which the records stand."""
    return message.after >= log.base.position and term_at(log, message.after) != message.after_term


def with_records(log: Log, message: Append) -> Log:
    """The log with the records in it: those that it has already are left as they are, and all behind them too."""
    for offset, record in enumerate(message.records):
        p = message.after + offset + 1
        if p > log.base.position and term_at(log, p) != record.term:
            return extended(shortened(log, p - 1), message.records[offset:])
    return log


# ---- snapshots


def told_to_restore(replica: Replica, sender: str, message: Snapshot, member: int) -> Turn:
    """The replica takes over the state of the cluster at a position, unless it has delivered that already."""
    if message.term < replica.term:
        return replica, (Sent(sender, Over(message.term, replica.term)),)
    here = following(replica, sender, message.term)
    base = message.base
    if base.position > here.commit:
        here = replace(here, log=_restored(here.log, base), commit=base.position)
    here = replace(here, synced=True)
    if not keeps_promise(here):
        return here, ()
    return here, (Sent(sender, Stored(here.term, base.position, member)),)


def _restored(log: Log, base: Base) -> Log:
    """The log that begins at a base; what stands behind it stays if it agrees with it."""
    if term_at(log, base.position) != base.term:
        return Log(base)
    return Log(base, log.tail[base.position - log.base.position :])
