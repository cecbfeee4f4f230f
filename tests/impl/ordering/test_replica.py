"""Tests of what a node knows for ordered delivery, and what of it a crash keeps."""

from collections.abc import Callable
from dataclasses import fields

from upshift.impl.entries import AddNode, Leave, RemoveNode
from upshift.impl.messages import Knock
from upshift.impl.ordering.replica import (
    Peer,
    Replica,
    Role,
    Sent,
    in_term,
    is_leader,
    keeps_promise,
    others,
    restarted,
    to_each,
)
from upshift.impl.versions import Range

Make = Callable[..., Replica]

DURABLE = {"term", "vote", "log", "commit", "incarnation", "floor"}
INSTALLED = {"name", "software"}


def busy(replica: Make) -> Replica:
    """A leader that knows something in every field."""
    return replica(
        "n1",
        Leave("n2", 0),
        term=4,
        vote="n1",
        commit=1,
        incarnation=3,
        floor=2,
        software=Range(1, 2),
        role=Role.LEADER,
        leader="n1",
        synced=True,
        supporters=frozenset({"n2"}),
        peers=(Peer("n2", 1, 1),),
        left_at=1,
        witnesses=frozenset({"n3"}),
    )


def same(one: Replica, other: Replica) -> set[str]:
    """The fields in which two replicas agree."""
    return {each.name for each in fields(Replica) if getattr(one, each.name) == getattr(other, each.name)}


def test_a_crash_keeps_exactly_what_is_on_disk(replica: Make) -> None:
    """Term, vote, log, commit position, incarnation and floor are durable; all else is as at the first start."""
    before, after = busy(replica), restarted(busy(replica))
    assert DURABLE | INSTALLED == same(before, after)
    fresh = replica("n1", software=Range(1, 2))
    assert {each.name for each in fields(Replica)} - DURABLE <= same(after, fresh)


def test_of_a_later_term_nothing_is_known_yet(replica: Make) -> None:
    """A new term has no vote, no leader and no supporters; the log and what a leaver has collected stay."""
    before = busy(replica)
    after = in_term(before, 5)
    assert (5, None, Role.FOLLOWER, None, False) == (after.term, after.vote, after.role, after.leader, after.synced)
    assert (frozenset(), ()) == (after.supporters, after.peers)
    assert {"log", "commit", "incarnation", "floor", "left_at", "witnesses"} <= same(before, after)


def test_software_keeps_its_promise_if_it_is_not_below_the_floor(replica: Make) -> None:
    """The floor is the highest version that the node has promised to be able to run."""
    assert keeps_promise(replica("n1", floor=2, software=Range(1, 2)))
    assert keeps_promise(replica("n1", floor=1, software=Range(1, 2)))
    assert not keeps_promise(replica("n1", floor=2, software=Range(1, 1)))


def test_only_who_leads_is_a_leader(replica: Make) -> None:
    """A candidate does not lead yet."""
    assert [Role.LEADER] == [role for role in Role if is_leader(replica("n1", role=role))]


def test_the_others_are_all_configured_nodes_delivered_or_not(replica: Make) -> None:
    """The configuration is that of the whole log; who has left is still to be told, who was removed is not."""
    assert ("n2", "n3") == others(replica("n1"))
    assert ("n1", "n3", "n4") == others(replica("n2", Leave("n1", 0), AddNode("n4")))
    assert ("n1",) == others(replica("n2", Leave("n3", 0), RemoveNode("n3")))


def test_the_same_message_goes_to_several_nodes() -> None:
    """One letter for each, in their order."""
    assert (Sent("n2", Knock()), Sent("n1", Knock())) == to_each(("n2", "n1"), Knock())
