"""Tests of replication: append, store, answer, commit; catching up by the log and by a snapshot."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import CreateGroup, Entry, Fail, Join, Leave, Opening
from upshift.impl.log import Base, Record, end_of, records_after, shortened, term_at, view_at
from upshift.impl.messages import Append, Behind, Over, Snapshot, Stored
from upshift.impl.ordering.replica import Peer, Replica, Role, Sent
from upshift.impl.ordering.replication import (
    advanced,
    announced,
    appended,
    asked_for_more,
    confirmed,
    following,
    must_wait,
    opened,
    proposed,
    told,
    told_from,
    told_to_append,
    told_to_restore,
    with_records,
)
from upshift.impl.versions import Range
from upshift.impl.views import genesis

Make = Callable[..., Replica]

TWO = ("n1", "n2")
A, B, C = (CreateGroup(name, TWO) for name in "abc")
LEADS = {"role": Role.LEADER, "leader": "n1", "term": 2}
FIVE_ON = Base(5, 1, genesis(("n1", "n2", "n3"), 1))


def leading(replica: Make, *entries: Entry | Record, **others: object) -> Replica:
    """n1 as the leader of term 2."""
    return replica("n1", *entries, **{**LEADS, **others})


def terms(here: Replica) -> list[int]:
    """The terms of the entries that are kept."""
    return [each.term for each in here.log.tail]


# ---- the leader


def test_a_leader_without_an_uncommitted_tail_needs_no_opening(replica: Make) -> None:
    """It only says that it leads, to everybody."""
    leader = leading(replica, A, commit=1)
    assert (leader, announced(leader)) == opened(leader)
    assert ["n2", "n3"] == [sent.to for sent in announced(leader)]


def test_an_uncommitted_tail_is_committed_behind_an_opening(replica: Make) -> None:
    """Own term only: what others have left is committed with an entry of the new leader's term."""
    leader, _ = opened(leading(replica, A))
    assert ([1, 2], Opening()) == (terms(leader), leader.log.tail[-1].entry)
    half, _ = confirmed(leader, "n2", Stored(2, 1, 0))
    assert 0 == half.commit  # the old entry is on a quorum, and still may be lost
    whole, _ = confirmed(half, "n2", Stored(2, 2, 0))
    assert 2 == whole.commit


def test_nobody_but_a_leader_orders(replica: Make) -> None:
    """A follower that is asked to order does nothing."""
    follower = replica("n2", leader="n1")
    assert (follower, ()) == proposed(follower, A)


def test_an_entry_is_appended_and_everybody_is_told(replica: Make) -> None:
    """It stands at the end, in the leader's term, and is not committed yet."""
    leader, sent = proposed(leading(replica, A, commit=1), B)
    assert ([1, 2], 1) == (terms(leader), leader.commit)
    told_them = Append(2, 1, 1, (Record(2, B),), 1)
    assert (Sent("n2", told_them), Sent("n3", told_them)) == sent


def test_who_is_a_quorum_by_itself_commits_at_once(replica: Make) -> None:
    """The only voter needs nobody, and tells the others how far it is."""
    leader, sent = appended(leading(replica, Leave("n2", 0), nodes=TWO, commit=1), A)
    assert (2, (Sent("n2", Append(2, 2, 2, (), 2)),)) == (leader.commit, sent)


def test_a_change_of_voters_waits_until_a_quorum_of_the_view_after_was_heard(replica: Make) -> None:
    """Else the change could be stored by a quorum before it while nobody after it is there."""
    entry = Leave("n1", 0)
    alone = leading(replica)
    assert must_wait(alone, entry)
    assert (alone, ()) == proposed(alone, entry)
    with_one = leading(replica, peers=(Peer("n3", 0, 0),))
    assert must_wait(with_one, entry)  # {n3} is half of {n2, n3}, without the first
    heard = leading(replica, peers=(Peer("n2", 0, 0),))
    assert not must_wait(heard, entry)
    assert 1 == end_of(proposed(heard, entry)[0].log)


@pytest.mark.parametrize("entry", [A, Join("n2", 1, Range(1, 1)), Leave("n2", 7)])
def test_what_does_not_change_the_voters_does_not_wait(replica: Make, entry: Entry) -> None:
    """A group is created; a voter comes back under a new incarnation; an entry that is nothing."""
    assert not must_wait(leading(replica), entry)


