"""Tests of the fold: total, a function of view and entry alone, and a refusal changes nothing but what it must."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.adjust import is_new, judge_adjust
from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    RemoveNode,
)
from upshift.impl.folding import Outcome, after
from upshift.impl.groups import is_next, judge_said
from upshift.impl.refusals import Refusal, Why
from upshift.impl.roster import fence
from upshift.impl.versions import Range
from upshift.impl.views import Group, Request, Seat, Status, View, genesis, seat_of, versions_in_use

VIEWS = st.from_type(View)
ENTRIES: st.SearchStrategy[Entry] = st.one_of([st.from_type(kind) for kind in get_args(Entry)])
V12 = Range(1, 2)

READY = View(
    (Seat("n1", Status.ACTIVE, 1, V12), Seat("n2", Status.ACTIVE, 1, V12), Seat("n3", Status.PARTITIONED, 1, V12)),
    1,
    (Group("A", ("n1", "n2"), 1),),
)


def seated(node: str, status: Status, incarnation: int = 1, claim: Range | None = V12, said: int = 0) -> View:
    """The view in which one node has another line."""
    seat = Seat(node, status, incarnation, claim, said)
    known = [one.node for one in READY.seats]
    seats = tuple(seat if one.node == node else one for one in READY.seats)
    return replace(READY, seats=seats if node in known else (*seats, seat))


EFFECTS: list[tuple[Entry, View]] = [
    (Join("n3", 2, V12), seated("n3", Status.ACTIVE, 2)),
    (Leave("n2", 1), seated("n2", Status.INACTIVE)),
    (Fail("n2", 1), seated("n2", Status.INACTIVE)),
    (Petition("n2", 4), seated("n2", Status.INACTIVE, 4)),
    (Partition("n2", 1), seated("n2", Status.PARTITIONED)),
    (AddNode("n4"), seated("n4", Status.INACTIVE, 0, None)),
    (RemoveNode("n3"), seated("n3", Status.ABSENT, 1, None)),
    (CreateGroup("B", ("n1",)), replace(READY, groups=(*READY.groups, Group("B", ("n1",), 1)))),
    (Message("n1", "A", 1, 1, "add one", 1, 1), seated("n1", Status.ACTIVE, said=1)),
    (Opening(), READY),
]


@pytest.mark.parametrize(("entry", "then"), EFFECTS)
def test_each_kind_of_entry_takes_effect(entry: Entry, then: View) -> None:
    """Each entry yields the next view."""
    assert Outcome(then, None) == after(READY, entry)


def test_a_switch_is_a_request_and_a_notice_for_each_group() -> None:
    """A version switch is a membership change with unchanged membership."""
    calm = seated("n3", Status.ACTIVE)
    accepted, refusal = after(calm, Adjust(Request("n1", 1, 1, 2)))
    assert (None, 2, calm.groups, calm.seats) == (refusal, accepted.version, accepted.groups, accepted.seats)
    told, refusal = after(accepted, Notice("A", 2))
    assert (None, 2, (Group("A", ("n1", "n2"), 2),), calm.seats) == (refusal, told.version, told.groups, told.seats)


def test_every_kind_was_seen_to_take_effect() -> None:
    """The tests above leave none out."""
    assert set(get_args(Entry)) == {Adjust, Notice, *(type(entry) for entry, _ in EFFECTS)}


REFUSED: list[tuple[Why, Entry]] = [
    (Why.STALE, Join("n3", 1, V12)),
    (Why.SOFTWARE_TOO_NEW, Join("n3", 2, Range(2, 3))),
    (Why.NOT_CONFIGURED, Join("n4", 1, V12)),
    (Why.STALE, Leave("n2", 2)),
    (Why.STALE, Fail("n2", 2)),
    (Why.STALE, Petition("n4", 1)),
    (Why.STALE, Partition("n3", 1)),
    (Why.STALE, AddNode("n3")),
    (Why.STALE, RemoveNode("n1")),
    (Why.STALE, Notice("A", 1)),
    (Why.STALE, CreateGroup("A", ())),
    (Why.STALE, Message("n3", "A", 1, 1, "add one", 1, 1)),
]


@pytest.mark.parametrize(("why", "entry"), REFUSED)
def test_an_entry_whose_guard_fails_changes_nothing(why: Why, entry: Entry) -> None:
    """Why it came to nothing is said, and the view is the one before."""
    then, refusal = after(READY, entry)
    assert (READY, why) == (then, refusal and refusal.why)


# ---- whatever the view and the entry

Case = tuple[View, Entry]


def fitting(view: View, entry: Entry) -> Entry:
    """The entry as it might well be ordered after the view: incarnations and versions are those on record."""
    match entry:
        case Join(node=node) | Petition(node=node):
            return replace(entry, incarnation=seat_of(view, node).incarnation + 1)
        case Leave(node=node) | Fail(node=node) | Partition(node=node):
            return replace(entry, incarnation=seat_of(view, node).incarnation)
        case Adjust(request=request):
            incarnation = seat_of(view, request.node).incarnation
            return Adjust(replace(request, incarnation=incarnation, number=9, target=view.version + 1))
        case Notice():
            return replace(entry, to=view.version)
        case Message(sender=sender):
            seat = seat_of(view, sender)
            return replace(entry, incarnation=seat.incarnation, number=seat.said + 1)
        case _:
            return entry


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any view, and any entry; most often one that fits."""
    view, entry = draw(VIEWS), draw(ENTRIES)
    return view, fitting(view, entry) if draw(st.sampled_from((True, True, False))) else entry


