"""Tests that every message of ordered delivery reaches its handler."""

from collections.abc import Callable
from typing import get_args

import pytest

from upshift.impl.entries import CreateGroup
from upshift.impl.log import Base, Record
from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    Farewell,
    OrderingMessage,
    Over,
    Recorded,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.ordering.receiving import received
from upshift.impl.ordering.replica import Peer, Replica, Role
from upshift.impl.views import genesis

Make = Callable[..., Replica]

BASE = Base(4, 1, genesis(("n1", "n2", "n3"), 1))
A = CreateGroup("a", ("n1",))
LEADS = {"role": Role.LEADER, "leader": "n1"}

# What n1, in term 1 with one entry committed, makes of a message from n2: what changes of it, and what it answers.
CASES: dict[type[OrderingMessage], tuple[OrderingMessage, dict[str, object], dict[str, object], list[object]]] = {
    Canvass: (Canvass(2, 1, 1), {}, {}, [Support(2)]),
    Support: (
        Support(2),
        {"role": Role.CANVASSING, "supporters": frozenset({"n1"})},
        {"term": 2, "vote": "n1", "role": Role.CANDIDATE},
        [Campaign(2, 1, 1), Campaign(2, 1, 1)],
    ),
    Campaign: (Campaign(2, 1, 1), {}, {"term": 2, "vote": "n2"}, [Vote(2)]),
    Vote: (
        Vote(1),
        {"role": Role.CANDIDATE, "supporters": frozenset({"n1"})},
        LEADS,
        [Append(1, 1, 1, (), 1), Append(1, 1, 1, (), 1)],
    ),
    Over: (Over(1, 3), {}, {"term": 3}, []),
    Append: (Append(1, 1, 1, (), 1), {}, {"leader": "n2", "synced": True}, [Stored(1, 1, 7)]),
    Stored: (Stored(1, 1, 5), LEADS, {"peers": (Peer("n2", 1, 5),)}, []),
    Behind: (Behind(1, 0), LEADS, LEADS, [Append(1, 0, 0, (Record(1, A),), 1)]),
    Snapshot: (Snapshot(1, BASE, ()), {}, {"commit": 4, "leader": "n2"}, [Stored(1, 4, 7)]),
    Farewell: (Farewell(1), {}, {}, [Recorded(1)]),
    Recorded: (Recorded(1), {"left_at": 1}, {"witnesses": frozenset({"n2"})}, []),
}


def test_there_is_a_case_for_every_message() -> None:
    """None is forgotten here."""
    assert set(get_args(OrderingMessage)) == set(CASES)


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
def test_every_message_reaches_its_handler(replica: Make, kind: type[OrderingMessage]) -> None:
    """And what the node reports of itself goes along with what it stores."""
    message, before, after, answers = CASES[kind]
    here = replica("n1", A, commit=1, **before)
    then, sent = received(here, "n2", message, member=7)
    assert after == {field: getattr(then, field) for field in after}
    assert answers == [letter.message for letter in sent]
