"""What ordered delivery must keep, and what must be seen of it, said of real replicas.

`one_history` is the law that the model has by construction: there it says that one log only grows, here that the logs
of all nodes are one.
"""

from upshift.impl.entries import Entry, Join, Leave, Opening
from upshift.impl.log import Position, end_of, last_term, last_view, position_at, term_at
from upshift.impl.ordering.replica import Replica, Role
from upshift.impl.quorum import voters
from upshift.proofs.explore.system import Move
from upshift.proofs.order.machine import Member

Members = tuple[Member, ...]

# ---- laws


def one_history(one: Replica, other: Replica) -> bool:
    """No two nodes have delivered different entries at one position."""
    first = max(one.log.base.position, other.log.base.position)
    last = min(one.commit, other.commit)
    return all(_same(position_at(one.log, p), position_at(other.log, p)) for p in range(first + 1, last + 1))


def _same(one: Position, other: Position) -> bool:
    """The same entry, ordered by the same leader."""
    return (one.term, one.entry) == (other.term, other.entry)


def one_leader_per_term(one: Replica, other: Replica) -> bool:
    """No two nodes lead the same term."""
    return not (one.role is other.role is Role.LEADER and one.term == other.term)


def leader_has_all(one: Replica, other: Replica) -> bool:
    """A leader has every entry that anybody has delivered in its term or before."""
    if one.role is not Role.LEADER or one.term < other.term:
        return True
    last = min(other.commit, end_of(other.log))
    return all(
        term_at(one.log, p) == term_at(other.log, p)
        for p in range(max(one.log.base.position, other.log.base.position), last + 1)
    )


def delivered_stays(before: Replica, after: Replica) -> bool:
    """What a node has delivered it has delivered for ever: nothing is lost, and nothing takes its place."""
    first = max(before.log.base.position, after.log.base.position)
    return before.commit <= after.commit <= end_of(after.log) and all(
        _same(position_at(before.log, p), position_at(after.log, p)) for p in range(first + 1, before.commit + 1)
    )


# ---- what must be possible


def is_settled(members: Members) -> bool:
    """Somebody leads; it has delivered all it has, and so have all voters, who follow it."""
    return any(
        leader.role is Role.LEADER
        and leader.commit == end_of(leader.log)
        and leader.name in voters(last_view(leader.log))
        and all(
            member.replica.name not in voters(last_view(leader.log))
            or (not member.stopped and member.replica.term == leader.term and member.replica.commit == leader.commit)
            for member in members
        )
        for leader in (member.replica for member in members if not member.stopped)
    )


# ---- what must be seen


def delivers(before: Members, after: Members, kind: type[Entry]) -> bool:
    """A node delivers an entry of this kind."""
    return any(
        isinstance(position_at(then.replica.log, p).entry, kind)
        for now, then in zip(before, after, strict=True)
        for p in range(now.replica.commit + 1, then.replica.commit + 1)
    )


def a_leader_is_elected(before: Members, move: Move[Members], after: Members) -> bool:
    """A node comes to lead."""
    del move
    return any(
        now.replica.role is not Role.LEADER and then.replica.role is Role.LEADER
        for now, then in zip(before, after, strict=True)
    )


def a_leader_is_replaced(before: Members, move: Move[Members], after: Members) -> bool:
    """A node comes to lead while another still believes that it does."""
    return a_leader_is_elected(before, move, after) and any(now.replica.role is Role.LEADER for now in before)


def an_entry_is_delivered(before: Members, move: Move[Members], after: Members) -> bool:
    """A node delivers something."""
    del move
    return any(now.replica.commit < then.replica.commit for now, then in zip(before, after, strict=True))


def an_entry_is_taken_back(before: Members, move: Move[Members], after: Members) -> bool:
    """An entry that was never committed gives way to what the leader has."""
    del move
    return any(
        any(
            term_at(then.replica.log, p) not in {None, term_at(now.replica.log, p)}
            for p in range(now.replica.commit + 1, end_of(now.replica.log) + 1)
        )
        for now, then in zip(before, after, strict=True)
    )


def an_older_entry_is_committed_by_a_later_one(before: Members, move: Move[Members], after: Members) -> bool:
    """A new leader commits what it found in its log, with an entry of its own term behind it."""
    del move
    return any(
        then.replica.role is Role.LEADER
        and now.replica.commit < then.replica.commit
        and (term_at(then.replica.log, now.replica.commit + 1) or 0) < last_term(then.replica.log)
        for now, then in zip(before, after, strict=True)
    )


def a_leader_opens_its_term(before: Members, move: Move[Members], after: Members) -> bool:
    """A new leader finds something uncommitted, and appends an entry of its own."""
    return a_leader_is_elected(before, move, after) and any(
        then.replica.role is Role.LEADER
        and end_of(then.replica.log) > 0
        and isinstance(position_at(then.replica.log, end_of(then.replica.log)).entry, Opening)
        for then in after
    )


def a_leave_is_delivered(before: Members, move: Move[Members], after: Members) -> bool:
    """A node delivers a LEAVE."""
    del move
    return delivers(before, after, Leave)


def a_join_is_delivered(before: Members, move: Move[Members], after: Members) -> bool:
    """A node delivers a JOIN."""
    del move
    return delivers(before, after, Join)


def a_leaver_stops(before: Members, move: Move[Members], after: Members) -> bool:
    """A node that has left is told by enough others that they know, and stops."""
    del move
    return any(not now.stopped and then.stopped for now, then in zip(before, after, strict=True))
