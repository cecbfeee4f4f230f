"""Tests of the words for entries, views and messages: different ones have different words."""

from collections.abc import Callable
from typing import Any

import pytest

from upshift.impl.entries import Adjust, CreateGroup, Fail, Join, Message, Notice, Opening
from upshift.impl.log import Base, Record
from upshift.impl.messages import Append, Declined, Knock, Over, Propose, Snapshot, Stored
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import Group, Judged, Request, Seat, Status, View
from upshift.proofs.order import scenarios as of_order
from upshift.proofs.order.wording import entry_in_words, message_in_words, records_in_words, view_in_words
from upshift.proofs.stack import scenarios as of_stack
from upshift.proofs.stack.scenario import product_of

REQUEST = Request("n1", 2, 1, 2)
ENTRIES = [
    ("JOIN n1#2 1..2", Join("n1", 2, Range(1, 2))),
    ("FAIL n1#2", Fail("n1", 2)),
    ("ADJUST to 2 by n1#2.1", Adjust(REQUEST)),
    ("NOTICE A to 2", Notice("A", 2)),
    ("CREATE A on n1 n2", CreateGroup("A", ("n1", "n2"))),
    ("MESSAGE n1#2.3 to A at 1: add x", Message("n1", "A", 1, 1, "add x", 2, 3)),
    ("entry", Message("", "", 1, 1, "entry", 0, 0)),
    ("OPENING", Opening()),
]
VIEW = View(
    (Seat("n1", Status.ACTIVE, 2, Range(1, 2), said=3), Seat("n2", Status.INACTIVE)),
    1,
    (Group("A", ("n1",), 1),),
    (Judged(REQUEST, Refusal(Why.NODE_INACTIVE, ("n2",))),),
)
IN_WORDS = "version 1; n1#2 ACTIVE 1..2 said 3; n2#0 INACTIVE ?; A on n1 at 1; ADJUST to 2 by n1#2.1: NODE_INACTIVE"
MESSAGES = [
    ("Over @1, it is @3", Over(1, 3)),
    ("Append @2 behind 4@1: OPENING @2; committed 4", Append(2, 4, 1, (Record(2, Opening()),), 4)),
    ("Append @2 behind 4@1: nothing; committed 4", Append(2, 4, 1, (), 4)),
    ("Stored @2 up to 5", Stored(2, 5, 0)),
    ("Stored @2 up to 5, member #2", Stored(2, 5, 2)),
    (f"Snapshot @2 of 4@1: {IN_WORDS}", Snapshot(2, Base(4, 1, VIEW), ())),
    ("Knock", Knock()),
    ("Knock for a snapshot", Knock(whole=True)),
    ("Propose OPENING", Propose(Opening())),
    ("Declined FAIL n1#2: LAST_NODE: n1", Declined(Fail("n1", 2), Refusal(Why.LAST_NODE, ("n1",)))),
]


@pytest.mark.parametrize(("words", "entry"), ENTRIES, ids=[words for words, _ in ENTRIES])
def test_an_entry_in_words(words: str, entry: Any) -> None:  # noqa: ANN401  # an entry
    """A node is named with its incarnation."""
    assert words == entry_in_words(entry)


@pytest.mark.parametrize(("words", "message"), MESSAGES, ids=[words for words, _ in MESSAGES])
def test_a_message_in_words(words: str, message: Any) -> None:  # noqa: ANN401  # a message
    """Terms stand behind @."""
    assert words == message_in_words(message)


def test_a_view_in_words() -> None:
    """All that tells it from another."""
    assert IN_WORDS == view_in_words(VIEW)
    assert "nothing" == records_in_words(())


PRODUCTS = [
    *(of_order.product_of(one, {}) for one in of_order.SCENARIOS if not one.deep),
    *(product_of(one, {}) for one in of_stack.SCENARIOS),
]


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_different_messages_have_different_words(product: Any, wander: Callable[..., Any]) -> None:  # noqa: ANN401  # a product
    """Moves are known by them."""
    *_, (_, letters) = wander(product, 11, 300)
    messages = {message for *_, message in letters}
    assert len(messages) == len(set(map(message_in_words, messages)))