def test_a_node_is_told_what_it_lacks(replica: Make) -> None:
    """Behind what it has stored, if that is known; else behind what is committed."""
    leader = leading(replica, A, B, C, commit=2, peers=(Peer("n2", 1, 0),))
    assert Append(2, 1, 1, records_after(leader.log, 1), 2) == told(leader, "n2").message
    assert Append(2, 2, 1, records_after(leader.log, 2), 2) == told(leader, "n3").message


def test_what_is_not_kept_any_more_cannot_be_told(replica: Make) -> None:
    """The leader begins at its base, which the other may lack: then it says so."""
    leader = leading(replica, A, base=FIVE_ON)
    assert Append(2, 5, 1, (Record(1, A),), 5) == told_from(leader, "n2", 0).message


def test_the_last_position_that_can_be_committed_takes_all_before_it_along(replica: Make) -> None:
    """The others are told again how far it is."""
    own = [Record(2, entry) for entry in (A, B, C)]
    leader = leading(replica, *own, peers=(Peer("n2", 2, 0),))
    further, sent = advanced(leader, ())
    assert 2 == further.commit
    assert (Sent("n2", Append(2, 2, 2, (own[2],), 2)), Sent("n3", Append(2, 2, 2, (own[2],), 2))) == sent
    waiting = leading(replica, *own)
    assert (waiting, ()) == advanced(waiting, ())


def test_what_was_heard_of_a_node_only_grows(replica: Make) -> None:
    """Letters come late: the most that was stored counts, and the latest incarnation that was a member."""
    leader = leading(replica, *(Record(2, entry) for entry in (A, B)), nodes=("n1", "n2", "n3", "n4", "n5"))
    once, _ = confirmed(leader, "n3", Stored(2, 2, 0))
    twice, _ = confirmed(once, "n2", Stored(2, 0, 4))
    assert (Peer("n2", 0, 4), Peer("n3", 2, 0)) == twice.peers
    later, _ = confirmed(twice, "n3", Stored(2, 1, 6))
    assert (Peer("n2", 0, 4), Peer("n3", 2, 6)) == later.peers
    assert (later, ()) == confirmed(later, "n3", Stored(2, 2, 5))  # no news


def test_what_a_node_stored_for_another_leader_is_nothing(replica: Make) -> None:
    """Only the leader of the term counts, and only what was stored in it."""
    follower = replica("n2", A)
    assert (follower, ()) == confirmed(follower, "n3", Stored(1, 1, 0))
    leader = leading(replica, A)
    assert (leader, ()) == confirmed(leader, "n2", Stored(1, 1, 0))


def test_a_node_that_lacks_something_is_told_again_from_where_it_knows(replica: Make) -> None:
    """It may also know more than this leader has in its log: then there is nothing but the end to tell."""
    leader = leading(replica, A, B, base=FIVE_ON)
    assert (leader, (told_from(leader, "n3", 6),)) == asked_for_more(leader, "n3", Behind(2, 6))
    assert (leader, (told_from(leader, "n3", 7),)) == asked_for_more(leader, "n3", Behind(2, 9))


@pytest.mark.parametrize("message", [Behind(1, 6), Behind(2, 4)], ids=["another term", "before the base"])
def test_what_ordering_cannot_give_is_not_given(replica: Make, message: Behind) -> None:
    """Before the base only a snapshot helps."""
    leader = leading(replica, A, B, base=FIVE_ON)
    assert (leader, ()) == asked_for_more(leader, "n3", message)
    follower = replica("n2", A, B, term=2)
    assert (follower, ()) == asked_for_more(follower, "n3", Behind(2, 0))


# ---- the others


def test_whoever_hears_from_a_leader_follows_it(replica: Make) -> None:
    """In the same term a candidate gives up, and its vote stays; a later term begins afresh."""
    candidate = replica("n2", vote="n2", role=Role.CANDIDATE, supporters=frozenset({"n2"}))
    here = following(candidate, "n1", 1)
    assert ("n2", Role.FOLLOWER, "n1", frozenset()) == (here.vote, here.role, here.leader, here.supporters)
    later = following(candidate, "n1", 2)
    assert (2, None, Role.FOLLOWER, "n1") == (later.term, later.vote, later.role, later.leader)


