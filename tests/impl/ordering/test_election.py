"""Tests of elections: ask first, begin a term, vote once, lead."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import CreateGroup, Leave, Opening
from upshift.impl.log import Record
from upshift.impl.messages import Append, Campaign, Canvass, Over, Support, Vote
from upshift.impl.ordering.election import asked_to_vote, canvassed, overtaken, supported, time_out, voted
from upshift.impl.ordering.replica import Peer, Replica, Role, Sent
from upshift.impl.versions import Range

Make = Callable[..., Replica]

TWO = ("n1", "n2")
FIVE = ("n1", "n2", "n3", "n4", "n5")
A = CreateGroup("a", TWO)
B = CreateGroup("b", TWO)


# ---- the one who wants to lead


def test_a_node_that_hears_of_no_leader_asks_before_it_begins_a_term(replica: Make) -> None:
    """A canvass changes neither term nor vote; it goes to everybody else whose vote may count."""
    before = replica("n2", A, leader="n1", synced=True)
    after, sent = time_out(before)
    assert replace(before, role=Role.CANVASSING, leader=None, synced=False, supporters=frozenset({"n2"})) == after
    assert (Sent("n1", Canvass(2, 1, 1)), Sent("n3", Canvass(2, 1, 1))) == sent


def test_a_leader_does_not_time_out(replica: Make) -> None:
    """It hears from itself."""
    leader = replica("n1", role=Role.LEADER, leader="n1")
    assert (leader, ()) == time_out(leader)


def test_who_is_a_quorum_by_itself_leads_at_once(replica: Make) -> None:
    """The only voter asks nobody: it begins a term and votes for itself."""
    after, sent = time_out(replica("n1", Leave("n2", 0), nodes=TWO, commit=1, term=3))
    assert (4, "n1", Role.LEADER, "n1") == (after.term, after.vote, after.role, after.leader)
    assert [("n2", Append(4, 1, 1, (), 1))] == list(sent)  # who has left is told too: it may come back


@pytest.mark.parametrize(
    "unfit",
    [{"floor": 2}, {"software": Range(2, 2), "floor": 2}],
    ids=["below its floor", "cannot read what is in use"],
)
def test_who_may_not_campaign_only_forgets_its_leader(replica: Make, unfit: dict[str, object]) -> None:
    """It does not ask anybody, and no longer counts on whom it heard."""
    before = replace(replica("n2", leader="n1", synced=True), **unfit)  # type: ignore[arg-type]  # one field each
    assert (replace(before, leader=None, synced=False), ()) == time_out(before)


def test_with_the_support_of_a_quorum_a_term_is_begun(replica: Make) -> None:
    """The node votes for itself and asks for the others' votes, in the term that it had asked about."""
    canvassing, _ = time_out(replica("n2", A))
    after, sent = supported(canvassing, "n3", Support(2))
    assert (2, "n2", Role.CANDIDATE, frozenset({"n2"})) == (after.term, after.vote, after.role, after.supporters)
    assert (Sent("n1", Campaign(2, 1, 1)), Sent("n3", Campaign(2, 1, 1))) == sent


def test_with_less_support_it_waits(replica: Make) -> None:
    """Whom it has asked it does not ask again; the same supporter counts once."""
    canvassing, _ = time_out(replica("n1", nodes=FIVE))
    once, sent = supported(canvassing, "n3", Support(2))
    assert (1, Role.CANVASSING, ()) == (once.term, once.role, sent)
    assert (once, ()) == supported(once, "n3", Support(2))
    assert 2 == supported(once, "n4", Support(2))[0].term


@pytest.mark.parametrize("term", [1, 3])
def test_support_for_another_term_is_nothing(replica: Make, term: int) -> None:
    """It was given to an earlier canvass."""
    canvassing, _ = time_out(replica("n1"))
    assert (canvassing, ()) == supported(canvassing, "n2", Support(term))


