"""Tests of the two rules that make the order one: who is elected, and what is committed."""

from collections.abc import Callable
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import AddNode, CreateGroup, Entry, Fail, Join, Leave, Opening
from upshift.impl.log import Record, view_at
from upshift.impl.ordering.replica import Peer, Replica
from upshift.impl.ordering.rules import (
    electorate,
    is_as_long,
    is_caught_up,
    is_committed,
    is_elected,
    is_heard_by,
    may_campaign,
    views_that_decide,
)
from upshift.impl.quorum import is_quorum, voters
from upshift.impl.versions import Range
from upshift.impl.views import genesis

Make = Callable[..., Replica]

V1 = Range(1, 1)
TWO = ("n1", "n2")
FOUR = ("n1", "n2", "n3", "n4")

CHANGES: tuple[Entry, ...] = (
    *(Leave(node, 0) for node in FOUR),
    *(Fail(node, 1) for node in FOUR),
    *(Join(node, 1, V1) for node in FOUR),
    AddNode("n5"),
    Join("n5", 1, V1),
)


def sides(nodes: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """All sets of nodes."""
    return tuple(frozenset(some) for some in chain(*(combinations(nodes, n) for n in range(len(nodes) + 1))))


# ---- elections


def test_a_quorum_is_needed_in_every_view_from_the_known_commit_to_the_end(replica: Make) -> None:
    """By one view alone two halves of a cluster would go on separately."""
    log = (Leave("n1", 0), Join("n1", 1, V1))
    here = replica("n2", *log, nodes=TWO)
    assert [TWO, ("n2",), TWO] == [voters(view) for view in views_that_decide(here.log, 0, 2)]
    assert [("n2",), TWO] == [voters(view) for view in views_that_decide(here.log, 1, 2)]


@pytest.mark.parametrize(
    ("entries", "commit", "elected"),
    [
        ((), 0, {"n1", "n1 n2"}),
        ((Leave("n2", 0),), 0, {"n1", "n1 n2"}),
        ((Leave("n2", 0),), 1, {"n1", "n1 n2"}),
        ((Leave("n1", 0),), 0, {"n1 n2"}),  # {n1} is a quorum before, {n2} after
        ((Leave("n1", 0),), 1, {"n2", "n1 n2"}),
        ((Leave("n1", 0), Join("n1", 1, V1)), 0, {"n1 n2"}),
        ((Leave("n1", 0), Join("n1", 1, V1)), 1, {"n1 n2"}),  # {n2} is a quorum before, {n1} after
        ((Leave("n1", 0), Join("n1", 1, V1)), 2, {"n1", "n1 n2"}),
    ],
)
def test_two_nodes_are_rolled_without_two_leaders(
    replica: Make, entries: tuple[Entry, ...], commit: int, elected: set[str]
) -> None:
    """While the tie-breaker's LEAVE or JOIN may or may not be committed, both nodes are needed."""
    here = replica("n2", *entries, nodes=TWO, commit=commit)
    assert elected == {" ".join(sorted(side)) for side in sides(TWO) if is_elected(here, side)}


@given(entries=st.lists(st.sampled_from(CHANGES), max_size=5), data=st.data())
def test_two_sides_are_not_both_elected(replica: Make, entries: list[Entry], data: st.DataObject) -> None:
    """Whoever two nodes with one log are elected by: some voter is among both, also if one knows of more commits."""
    low = data.draw(st.integers(0, len(entries)))
    high = data.draw(st.integers(low, len(entries)))
    one, other = replica("n1", *entries, nodes=FOUR, commit=low), replica("n2", *entries, nodes=FOUR, commit=high)
    all_sides = sides((*FOUR, "n5"))
    by_one = [side for side in all_sides if is_elected(one, side)]
    by_other = [side for side in all_sides if is_elected(other, side)]
    assert [] == [(a, b) for a in by_one for b in by_other if a.isdisjoint(b)]


@given(entries=st.lists(st.sampled_from(CHANGES), max_size=5), data=st.data())
def test_who_may_vote_is_whose_vote_counts_in_some_view(
    replica: Make, entries: list[Entry], data: st.DataObject
) -> None:
    """The electorate is everybody else who is a voter of one of the views, each once; together they are enough."""
    commit = data.draw(st.integers(0, len(entries)))
    here = replica("n1", *entries, nodes=FOUR, commit=commit)
    asked = electorate(here)
    expected = set().union(*(voters(view_at(here.log, p)) for p in range(commit, len(entries) + 1))) - {"n1"}
    assert (expected, len(expected)) == (set(asked), len(asked))
    assert is_elected(here, {"n1", *asked})


@pytest.mark.parametrize(
    ("last", "length", "expected"),
    [(1, 2, True), (1, 1, False), (1, 3, True), (2, 1, True), (0, 9, False)],
)
def test_logs_are_compared_by_last_term_then_by_length(replica: Make, last: int, length: int, expected: bool) -> None:
    """Votes go only to logs at least as up to date."""
    here = replica("n1", CreateGroup("a", TWO), CreateGroup("b", TWO))
    assert expected is is_as_long(here, last, length)


# ---- who may campaign


def test_a_voter_that_keeps_its_promise_may_campaign(replica: Make) -> None:
    """A node below its floor neither votes nor campaigns."""
    assert may_campaign(replica("n1"))
    assert not may_campaign(replica("n1", floor=2))


def test_software_that_cannot_read_a_version_in_use_does_not_campaign(replica: Make) -> None:
    """Only a node whose range holds every version in use at the end of its log campaigns."""
    assert not may_campaign(replica("n1", software=Range(2, 3), floor=2))
    assert may_campaign(replica("n1", software=Range(1, 3), floor=2))


def test_who_was_put_out_may_still_be_needed_and_campaigns(replica: Make) -> None:
    """It may hold the longest log: who does not know yet that it was put out, needs its vote and does not get it."""
    ended, behind = replica("n3", Fail("n3", 0), Opening(), commit=1), replica("n1", Fail("n3", 0))
    assert not is_elected(behind, {"n1"})
    assert not is_as_long(ended, 1, 1)  # so it does not vote for n1
    assert may_campaign(ended)
    assert is_elected(ended, {"n1"})


# ---- commits


def test_only_entries_of_its_own_term_are_committed_by_a_leader(replica: Make) -> None:
    """What a leader of an earlier term has left is committed with an entry of the own term, never by itself."""
    everywhere = (Peer("n2", 2, 0), Peer("n3", 2, 0))
    here = replica("n1", Record(1, CreateGroup("a", TWO)), Record(2, CreateGroup("b", TWO)), term=2, peers=everywhere)
    assert (False, True) == (is_committed(here, 1), is_committed(here, 2))


def test_an_entry_is_committed_when_a_quorum_of_every_view_up_to_it_has_stored_it(replica: Make) -> None:
    """The voters before a change count as well as those after it."""
    leaving = (Leave("n1", 0),)
    alone = replica("n2", *leaving, nodes=TWO)
    assert not is_committed(alone, 1)  # it is a quorum of the view after, not of the view before
    assert is_committed(replica("n2", *leaving, nodes=TWO, peers=(Peer("n1", 1, 0),)), 1)
    first = replica("n1", *leaving, nodes=TWO)
    assert not is_committed(first, 1)  # it is a quorum of the view before, not of the view after
    assert not is_committed(replica("n1", *leaving, nodes=TWO, peers=(Peer("n2", 0, 0),)), 1)


def test_the_views_before_the_known_commit_do_not_count(replica: Make) -> None:
    """n1 has left, and that is committed: n2 goes on alone."""
    here = replica("n2", Leave("n1", 0), CreateGroup("a", TWO), nodes=TWO, commit=1)
    assert is_committed(here, 2)


@given(
    entries=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4),
    stored=st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_what_is_committed_is_in_the_log_of_whoever_is_elected_after(
    replica: Make, entries: list[Entry], stored: list[int]
) -> None:
    """Those who have stored a committed entry are among any voters who elect somebody who has not got it."""
    peers = tuple(Peer(node, min(have, len(entries)), 0) for node, have in zip(FOUR[1:], stored, strict=True))
    leader = replica("n1", *entries, nodes=FOUR, peers=peers)
    for p in range(1, len(entries) + 1):
        if is_committed(leader, p):
            have = {"n1", *(peer.node for peer in peers if peer.stored >= p)}
            without = frozenset((*FOUR, "n5")) - have
            behind = [replica("n5", *entries[:length], nodes=FOUR) for length in range(p)]
            assert [] == [here for here in behind if is_elected(here, without)]


def test_a_leader_has_heard_from_itself_and_from_those_who_have_stored_something(replica: Make) -> None:
    """Whoever has answered in its term was heard, whatever it has stored."""
    three = genesis(("n1", "n2", "n3"), 1)
    assert not is_heard_by(replica("n1"), three)
    assert is_heard_by(replica("n1", peers=(Peer("n3", 0, 0),)), three)
    assert is_quorum(three, {"n1", "n3"})


# ---- being up to date


def test_a_follower_is_caught_up_once_it_has_heard_how_far_the_leader_is(replica: Make) -> None:
    """What was committed when it last heard is enough to go to the door."""
    assert not is_caught_up(replica("n1", leader="n2"))
    assert is_caught_up(replica("n1", leader="n2", synced=True))
    assert not is_caught_up(replica("n1"))


def test_a_leader_is_caught_up_once_an_entry_of_its_own_term_is_committed(replica: Make) -> None:
    """Until then more may be committed than it knows of, unless there is nothing more."""
    a, b = Record(1, CreateGroup("a", TWO)), Record(2, CreateGroup("b", TWO))
    assert is_caught_up(replica("n1", a, commit=1, term=2, leader="n1"))
    assert not is_caught_up(replica("n1", a, b, commit=1, term=2, leader="n1"))
    assert is_caught_up(replica("n1", a, b, b, commit=2, term=2, leader="n1"))