def test_records_that_fit_are_stored_and_confirmed(replica: Make) -> None:
    """The answer says how far the two logs agree, and whether the node is a member."""
    after, sent = told_to_append(replica("n2", A), "n1", Append(1, 1, 1, (Record(1, B),), 1), 3)
    assert (2, 1, True, "n1") == (end_of(after.log), after.commit, after.synced, after.leader)
    assert (Sent("n1", Stored(1, 2, 3)),) == sent


def test_a_leader_of_an_earlier_term_is_told_that_it_is_over(replica: Make) -> None:
    """And nothing of what it says is stored."""
    here = replica("n2", term=3)
    assert (here, (Sent("n1", Over(2, 3)),)) == told_to_append(here, "n1", Append(2, 0, 0, (Record(2, A),), 0), 0)
    assert (here, (Sent("n1", Over(2, 3)),)) == told_to_restore(here, "n1", Snapshot(2, FIVE_ON, ()), 0)


@pytest.mark.parametrize(
    "message",
    [Append(2, 3, 1, (), 3), Append(2, 2, 2, (), 2)],
    ids=["the log does not reach", "another entry stands there"],
)
def test_who_cannot_store_says_what_it_knows_to_be_committed(replica: Make, message: Append) -> None:
    """From there the leader tells it again; the leader is heard all the same."""
    after, sent = told_to_append(replica("n2", A, B, commit=1), "n1", message, 0)
    assert ("n1", False, 2) == (after.leader, after.synced, end_of(after.log))
    assert (Sent("n1", Behind(2, 1)),) == sent


def test_what_contradicts_the_leader_goes(replica: Make) -> None:
    """It was never committed."""
    after, sent = told_to_append(replica("n2", A, B, C, commit=1), "n1", Append(2, 1, 1, (Record(2, C),), 1), 0)
    assert [(1, A), (2, C)] == [(each.term, each.entry) for each in after.log.tail]
    assert (Sent("n1", Stored(2, 2, 0)),) == sent


def test_a_letter_that_comes_late_takes_nothing_away(replica: Make) -> None:
    """What the log has already is left as it is, and all behind it too; what is committed stays committed."""
    here = replica("n2", A, B, C, commit=2, leader="n1", synced=True)
    after, sent = told_to_append(here, "n1", Append(1, 0, 0, (Record(1, A),), 0), 0)
    assert (here, (Sent("n1", Stored(1, 1, 0)),)) == (after, sent)


def test_only_what_was_stored_in_agreement_is_committed(replica: Make) -> None:
    """How far the leader has committed says nothing of what stands in the node's own log behind the records."""
    after, _ = told_to_append(replica("n2", A, B, C), "n1", Append(2, 1, 1, (), 3), 0)
    assert 1 == after.commit


def test_records_before_the_base_are_there_already(replica: Make) -> None:
    """A node that was brought up by a snapshot takes from the records what is behind it."""
    here = replica("n2", base=FIVE_ON)
    after, sent = told_to_append(here, "n1", Append(2, 3, 1, tuple(Record(1, e) for e in (A, B, C)), 6), 0)
    assert ([C], 6) == ([each.entry for each in after.log.tail], after.commit)
    assert (Sent("n1", Stored(2, 6, 0)),) == sent


def test_what_a_node_below_its_floor_stores_does_not_count(replica: Make) -> None:
    """It learns, so that it can learn of its end; but it confirms nothing."""
    below = replica("n2", floor=2)
    after, sent = told_to_append(below, "n1", Append(1, 0, 0, (Record(1, A),), 1), 0)
    assert (1, 1, True, ()) == (end_of(after.log), after.commit, after.synced, sent)
    restored, sent = told_to_restore(below, "n1", Snapshot(1, FIVE_ON, ()), 0)
    assert (5, True, ()) == (restored.commit, restored.synced, sent)


histories = st.lists(st.integers(0, 2), max_size=7)
"""How much the term rises from each entry to the next."""


