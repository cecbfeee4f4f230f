"""The unsafe neighbours of the rules of ordered delivery: each leaves out one thing, and what that breaks."""

from dataclasses import replace

from upshift.impl import quorum
from upshift.impl.entries import Entry
from upshift.impl.log import Log, end_of, term_at, view_at, views_from
from upshift.impl.ordering import leaving, replica, replication, rules
from upshift.impl.ordering.replica import Replica
from upshift.impl.quorum import is_quorum, voters
from upshift.impl.views import View
from upshift.proofs.rebind import Function
from upshift.proofs.subject import Mistake

# ---- the views that decide


def last_view_alone(log: Log, commit: int, last: int) -> tuple[View, ...]:
    """Only the view after the entry is asked for a quorum."""
    del commit
    return views_from(log, last, last)


def delivered_view_alone(log: Log, commit: int, last: int) -> tuple[View, ...]:
    """Only the view that is known to be committed is asked for a quorum."""
    del last
    return views_from(log, commit, commit)


def elected_by_last_view(candidate: Replica, supporters: frozenset[str]) -> bool:
    """A node is elected by the view at the end of its log alone."""
    return is_quorum(view_at(candidate.log, end_of(candidate.log)), supporters)


def committed_by_last_view(leader: Replica, p: int) -> bool:
    """An entry is committed by the view after it alone."""
    stored = {leader.name, *(peer.node for peer in leader.peers if peer.stored >= p)}
    return term_at(leader.log, p) == leader.term and is_quorum(view_at(leader.log, p), stored)


def committed_in_any_term(leader: Replica, p: int) -> bool:
    """An entry is committed as soon as a quorum has stored it, whoever ordered it."""
    stored = {leader.name, *(peer.node for peer in leader.peers if peer.stored >= p)}
    return all(is_quorum(view, stored) for view in views_from(leader.log, leader.commit, p))


def half_is_enough(view: View, helping: frozenset[str]) -> bool:
    """Any half of the voters is a quorum."""
    seats = voters(view)
    return 0 < len(seats) <= 2 * sum(node in helping for node in seats)


# ---- who waits


def does_not_wait(leader: Replica, entry: Entry) -> bool:
    """A change of voters is appended at once."""
    del leader, entry
    return False


def stops_at_once(leaver: Replica) -> bool:
    """A leaver stops as soon as it has delivered its LEAVE."""
    return leaver.left_at is not None


# ---- what is remembered, and compared


def forgets_its_vote(crashed: Replica) -> Replica:
    """The vote is not on disk."""
    return replace(replica.restarted(crashed), vote=None)


def any_log_will_do(voter: Replica, last: int, length: int) -> bool:
    """A vote goes to whoever asks first, however old its log."""
    del voter, last, length
    return True


def longest_log_wins(voter: Replica, last: int, length: int) -> bool:
    """Logs are compared by their length, not by who ordered their end."""
    del last
    return end_of(voter.log) <= length


def mistake(  # noqa: PLR0917  # a line of the table below
    number: int, subject: str, law: str, original: Function, put: Function, title: str, note: str = ""
) -> Mistake:
    """A mistake in the order, by its number."""
    return Mistake(f"O{number:02}", subject, ((original, put),), title, law, note)


HALVES, THREE, TIE = "order-two-halves", "order-three", "order-tie-breaker"

MISTAKES = (
    mistake(1, HALVES, "one_history", rules.views_that_decide, last_view_alone, "Decided by the last view alone"),
    mistake(
        2,
        HALVES,
        "one_leader_per_term",
        rules.views_that_decide,
        delivered_view_alone,
        "Decided by the delivered view alone",
    ),
    mistake(3, HALVES, "one_history", rules.is_elected, elected_by_last_view, "Elected by the last view alone"),
    mistake(4, HALVES, "one_history", rules.is_committed, committed_by_last_view, "Committed by the last view alone"),
    mistake(5, HALVES, "one_leader_per_term", quorum.is_quorum, half_is_enough, "Any half is a quorum"),
    mistake(6, HALVES, "never_stuck", leaving.may_stop, stops_at_once, "The leaver does not wait"),
    mistake(
        7,
        TIE,
        "",
        replication.must_wait,
        does_not_wait,
        "The appender does not wait",
        "It costs availability while a node is down, and nothing for ever as long as nodes that are down can be "
        "started again; and to have heard from a node is no promise that it will be heard from again.",
    ),
    mistake(8, THREE, "one_leader_per_term", replica.restarted, forgets_its_vote, "The vote is not durable"),
    mistake(9, HALVES, "leader_has_all", rules.is_as_long, any_log_will_do, "A vote for any log"),
    mistake(10, HALVES, "delivered_stays", rules.is_as_long, longest_log_wins, "A vote for the longer log"),
    mistake(
        11,
        TIE,
        "",
        rules.is_committed,
        committed_in_any_term,
        "Committed in any term",
        "What a new leader finds in its log travels with its own first entry, so it is stored with that or not at all.",
    ),
)
