"""How an entry may have come into the log, and what was never sent."""

from dataclasses import replace

import pytest

from upshift.impl import entries
from upshift.impl.entries import Entry
from upshift.impl.versions import Range as Software
from upshift.impl.views import Request
from upshift.model.scenario import in_service
from upshift.model.state import Phase, State, changed, stopped
from upshift.model.versions import Range
from upshift.model.views import Group, Node, Reason, Refusal, Status
from upshift.proofs.refine.flights import orderings
from upshift.proofs.refine.premises import ACTIONS

N1, N2, N3, A = Node("n1"), Node("n2"), Node("n3"), Group("A")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2), "n3": Range(1, 2)}, {"A": "n1 n2", "B": ""}, 1)
DOWN = changed(SERVED, N2, stopped(SERVED.nodes[N2]))
RESTARTED = changed(DOWN, N2, replace(DOWN.nodes[N2], phase=Phase.STARTED, incarnation=2))
WAITING = changed(SERVED, N1, replace(SERVED.nodes[N1], waiting=None, asks=1))


def ordered(s: State, entry: Entry) -> tuple[State | None, str]:
    """What the first move that orders the entry comes to, and what is objected to all of them."""
    moves = orderings(s, entry, ACTIONS)
    results = [after for move in moves if (after := move.result()) is not None]
    return (results[0] if results else None), "".join(move.objection for move in moves)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (entries.Join("n2", 2, Software(1, 2)), Reason.JOIN),
        (entries.Leave("n2", 1), Reason.LEAVE),
        (entries.Fail("n2", 1), Reason.FAIL),
        (entries.Partition("n2", 1), Reason.PARTITION),
        (entries.CreateGroup("B", ("n1",)), Reason.CREATE_GROUP),
        (entries.Adjust(Request("n1", 1, 1, 2)), Reason.ADJUST_VERSION),
        (entries.Message("n1", "A", 1, 1, "add x", 1, 1), Reason.MESSAGE),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_was_sent_can_be_ordered(entry: Entry, reason: Reason) -> None:
    """Also after its sender has crashed, and come back as another incarnation."""
    s = changed(RESTARTED, N1, WAITING.nodes[N1])
    after, objection = ordered(s, entry)
    assert "" == objection
    assert after is not None
    assert reason is after.log[-1].entry.reason


def test_a_node_that_was_added_or_removed_needs_no_sender() -> None:
    """The operator's word is ordered as it stands."""
    out, _ = ordered(SERVED, entries.Fail("n3", 1))
    assert out is not None
    removed, _ = ordered(out, entries.RemoveNode("n3"))
    assert removed is not None
    added, _ = ordered(removed, entries.AddNode("n3"))
    assert added is not None
    assert Status.INACTIVE is added.log[-1].view.roster[N3].status
    assert (None, "") == ordered(SERVED, entries.AddNode("n3"))


def test_a_notice_needs_somebody_who_knows_that_it_is_due() -> None:
    """It is ordered after the switch was accepted and delivered, and not before."""
    assert (None, "") == ordered(SERVED, entries.Notice("A", 2))
    s, _ = ordered(WAITING, entries.Adjust(Request("n1", 1, 1, 2)))
    assert s is not None
    assert (None, "") == ordered(s, entries.Notice("A", 2))
    delivered = ACTIONS.deliver(s, N1)
    assert delivered is not None
    after, _ = ordered(delivered, entries.Notice("A", 2))
    assert after is not None
    assert 2 == after.log[-1].view.groups[A].version


def test_a_petition_is_ordered_for_the_incarnation_that_sent_it() -> None:
    """The node may have gone on as another since; as the same one it must be below its floor."""
    later = changed(RESTARTED, N2, replace(RESTARTED.nodes[N2], incarnation=3))
    after, _ = ordered(later, entries.Petition("n2", 2))
    assert after is not None
    assert (Status.INACTIVE, 2) == (after.log[-1].view.roster[N2].status, after.log[-1].view.roster[N2].incarnation)
    assert 3 == after.nodes[N2].incarnation
    assert (None, "it is not below its floor as this incarnation") == ordered(RESTARTED, entries.Petition("n2", 2))
    below = changed(RESTARTED, N2, replace(RESTARTED.nodes[N2], software=Range(1, 1)))
    assert ordered(below, entries.Petition("n2", 2))[0] is not None


def test_a_message_is_judged_at_the_version_that_it_was_built_at() -> None:
    """Whatever its sender runs by now."""
    s, _ = ordered(SERVED, entries.Message("n1", "A", 1, 2, "count x", 1, 1))
    assert s is not None
    assert Refusal.FUNCTION_NOT_AVAILABLE is s.log[-1].entry.refusal


@pytest.mark.parametrize(
    ("entry", "objection"),
    [
        (entries.Join("n2", 3, Software(1, 2)), "it is incarnation 2 and has announced no 3"),
        (entries.Join("n2", 2, Software(1, 1)), "it runs 1..2 and has not claimed 1..1"),
        (entries.Join("n2", 1, Software(1, 3)), "it has promised 2 and cannot have claimed 1..3"),
        (entries.Adjust(Request("n2", 3, 1, 2)), "it is incarnation 2 and has not asked as 3"),
        (entries.Adjust(Request("n1", 1, 2, 2)), "it has asked 0 times, not 2"),
        (entries.Leave("n2", 3), "it is incarnation 2 and never was 3"),
        (entries.Petition("n2", 3), "it is incarnation 2 and never was 3"),
        (entries.Message("n2", "A", 1, 1, "add x", 3, 1), "it is incarnation 2 and never was 3"),
        (entries.Message("n1", "A", 2, 1, "add x", 1, 1), "A is at 1, and nobody runs 2"),
    ],
    ids=str,
)
def test_what_cannot_have_been_sent_is_objected_to(entry: Entry, objection: str) -> None:
    """The slot is filled with nothing that the node has not announced."""
    assert (None, objection) == ordered(RESTARTED, entry)


def test_a_request_is_the_one_that_the_node_waits_for() -> None:
    """Not another target under the same number."""
    asked = ACTIONS.ask(SERVED, N1, 2)
    assert asked is not None
    assert ordered(asked, entries.Adjust(Request("n1", 1, 1, 2)))[0] is not None
    other = ordered(asked, entries.Adjust(Request("n1", 1, 1, 3)))
    assert (None, "it has asked for version 2, not 3") == other


def test_an_opening_is_no_entry_of_the_model() -> None:
    """Nothing orders it."""
    assert () == orderings(SERVED, entries.Opening(), ACTIONS)