def test_support_for_one_that_does_not_canvass_is_nothing(replica: Make) -> None:
    """It has heard of a leader in the meantime."""
    follower = replica("n1", leader="n2")
    assert (follower, ()) == supported(follower, "n2", Support(2))


def test_with_the_votes_of_a_quorum_it_leads(replica: Make) -> None:
    """All are told at once; of the others a new leader knows nothing yet."""
    candidate = replica("n2", A, commit=1, term=2, vote="n2", role=Role.CANDIDATE, supporters=frozenset({"n2"}))
    after, sent = voted(candidate, "n3", Vote(2))
    assert (Role.LEADER, "n2", frozenset(), ()) == (after.role, after.leader, after.supporters, after.peers)
    assert (Sent("n1", Append(2, 1, 1, (), 1)), Sent("n3", Append(2, 1, 1, (), 1))) == sent


def test_a_leader_that_finds_an_uncommitted_tail_opens_its_term(replica: Make) -> None:
    """With an entry of its own term what others have left can be committed."""
    candidate = replica("n2", A, term=2, vote="n2", role=Role.CANDIDATE, supporters=frozenset({"n2"}))
    after, sent = voted(candidate, "n3", Vote(2))
    assert [(1, A), (2, Opening())] == [(each.term, each.entry) for each in after.log.tail]
    assert Sent("n1", Append(2, 0, 0, (Record(1, A), Record(2, Opening())), 0)) == sent[0]


def test_votes_of_too_few_are_waited_for(replica: Make) -> None:
    """Three of five are needed."""
    candidate = replica("n2", nodes=FIVE, vote="n2", role=Role.CANDIDATE, supporters=frozenset({"n2"}))
    once, sent = voted(candidate, "n3", Vote(1))
    assert (Role.CANDIDATE, frozenset({"n2", "n3"}), ()) == (once.role, once.supporters, sent)
    assert Role.LEADER is voted(once, "n5", Vote(1))[0].role


@pytest.mark.parametrize(("role", "term"), [(Role.FOLLOWER, 1), (Role.LEADER, 1), (Role.CANDIDATE, 0)])
def test_a_vote_that_comes_late_is_nothing(replica: Make, role: Role, term: int) -> None:
    """The candidate leads already, follows somebody else, or is in another term."""
    here = replica("n1", role=role)
    assert (here, ()) == voted(here, "n2", Vote(term))


def test_two_nodes_roll_their_tie_breaker(replica: Make) -> None:
    """n1 has left and comes back; its JOIN is not known to be committed, so n2 needs it to be elected."""
    behind = replica("n2", Leave("n1", 0), nodes=TWO, commit=1)
    alone, _ = time_out(behind)
    assert Role.LEADER is alone.role
    uncommitted = replica("n1", Leave("n1", 0), nodes=TWO)  # n1 does not know that its LEAVE is committed
    waiting, sent = time_out(uncommitted)
    assert (Role.CANVASSING, (Sent("n2", Canvass(2, 1, 1)),)) == (waiting.role, sent)


# ---- the one who is asked


def test_who_hears_of_no_leader_supports_a_log_that_is_as_long(replica: Make) -> None:
    """Support binds to nothing: neither term nor vote changes."""
    here = replica("n2", A)
    assert (here, (Sent("n1", Support(2)),)) == canvassed(here, "n1", Canvass(2, 1, 1))
    assert (here, (Sent("n3", Support(2)),)) == canvassed(here, "n3", Canvass(2, 1, 1))


@pytest.mark.parametrize(
    "field",
    [{"leader": "n3"}, {"floor": 2}, {"name": "n2"}],
    ids=["hears of a leader", "below its floor", "has a longer log"],
)
def test_who_is_content_or_may_not_vote_supports_nobody(replica: Make, field: dict[str, object]) -> None:
    """So no term rises while a leader is heard of, nor for a node that would not be elected."""
    here = replace(replica("n2", A, B), **field)  # type: ignore[arg-type]  # one field each
    assert (here, ()) == canvassed(here, "n1", Canvass(2, 1, 1 if field == {"name": "n2"} else 2))