def log_terms(rises: list[int]) -> list[int]:
    """Terms that never fall, from 1 on."""
    return [1 + sum(rises[: index + 1]) for index in range(len(rises))]


@given(rises=histories, other=histories, data=st.data())
def test_whatever_comes_in_whatever_order_the_log_becomes_the_leaders(
    replica: Make, rises: list[int], other: list[int], data: st.DataObject
) -> None:
    """A follower shares a prefix and has anything behind it; late and doubled letters neither harm nor shorten."""
    own = [Record(term, CreateGroup(f"g{p}", TWO)) for p, term in enumerate(log_terms(rises), start=1)]
    leader = replica("n1", *own, term=20, role=Role.LEADER, leader="n1")
    shared = data.draw(st.integers(0, len(own)))
    last = own[shared - 1].term if shared else 1
    strange = [Record(last + 20 + sum(other[: p + 1]), CreateGroup(f"x{p}", TWO)) for p in range(len(other))]
    follower = replica("n2", *own[:shared], *strange, term=20, commit=data.draw(st.integers(0, shared)))
    begins = data.draw(st.lists(st.integers(0, len(own)), max_size=5))
    for begin in (*begins, shared, *begins):
        letter = told_from(leader, "n2", begin).message
        assert isinstance(letter, Append)
        cut_short = replace(letter, records=letter.records[: data.draw(st.integers(0, len(own)))])
        before = follower
        follower, _ = told_to_append(before, "n1", data.draw(st.sampled_from([letter, cut_short])), 0)
        assert records_after(before.log, 0)[: before.commit] == records_after(follower.log, 0)[: before.commit]
        assert before.commit <= follower.commit
    follower, _ = told_to_append(follower, "n1", told_from(leader, "n2", shared).message, 0)  # type: ignore[arg-type]  # it is an Append
    assert tuple(own) == records_after(follower.log, 0)[: len(own)]
    for p in begins:
        assert follower.log == with_records(follower.log, told_from(leader, "n2", p).message)  # type: ignore[arg-type]  # it is an Append


# ---- snapshots


def test_a_snapshot_takes_the_place_of_what_was_not_delivered(replica: Make) -> None:
    """The log begins at the position of the snapshot, all up to which is committed."""
    after, sent = told_to_restore(replica("n2", A), "n1", Snapshot(2, FIVE_ON, ()), 4)
    assert (FIVE_ON, (), 5, True) == (after.log.base, after.log.tail, after.commit, after.synced)
    assert (Sent("n1", Stored(2, 5, 4)),) == sent


def test_what_stands_behind_a_snapshot_stays_if_it_agrees(replica: Make) -> None:
    """It may be all that is stored of an entry that the leader counts on."""
    here = replica("n2", A, B, C)
    base = Base(2, 1, view_at(here.log, 2))
    after, _ = told_to_restore(here, "n1", Snapshot(2, base, ()), 0)
    assert ([C], 3, 2) == ([each.entry for each in after.log.tail], end_of(after.log), after.commit)
    other, _ = told_to_restore(here, "n1", Snapshot(2, replace(base, term=2), ()), 0)
    assert () == other.log.tail


def test_a_snapshot_of_what_was_delivered_already_changes_nothing(replica: Make) -> None:
    """It is confirmed, and the leader is heard."""
    here = replica("n2", A, B, C, commit=2)
    after, sent = told_to_restore(here, "n1", Snapshot(1, Base(2, 1, view_at(here.log, 2)), ()), 0)
    assert replace(here, leader="n1", synced=True) == after
    assert (Sent("n1", Stored(1, 2, 0)),) == sent


def test_a_failed_tie_breaker_is_not_waited_for(replica: Make) -> None:
    """FAIL of n1, the first of three: n2 leads, and goes on with n3, having heard from it."""
    leader = replica("n2", role=Role.LEADER, leader="n2", term=2, peers=(Peer("n3", 0, 0),))
    appending, _ = proposed(leader, Fail("n1", 0))
    assert (1, 2) == (end_of(appending.log), term_at(appending.log, 1))
    assert 0 == end_of(shortened(appending.log, 0))
    committed, _ = confirmed(appending, "n3", Stored(2, 1, 0))
    assert 1 == committed.commit
