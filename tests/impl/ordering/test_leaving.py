"""Tests of how a node leaves the order: only when others have recorded that its LEAVE is committed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.entries import CreateGroup, Join, Leave
from upshift.impl.log import Base, compacted
from upshift.impl.messages import Farewell, Recorded
from upshift.impl.ordering.leaving import asked_for_record, may_stop, own_leave, parted, recorded, said
from upshift.impl.ordering.replica import Replica, Sent
from upshift.impl.versions import Range
from upshift.impl.views import genesis

Make = Callable[..., Replica]

V1 = Range(1, 1)
A = CreateGroup("a", ("n1", "n2"))
MINE = (Join("n2", 1, V1), A, Leave("n2", 1), A)


def test_a_node_finds_its_own_leave_among_what_was_newly_delivered(replica: Make) -> None:
    """Behind the position up to which it has looked already, and only if it is committed."""
    assert 3 == own_leave(replica("n2", *MINE, commit=4), 0)
    assert 3 == own_leave(replica("n2", *MINE, commit=3), 2)
    assert None is own_leave(replica("n2", *MINE, commit=2), 0)
    assert None is own_leave(replica("n2", *MINE, commit=4), 3)


def test_the_leave_of_another_or_of_an_earlier_incarnation_is_not_its_own(replica: Make) -> None:
    """LEAVE names the incarnation that it ends."""
    assert None is own_leave(replica("n1", *MINE, commit=4), 0)
    assert None is own_leave(replica("n2", *MINE, commit=4, incarnation=2), 0)


def test_a_leave_that_came_to_nothing_is_none(replica: Make) -> None:
    """A refused LEAVE changes nothing: the node stays."""
    assert None is own_leave(replica("n1", Leave("n1", 1), nodes=("n1",), commit=1), 0)


def test_what_a_snapshot_has_taken_the_place_of_is_not_looked_at(replica: Make) -> None:
    """A log that begins at a snapshot has no entries before it."""
    base = Base(5, 1, genesis(("n1", "n2", "n3"), 1))
    assert 8 == own_leave(replica("n2", *MINE, base=base, commit=9), 0)


def test_who_has_left_asks_the_voters_of_the_view_after(replica: Make) -> None:
    """It needs a quorum of those who go on without it."""
    leaver, sent = parted(replica("n2", *MINE, commit=4), 3)
    assert 3 == leaver.left_at
    assert (Sent("n1", Farewell(3)), Sent("n3", Farewell(3))) == sent
    assert sent == said(leaver, 3)


def test_whoever_has_recorded_it_says_so(replica: Make) -> None:
    """Known to be committed is what is up to the commit position, which is on disk."""
    here = replica("n1", *MINE, commit=3)
    assert (here, (Sent("n2", Recorded(3)),)) == asked_for_record(here, "n2", Farewell(3))
    behind = replica("n1", *MINE, commit=2)
    assert (behind, ()) == asked_for_record(behind, "n2", Farewell(3))


def test_a_leaver_stops_after_a_quorum_of_the_view_after_has_recorded_it(replica: Make) -> None:
    """n2 leaves three: n1 is a quorum of {n1, n3}, n3 by itself is not."""
    leaver, _ = parted(replica("n2", *MINE, commit=4), 3)
    assert not may_stop(leaver)
    by_n3, _ = recorded(leaver, "n3", Recorded(3))
    assert (frozenset({"n3"}), False) == (by_n3.witnesses, may_stop(by_n3))
    assert may_stop(recorded(by_n3, "n1", Recorded(4))[0])
    assert may_stop(recorded(leaver, "n1", Recorded(3))[0])


def test_a_leaver_that_has_forgotten_the_position_asks_by_a_later_view(replica: Make) -> None:
    """Its log was compacted, or begins at a snapshot: what is behind the LEAVE and known is committed as well."""
    leaver, _ = parted(replica("n2", *MINE, commit=4), 3)
    later = replace(leaver, log=compacted(leaver.log, 4))
    assert (Sent("n1", Farewell(3)), Sent("n3", Farewell(3))) == said(later, 3)
    assert not may_stop(later)
    assert may_stop(recorded(later, "n1", Recorded(3))[0])


@pytest.mark.parametrize("left_at", [None, 4])
def test_what_was_recorded_of_something_else_is_nothing(replica: Make, left_at: int | None) -> None:
    """The node does not leave, or its LEAVE stands further behind."""
    here = replica("n2", *MINE, commit=4, left_at=left_at)
    assert (here, ()) == recorded(here, "n1", Recorded(3))
    assert not may_stop(here)