def test_who_speaks_of_a_term_that_is_over_is_told(replica: Make) -> None:
    """The answer names the term that it was in, so that a late answer is nothing."""
    here = replica("n2", term=5)
    assert (here, (Sent("n1", Over(3, 5)),)) == canvassed(here, "n1", Canvass(4, 0, 0))
    assert (here, (Sent("n1", Over(4, 5)),)) == canvassed(here, "n1", Canvass(5, 0, 0))
    assert (here, (Sent("n1", Over(4, 5)),)) == asked_to_vote(here, "n1", Campaign(4, 0, 0))


def test_a_vote_is_given_in_the_term_of_the_campaign(replica: Make) -> None:
    """The voter comes to the term, and remembers whom it has voted for."""
    here = replica("n2", A, leader="n3")
    after, sent = asked_to_vote(here, "n1", Campaign(2, 1, 1))
    assert (2, "n1", None) == (after.term, after.vote, after.leader)
    assert (Sent("n1", Vote(2)),) == sent
    assert (after, sent) == asked_to_vote(after, "n1", Campaign(2, 1, 1))  # asked again it says so again


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"floor": 2}, Campaign(2, 1, 2)),
        ({}, Campaign(2, 1, 1)),
        ({"term": 2, "vote": "n3"}, Campaign(2, 1, 2)),
        ({"term": 2, "vote": "n2"}, Campaign(2, 1, 2)),
    ],
    ids=["below its floor", "has a longer log", "has voted", "is a candidate"],
)
def test_no_vote_is_given_but_the_term_is_taken_note_of(
    replica: Make, field: dict[str, object], message: Campaign
) -> None:
    """A vote goes to one node a term, to logs at least as up to date only, and never from below the floor."""
    here = replace(replica("n2", A, B), **field)  # type: ignore[arg-type]  # fields of their own types
    after, sent = asked_to_vote(here, "n1", message)
    assert (2, field.get("vote"), ()) == (after.term, after.vote, sent)


asks = st.builds(Campaign, st.integers(1, 4), st.integers(0, 2), st.integers(0, 3))
canvasses = st.builds(Canvass, st.integers(1, 4), st.integers(0, 2), st.integers(0, 3))


@given(heard=st.lists(st.tuples(st.sampled_from(["n1", "n3"]), asks | canvasses), max_size=12))
def test_a_node_votes_once_a_term_and_its_term_never_falls(
    replica: Make, heard: list[tuple[str, Campaign | Canvass]]
) -> None:
    """Whatever it is asked, in whatever order: one vote a term; and a canvass changes nothing."""
    here, votes = replica("n2", A), dict[int, str]()
    for sender, message in heard:
        before = here
        if isinstance(message, Canvass):
            here, sent = canvassed(before, sender, message)
            assert before is here
        else:
            here, sent = asked_to_vote(before, sender, message)
        assert before.term <= here.term
        for to, answer in sent:
            if isinstance(answer, Vote):
                assert (to, here.vote) == (votes.setdefault(answer.term, to), to)


# ---- terms that are over


def test_who_has_asked_for_a_term_that_is_over_comes_to_the_later_one(replica: Make) -> None:
    """It asks again from there."""
    here = replica("n1", term=3, vote="n1", role=Role.CANDIDATE)
    after, sent = overtaken(here, Over(3, 5))
    assert (5, None, Role.FOLLOWER, ()) == (after.term, after.vote, after.role, sent)


@pytest.mark.parametrize("message", [Over(2, 5), Over(3, 3), Over(3, 2)])
def test_an_over_about_another_term_is_nothing(replica: Make, message: Over) -> None:
    """It answers what was said in an earlier term."""
    here = replica("n1", term=3, role=Role.LEADER, leader="n1", peers=(Peer("n2", 0, 0),))
    assert (here, ()) == overtaken(here, message)
