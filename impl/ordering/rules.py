"""The two rules that make the order one: who is elected, and what is committed (protocol 2).

The views of a log are the fold of the whole of it, delivered or not. What decides needs a quorum in *every* view from
the last position that the node knows to be committed: by one view alone, two halves of a cluster go on separately.
"""

from collections.abc import Set as AbstractSet

from upshift.impl.log import Log, end_of, last_term, last_view, term_at, views_from
from upshift.impl.ordering.replica import Replica, keeps_promise
from upshift.impl.quorum import is_quorum, voters
from upshift.impl.views import View, reads


def views_that_decide(log: Log, commit: int, last: int) -> tuple[View, ...]:
    """The views in each of which a quorum is needed, from what is known to be committed up to a position."""
    return views_from(log, commit, last)


def is_elected(replica: Replica, supporters: AbstractSet[str]) -> bool:
    """Those who vote for the node are a quorum of every view up to the end of its log."""
    return all(
        is_quorum(view, supporters) for view in views_that_decide(replica.log, replica.commit, end_of(replica.log))
    )


def is_committed(replica: Replica, p: int) -> bool:
    """Of an entry of the leader's own term: those who have stored it are a quorum of every view up to it."""
    stored = {replica.name, *(peer.node for peer in replica.peers if peer.stored >= p)}
    return term_at(replica.log, p) == replica.term and all(
        is_quorum(view, stored) for view in views_that_decide(replica.log, replica.commit, p)
    )


def is_heard_by(replica: Replica, view: View) -> bool:
    """The leader has heard, in its term, from a quorum of a view: only then does it append the change that makes it."""
    return is_quorum(view, {replica.name, *(peer.node for peer in replica.peers)})


def is_as_long(replica: Replica, last: int, length: int) -> bool:
    """A log that ends so is at least as up to date as the node's own: by last term, then by length."""
    return (last_term(replica.log), end_of(replica.log)) <= (last, length)


def electorate(replica: Replica) -> tuple[str, ...]:
    """Everybody else whose vote may count."""
    views = views_that_decide(replica.log, replica.commit, end_of(replica.log))
    return tuple(dict.fromkeys(node for view in views for node in voters(view) if node != replica.name))


def may_campaign(replica: Replica) -> bool:
    """A node that keeps its promise, and whose software reads every version in use at the end of its log.

    It need not be a voter: one that was put out may hold the longest log, and who does not know yet that it was put out
    needs its vote. It leads only if the voters of every view want it, until they know what it knows.
    """
    return keeps_promise(replica) and reads(replica.software, last_view(replica.log))


def is_caught_up(replica: Replica) -> bool:
    """The node knows what was committed when it last heard; a leader, once an entry of its own term is."""
    if replica.leader != replica.name:
        return replica.synced
    return replica.commit == end_of(replica.log) or term_at(replica.log, replica.commit) == replica.term
