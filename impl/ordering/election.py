"""Elections: ask whether one would be elected, begin a term, vote, lead (protocol 2).

A term is begun only by a node that a quorum would vote for and that hears of no leader: so terms do not rise for ever.
"""

from dataclasses import replace

from upshift.impl.log import end_of, last_term
from upshift.impl.messages import Campaign, Canvass, Over, Support, Vote
from upshift.impl.ordering.replica import Replica, Role, Sent, Turn, in_term, is_leader, keeps_promise, to_each
from upshift.impl.ordering.replication import opened
from upshift.impl.ordering.rules import electorate, is_as_long, is_elected, may_campaign

# ---- the one who wants to lead


def time_out(replica: Replica) -> Turn:
    """Nothing was heard from a leader for a while: the node no longer counts on it, and canvasses if it may."""
    if is_leader(replica):
        return replica, ()
    alone = replace(replica, role=Role.FOLLOWER, leader=None, synced=False, supporters=frozenset())
    if not may_campaign(alone):
        return alone, ()
    return counted(replace(alone, role=Role.CANVASSING, supporters=frozenset({alone.name})))


def counted(replica: Replica) -> Turn:
    """The next step of a node that is canvassing or a candidate, if those who are for it are enough."""
    asking = (replica.role, is_elected(replica, replica.supporters))
    length, last = end_of(replica.log), last_term(replica.log)
    match asking:
        case Role.CANVASSING, True:
            return begun(replica)
        case Role.CANVASSING, _:
            return replica, to_each(electorate(replica), Canvass(replica.term + 1, last, length))
        case _, True:
            return opened(replace(replica, role=Role.LEADER, leader=replica.name, supporters=frozenset(), peers=()))
        case _:
            return replica, to_each(electorate(replica), Campaign(replica.term, last, length))


def begun(replica: Replica) -> Turn:
    """A new term, in which the node votes for itself."""
    candidate = replace(in_term(replica, replica.term + 1), vote=replica.name, role=Role.CANDIDATE)
    return counted(replace(candidate, supporters=frozenset({candidate.name})))


def supported(replica: Replica, sender: str, message: Support) -> Turn:
    """Somebody would vote for the node."""
    if replica.role is not Role.CANVASSING or message.term != replica.term + 1:
        return replica, ()
    return recounted(replace(replica, supporters=replica.supporters | {sender}))


def voted(replica: Replica, sender: str, message: Vote) -> Turn:
    """Somebody has voted for the node."""
    if replica.role is not Role.CANDIDATE or message.term != replica.term:
        return replica, ()
    return recounted(replace(replica, supporters=replica.supporters | {sender}))


def recounted(replica: Replica) -> Turn:
    """With one more for it the node goes on, or waits; whom it has asked it does not ask again."""
    if not is_elected(replica, replica.supporters):
        return replica, ()
    return counted(replica)


def overtaken(replica: Replica, message: Over) -> Turn:
    """Somebody is in a later term than the one in which the node has asked for something, and still is."""
    if message.of != replica.term or message.term <= replica.term:
        return replica, ()
    return in_term(replica, message.term), ()


# ---- the one who is asked


def canvassed(replica: Replica, sender: str, message: Canvass) -> Turn:
    """Whoever hears of no leader supports a node whose log is as up to date as its own."""
    if replica.term >= message.term:
        return replica, (Sent(sender, Over(message.term - 1, replica.term)),)
    if replica.leader is not None or not keeps_promise(replica):
        return replica, ()
    if not is_as_long(replica, message.last_term, message.length):
        return replica, ()
    return replica, (Sent(sender, Support(message.term)),)


def asked_to_vote(replica: Replica, sender: str, message: Campaign) -> Turn:
    """One vote a term, for a node whose log is as up to date as the voter's own."""
    if message.term < replica.term:
        return replica, (Sent(sender, Over(message.term, replica.term)),)
    here = replica if message.term == replica.term else in_term(replica, message.term)
    if not keeps_promise(here) or here.vote not in {None, sender}:
        return here, ()
    if not is_as_long(here, message.last_term, message.length):
        return here, ()
    return replace(here, vote=sender), (Sent(sender, Vote(here.term)),)
