"""Tests of asking, checking, ordering, judging and telling (design 1.4)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.model.requests import fast_check, may_tell, next_request
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V12, V13, A, B, updated
from upshift.model.state import State, last
from upshift.model.views import FROZEN, Judged, Reason, Refusal, Request

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")
MINE = Request(N1, 1, 1, 2)
ACCEPTED = ("ask(n1, 2)", "order_adjust(n1)")


# ---- the fast check, and asking


def test_an_id_is_node_incarnation_and_number(play: Play) -> None:
    """A request has an id (node, incarnation, number) and a target."""
    assert MINE == next_request(TWO, N1, 2)
    s = play(TWO, "ask_refused(n1, 1, NOTHING_TO_ADJUST)")
    assert Request(N1, 1, 2, 2) == next_request(s, N1, 2)


def test_a_member_that_finds_nothing_against_it_asks_and_waits(play: Play, can: Can) -> None:
    """The fast check is made on the requester's own view; then one entry is proposed."""
    s = play(TWO, "ask(n1, 2)")
    assert (MINE, MINE, 1) == (s.nodes[N1].request, s.nodes[N1].waiting, s.nodes[N1].asks)
    assert TWO.log is s.log
    assert not can(s, "ask(n1, 2)")  # one outstanding
    assert not can(s, "ask_refused(n1, 1, NOTHING_TO_ADJUST)")
    assert not can(s, "ask_unheard(n1, 2)")


def test_a_refusal_of_the_fast_check_orders_nothing_and_retires_the_id(play: Play, can: Can) -> None:
    """A refusal orders nothing and retires the id: the next request has another number."""
    assert not can(TWO, "ask(n1, 3)")
    assert not can(TWO, "ask_refused(n1, 3, NOTHING_TO_ADJUST)")
    s = play(TWO, "ask_refused(n1, 3, BAD_TARGET)")
    assert (None, None, 1) == (s.nodes[N1].request, s.nodes[N1].waiting, s.nodes[N1].asks)
    assert TWO.log is s.log