@given(case=cases())
def test_the_fold_is_total_and_the_same_each_time(case: Case) -> None:
    """Each entry yields the next view, by a pure function `after(view, entry)`."""
    view, entry = case
    copy = View(tuple(map(replace, view.seats)), view.version, tuple(map(replace, view.groups)), view.ledger)
    assert after(view, entry) == after(copy, replace(entry))
    assert copy == view


@given(case=cases())
def test_a_refusal_changes_nothing_but_the_ledger(case: Case) -> None:
    """The ledger of requests; and of a message that its group refuses, that it has been said."""
    view, entry = case
    then, refusal = after(view, entry)
    if refusal is None:
        return
    if isinstance(entry, Message):
        assert judge_said(view, entry)[0] == then
        assert (then == view) is not is_next(view, entry)
        assert (view.version, view.groups, view.ledger) == (then.version, then.groups, then.ledger)
    else:
        assert view == replace(then, ledger=view.ledger)
        assert (then == view) is not (isinstance(entry, Adjust) and is_new(view, entry.request))


@given(case=cases())
def test_versions_rise_by_one_at_most_and_never_fall(case: Case) -> None:
    """`monotone`: the cluster's by an accepted request only, a group's by its notice only."""
    view, entry = case
    then, _ = after(view, entry)
    assert then.version - view.version in ({0, 1} if isinstance(entry, Adjust) else {0})
    now = {group.name: group.version for group in then.groups}
    for group in view.groups:
        assert now[group.name] - group.version in ({0, 1} if isinstance(entry, Notice) else {0})


@given(case=cases())
def test_an_entry_about_one_node_changes_no_other_line(case: Case) -> None:
    """Incarnations on record never fall, and nobody stops being in the roster."""
    view, entry = case
    then, _ = after(view, entry)
    about = getattr(entry, "node", getattr(entry, "sender", None))
    for seat in view.seats:
        now = seat_of(then, seat.node)
        assert seat.incarnation <= now.incarnation
        assert seat.node == about or seat == now


@given(view=VIEWS, entry=st.from_type(Join), late=st.integers(0, 1))
def test_whoever_joins_supports_every_version_in_use(view: View, entry: Join, late: int) -> None:
    """`fenced`: the claim must contain the cluster version and the version in use of every group."""
    entry = replace(entry, incarnation=seat_of(view, entry.node).incarnation + 1 - late)
    then, refusal = after(view, entry)
    if refusal is None:
        assert all(version in entry.claim for version in versions_in_use(view))
        assert fence(view, entry.claim) is None
        assert Seat(entry.node, Status.ACTIVE, entry.incarnation, entry.claim) == seat_of(then, entry.node)


@given(case=cases())
def test_a_voter_stays(case: Case) -> None:
    """A change that would leave no voter is refused."""
    view, entry = case
    voters = {seat.node for seat in view.seats if seat.status is Status.ACTIVE}
    then = {seat.node for seat in after(view, entry).view.seats if seat.status is Status.ACTIVE}
    assert bool(voters) <= bool(then)


@given(entries=st.lists(ENTRIES, max_size=6), twice=st.integers(0, 5))
def test_a_request_that_is_ordered_twice_switches_once(entries: list[Entry], twice: int) -> None:
    """`once_per_group`: replay and retry never switch twice."""
    view = genesis(["n1", "n2", "n3"], 1)
    for entry in entries:
        view = after(view, entry).view
    adjust = Adjust(Request("n1", seat_of(view, "n1").incarnation, 9, view.version + 1))
    once, refusal = judge_adjust(view, adjust)
    again = once
    for _ in range(twice):
        again, repeated = after(again, adjust)
        assert refusal == repeated
    assert once == again


def test_a_refusal_of_a_request_is_the_same_at_all() -> None:
    """It is in the ledger, for everybody who comes to the position."""
    view, refusal = after(READY, Adjust(Request("n1", 1, 1, 2)))
    assert Refusal(Why.PARTITIONED, ("n3",)) == refusal
    assert [refusal] == [line.refusal for line in view.ledger]
