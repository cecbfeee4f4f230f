"""What stands for what."""

import pytest

from upshift.impl.entries import Adjust, CreateGroup, Entry, Fail, Join, Leave, Message, Notice, Opening
from upshift.impl.folding import after
from upshift.impl.log import Position as Ordered
from upshift.impl.versions import Range as Software
from upshift.impl.views import Request, View, genesis
from upshift.model import state
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Group, GroupView, Judged, Node, Position, Reason, Refusal, Seat, Status
from upshift.model.views import Request as Asked
from upshift.proofs.refine.words import Words

N1, N2, A = Node("n1"), Node("n2"), Group("A")
START = genesis(("n1", "n2"), 1)


def words() -> Words:
    """The words of two nodes and one group."""
    return Words((N1, N2), (A,))


def behind(view: View, entry: Entry) -> Ordered:
    """The position that an entry takes behind a view."""
    return Ordered(1, entry, *after(view, entry))


def told(view: View, entry: Entry) -> Position | None:
    """What the model has for it."""
    return words().position(view, behind(view, entry))


def test_genesis_is_the_models_genesis() -> None:
    """Every node ACTIVE with an unknown claim; a group that was not created does not exist yet."""
    assert state.genesis((N1, N2), (A,), Range(1, 1), 1).log[0].view == words().view(START)


def test_a_view_is_translated_line_by_line() -> None:
    """Roster, groups and ledger."""
    view = START
    for entry in (
        Join("n1", 1, Software(1, 2)),
        CreateGroup("A", ("n1",)),
        Adjust(Request("n1", 1, 1, 2)),
    ):
        view = after(view, entry).view
    seen = words().view(view)
    assert Seat(Status.ACTIVE, 1, Range(1, 2)) == seen.roster[N1]
    assert GroupView(True, Map({N1: True, N2: False}), 1) == seen.groups[A]
    assert Judged(Asked(N1, 1, 1, 2), Refusal.NODE_INCAPABLE) == seen.ledger[N1]
    assert seen.ledger[N2] is None


def test_a_name_that_is_not_known_is_refused() -> None:
    """A group that the mapping was not made for cannot be told."""
    with pytest.raises(LookupError, match="B is none of A"):
        words().view(after(START, CreateGroup("B", ("n1",))).view)


def test_an_entry_keeps_its_reason_and_what_it_is_about() -> None:
    """Whatever changes the view takes a position, a request and a message also where they are refused."""
    joined = after(START, Join("n1", 1, Software(1, 2))).view
    hosted = after(joined, CreateGroup("A", ("n1",))).view
    found = [
        position.entry
        for position in (
            told(START, Join("n1", 1, Software(1, 2))),
            told(joined, Leave("n1", 1)),
            told(START, Fail("n2", 0)),
            told(joined, CreateGroup("A", ("n1",))),
            told(joined, Adjust(Request("n1", 1, 1, 2))),
            told(hosted, Message("n1", "A", 2, 2, "add x", 1, 1)),
        )
        if position is not None
    ]
    assert [
        (Reason.JOIN, N1, None, None),
        (Reason.LEAVE, N1, None, None),
        (Reason.FAIL, N2, None, None),
        (Reason.CREATE_GROUP, None, A, None),
        (Reason.ADJUST_VERSION, None, None, Refusal.NODE_INCAPABLE),
        (Reason.MESSAGE, N1, A, Refusal.VERSION_CHANGED),
    ] == [(entry.reason, entry.node, entry.group, entry.refusal) for entry in found]


def test_what_is_nothing_takes_no_position() -> None:
    """An opening, a request that the ledger knows, and what its guard refused there."""
    asked = Adjust(Request("n1", 1, 1, 2))
    known = after(START, asked).view
    for view, entry in (
        (START, Opening()),
        (known, asked),
        (START, Join("n3", 1, Software(1, 1))),
        (START, Join("n1", 1, Software(2, 3))),
        (START, Fail("n1", 5)),
        (START, Notice("A", 2)),
        (START, Message("n1", "A", 1, 1, "add x", 0, 1)),
    ):
        assert told(view, entry) is None, entry