def test_only_a_running_member_asks(play: Play, can: Can) -> None:
    """Any active member may ask; a node that has not joined is told NOT_A_MEMBER, and who is down is told nothing."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)")
    assert not can(s, "ask(n3, 2)")
    assert not can(s, "ask_refused(n3, 2, NOT_A_MEMBER)")
    s = play(s, "start(n3)")
    assert Refusal.NOT_A_MEMBER is fast_check(s, N3, 2)
    assert can(s, "ask_refused(n3, 2, NOT_A_MEMBER)")


def test_the_fast_check_looks_at_what_the_node_has_delivered(play: Play, can: Can) -> None:
    """What it does not know yet cannot stop it: the position will."""
    s = play(THREE, "crash(n3)", "fail(n1, n3)")
    assert can(s, "ask(n1, 2)")
    assert not can(play(s, "deliver(n1)"), "ask(n1, 2)")
    assert can(play(s, "deliver(n1)"), "ask_refused(n1, 2, NODE_INACTIVE)")


def test_who_is_cut_off_sends_into_the_void(play: Play) -> None:
    """Once proposed, silence means unknown."""
    s = play(THREE, "cut(n3)", "ask(n3, 2)")
    assert s.nodes[N3].request is None
    assert s.nodes[N3].waiting is not None


def test_no_quorum_is_answered_if_nothing_was_proposed(play: Play, can: Can) -> None:
    """Fast check only: NO_QUORUM, if nothing was proposed."""
    assert not can(THREE, "ask_unheard(n1, 2)")
    s = play(THREE, "cut(n3)")
    assert not can(s, "ask_unheard(n1, 2)")
    assert not can(s, "ask_unheard(n3, 3)")
    assert 1 == play(s, "ask_unheard(n3, 2)").nodes[N3].asks
    assert can(play(TWO, "crash(n1)"), "ask_unheard(n2, 2)")


def test_the_id_may_be_asked_again(play: Play, can: Can) -> None:
    """Silence means unknown, and the id may be asked again: the same id, until its verdict is in the log."""
    s = play(TWO, "ask(n1, 2)")
    assert not can(TWO, "ask_again(n1)")
    assert not can(s, "ask_again(n1)")  # it is on its way
    lost = play(s, "lose_request(n1)")
    assert MINE == play(lost, "ask_again(n1)").nodes[N1].request
    assert not can(play(lost, "cut(n1)"), "ask_again(n1)")
    assert not can(replace(lost, log=play(s, "order_adjust(n1)").log), "ask_again(n1)")


# ---- ordering and judging


def test_the_request_is_one_ordered_entry_that_raises_the_cluster_version(play: Play) -> None:
    """One entry ADJUST_VERSION (id, to); if the guard holds in the view before, the cluster version becomes `to`."""
    s = play(TWO, *ACCEPTED)
    entry = s.log[-1].entry
    assert (Reason.ADJUST_VERSION, MINE, None, None) == (entry.reason, entry.request, entry.refusal, entry.group)
    assert 2 == last(s).version
    assert Judged(MINE, None) == last(s).ledger[N1]
    assert (1, 1) == (last(s).groups[A].version, last(s).groups[B].version)


def test_a_switch_has_unchanged_membership(play: Play) -> None:
    """A version switch is a membership change with unchanged membership and the reason ADJUST_VERSION."""
    assert last(TWO).roster is last(play(TWO, *ACCEPTED)).roster


def test_the_switch_is_written_so_that_every_version_reads_it(play: Play) -> None:
    """Cluster entries have one frozen encoding."""
    assert FROZEN == play(TWO, *ACCEPTED).log[-1].entry.written


def test_the_guard_is_judged_again_at_the_position(play: Play) -> None:
    """Every guard is judged at its position: everybody was ready when I looked can never be stale."""
    s = play(THREE, "ask(n1, 2)", "crash(n3)", "fail(n2, n3)", "order_adjust(n1)")
    assert Refusal.NODE_INACTIVE is s.log[-1].entry.refusal
    assert replace(s.log[-2].view, ledger=last(s).ledger) == last(s)
    assert Judged(MINE, Refusal.NODE_INACTIVE) == last(s).ledger[N1]


def test_a_known_id_repeats_its_verdict_and_takes_no_new_position(play: Play, can: Can) -> None:
    """A known id repeats its verdict: the request that is still in flight is ordered once."""
    s = play(TWO, *ACCEPTED)
    assert MINE == s.nodes[N1].request
    assert not can(s, "order_adjust(n1)")
    assert not can(s, "lose_request(n1)")
    refused = play(THREE, "ask(n1, 2)", "crash(n3)", "fail(n2, n3)", "order_adjust(n1)")
    assert not can(refused, "order_adjust(n1)")


def test_there_is_nothing_to_order_without_a_request_or_a_quorum(play: Play, can: Can) -> None:
    """An entry takes a request, and those who order."""
    assert not can(TWO, "order_adjust(n1)")
    s = play(TWO, "ask(n1, 2)", "crash(n1)")
    assert not can(s, "order_adjust(n1)")


def test_of_two_requests_one_is_accepted_and_the_other_refused(play: Play) -> None:
    """Joins, failures and the switch share one order."""
    s = play(THREE, "ask(n1, 2)", "ask(n2, 2)", "order_adjust(n2)", "order_adjust(n1)")
    assert [None, Refusal.ADJUST_IN_PROGRESS] == [position.entry.refusal for position in s.log[1:]]
    assert 2 == last(s).version


def test_the_requester_learns_its_verdict_when_it_delivers(play: Play) -> None:
    """The requester can tell; asking again says so."""
    s = play(TWO, *ACCEPTED, "deliver(n1)")
    assert s.nodes[N1].waiting is None
    done = play(s, "notify(n1, A)", "notify(n1, B)", "deliver(n1)", "deliver(n1)")
    assert Refusal.NOTHING_TO_ADJUST is fast_check(done, N1, 2)


# ---- telling the groups


def test_every_group_is_told_by_one_ordered_membership_change(play: Play, can: Can) -> None:
    """Notify every group, one ordered membership change each, reason ADJUST_VERSION."""
    s = play(TWO, *ACCEPTED, "deliver(n1)", "notify(n1, A)")
    entry = s.log[-1].entry
    assert (Reason.ADJUST_VERSION, A, None, FROZEN) == (entry.reason, entry.group, entry.request, entry.written)
    assert (2, 1) == (last(s).groups[A].version, last(s).groups[B].version)
    assert last(TWO).roster is last(s).roster
    assert not can(s, "notify(n1, A)")  # told once, though n1 does not know it yet
    s = play(s, "notify(n1, B)")
    assert (2, 2) == (last(s).groups[A].version, last(s).groups[B].version)


def test_any_leader_derives_from_its_view_which_groups_are_still_to_be_told(play: Play, can: Can) -> None:
    """The coordinator's loss: the log says what is left to do."""
    s = play(THREE, *ACCEPTED, "deliver(n2)", "crash(n1)")
    assert not may_tell(s, N1, A)
    assert not can(s, "notify(n1, A)")
    assert may_tell(s, N2, A)
    assert not may_tell(s, N3, A)  # it has not delivered the switch
    assert can(s, "notify(n2, A)")


def test_a_late_notice_is_a_no_op(play: Play, can: Can) -> None:
    """Group version = to-1 and cluster version = to, else a no-op: a leader that lags tells nobody twice."""
    s = in_service({"n1": V13, "n2": V13}, {"A": "n1 n2", "B": ""}, 1)
    s = play(s, *ACCEPTED, "deliver(n1)", "deliver(n2)", "notify(n1, A)", "deliver(n1)")
    s = play(s, "ask(n1, 3)", "order_adjust(n1)")
    assert may_tell(s, N2, A)  # n2 knows of version 2 only
    assert not can(s, "notify(n2, A)")


def test_a_group_without_members_is_told_all_the_same(play: Play) -> None:
    """A group without members is told all the same."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n1", "B": ""}, 1)
    s = play(s, "create_group(B, {n2})", "deliver(n1)", "crash(n2)", "fail(n1, n2)", "deliver(n1)", "remove_node(n2)")
    s = play(s, "deliver(n1)", *ACCEPTED, "deliver(n1)", "notify(n1, B)")
    assert 2 == last(s).groups[B].version


@pytest.mark.parametrize("group", ["A", "B"])
def test_a_group_that_was_not_created_is_not_told(play: Play, can: Can, group: str) -> None:
    """It starts at the cluster version when it is created."""
    s = in_service({"n1": V12}, {"A": "n1", "B": ""}, 1)
    assert (group == "A") is can(play(s, *ACCEPTED, "deliver(n1)"), f"notify(n1, {group})")
