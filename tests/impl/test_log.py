"""Tests of the log: positions and terms, the views of a prefix, and logs that begin at a snapshot."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.entries import AddNode, Entry, Fail, Leave, RemoveNode
from upshift.impl.folding import after
from upshift.impl.log import (
    Base,
    Log,
    Position,
    Record,
    compacted,
    end_of,
    extended,
    last_term,
    last_view,
    position_at,
    records_after,
    shortened,
    term_at,
    view_at,
    views_from,
)
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import genesis

ENTRIES: st.SearchStrategy[Entry] = st.one_of([st.from_type(kind) for kind in get_args(Entry)])
LOGS, RECORDS = st.from_type(Log), st.lists(st.builds(Record, st.integers(0, 3), ENTRIES), max_size=4)

START = Base(10, 2, genesis(["n1", "n2"], 1))
LOG = extended(Log(START), [Record(2, AddNode("n3")), Record(3, Fail("n2", 7)), Record(5, RemoveNode("n3"))])
VIEWS = (
    START.view,
    after(START.view, AddNode("n3")).view,
    after(START.view, AddNode("n3")).view,
    after(after(START.view, AddNode("n3")).view, RemoveNode("n3")).view,
)


def test_positions_are_counted_from_the_base() -> None:
    """The position behind the base is the first that is kept."""
    assert (10, 13) == (end_of(Log(START)), end_of(LOG))
    assert [AddNode("n3"), Fail("n2", 7), RemoveNode("n3")] == [position_at(LOG, p).entry for p in (11, 12, 13)]


@pytest.mark.parametrize(("p", "term"), [(9, None), (10, 2), (11, 2), (12, 3), (13, 5), (14, None)])
def test_a_log_knows_its_terms_from_its_base_to_its_end(p: int, term: int | None) -> None:
    """Where it does not reach it says so."""
    assert term == term_at(LOG, p)


def test_the_last_term_of_a_log_without_entries_is_that_of_its_base() -> None:
    """Votes go to logs at least as up to date: last term, then length."""
    assert (2, 5) == (last_term(Log(START)), last_term(LOG))


def test_there_is_a_view_at_each_position() -> None:
    """The views of a log are the fold of the whole log, delivered or not."""
    assert VIEWS == tuple(view_at(LOG, p) for p in (10, 11, 12, 13))
    assert VIEWS == views_from(LOG, 10, 13)
    assert VIEWS[1:2] == views_from(LOG, 11, 11)
    assert (VIEWS[-1], START.view) == (last_view(LOG), last_view(Log(START)))


def test_a_position_says_why_its_entry_came_to_nothing() -> None:
    """None, if it took effect."""
    assert [None, Refusal(Why.STALE, ("n2",)), None] == [each.refusal for each in LOG.tail]


# ---- whatever the log


@given(log=LOGS, records=RECORDS)
def test_a_longer_log_is_the_same_up_to_where_it_was(log: Log, records: list[Record]) -> None:
    """The view is a function of the prefix alone."""
    longer = extended(log, records)
    assert (log.base, log.tail) == (longer.base, longer.tail[: len(log.tail)])
    assert tuple(records) == records_after(longer, end_of(log))
    assert log == shortened(longer, end_of(log))


@given(log=LOGS)
def test_each_view_is_the_fold_of_the_one_before(log: Log) -> None:
    """Position by position."""
    for p in range(log.base.position + 1, end_of(log) + 1):
        here = position_at(log, p)
        assert Position(here.term, here.entry, *after(view_at(log, p - 1), here.entry)) == here


@given(log=LOGS)
def test_entries_travel_without_their_views(log: Log) -> None:
    """Whoever has the base comes to the same log."""
    assert log == extended(Log(log.base), records_after(log, log.base.position))


@given(log=LOGS, records=RECORDS, data=st.data())
def test_a_log_that_begins_later_goes_on_as_the_whole_one(log: Log, records: list[Record], data: st.DataObject) -> None:
    """What is forgotten changes nothing that comes after."""
    if not log.tail:
        return
    p = data.draw(st.integers(log.base.position + 1, end_of(log)))
    short = compacted(log, p)
    assert (p, end_of(log)) == (short.base.position, end_of(short))
    assert views_from(log, p, end_of(log)) == views_from(short, p, end_of(short))
    assert (term_at(log, p), last_term(log)) == (term_at(short, p), last_term(short))
    assert last_view(extended(log, records)) == last_view(extended(short, records))
    assert term_at(short, p - 1) is None


def test_a_log_is_cut_where_another_leader_knows_better() -> None:
    """What contradicts it was never committed, and goes."""
    assert LOG.tail[:1] == shortened(LOG, 11).tail
    assert Log(START) == shortened(LOG, 10)
    assert LOG == shortened(LOG, 13)
    other = extended(shortened(LOG, 11), [Record(4, Leave("n1", 0))])
    assert (12, 4) == (end_of(other), last_term(other))
