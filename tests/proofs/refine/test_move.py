"""One way to go on in the model."""

from dataclasses import replace

from upshift.model.scenario import in_service
from upshift.model.state import Join, Phase, changed
from upshift.model.versions import Range
from upshift.model.views import Node, Request
from upshift.proofs.blame import Blame
from upshift.proofs.refine.mapping import seen_at
from upshift.proofs.refine.move import LOG, Move, emptied, label
from upshift.proofs.refine.premises import ACTIONS

N1, N2 = Node("n1"), Node("n2")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2)}, {"A": "n1 n2"}, 1)


def test_an_action_is_told_with_its_arguments() -> None:
    """As on the command line."""
    assert "fail(n1, n2)" == label((ACTIONS.fail, (N1, N2)))


def test_a_move_of_a_node_changes_that_node() -> None:
    """Several actions are one move, and what is in flight afterwards is not kept."""
    crashed = Move(N2, SERVED, SERVED, ((ACTIONS.crash, (N2,)), (ACTIONS.start, (N2,)))).result()
    assert crashed is not None
    assert (Phase.STARTED, 2) == (crashed.nodes[N2].phase, crashed.nodes[N2].incarnation)
    view = SERVED.log[0].view
    move = Move(N2, crashed, seen_at(crashed, N2, view), ((ACTIONS.catch_up, (N2,)), (ACTIONS.announce, (N2,))))
    entered = move.result()
    assert entered is not None
    assert (Phase.CAUGHT_UP, None) == (entered.nodes[N2].phase, entered.nodes[N2].join)
    assert ("catch_up(n2)", "announce(n2)") == move.labels


def test_a_move_of_the_log_takes_the_entry_and_the_joiner() -> None:
    """The sender as it was is only how the entry is judged; whom a JOIN moves is moved."""
    failed = Move(LOG, SERVED, SERVED, ((ACTIONS.fail, (N1, N2)),)).result()
    assert failed is not None
    assert (2, SERVED.nodes[N1]) == (len(failed.log), failed.nodes[N1])
    assert 0 == failed.nodes[N2].uses[next(iter(failed.nodes[N2].uses))]  # it was put out, and has lost its place
    me = replace(failed.nodes[N2], phase=Phase.CAUGHT_UP, cursor=0, incarnation=2)
    waits = changed(failed, N2, me)
    filled = changed(waits, N2, replace(me, join=Join(2, Range(1, 2))))
    joined = Move(LOG, waits, filled, ((ACTIONS.order_join, (N2,)),), joiner=N2).result()
    assert joined is not None
    assert (Phase.JOINED, 1, None) == (joined.nodes[N2].phase, joined.nodes[N2].cursor, joined.nodes[N2].join)


def test_a_node_goes_on_from_its_place_whatever_it_has_seen() -> None:
    """What it sees begins with what it knows; its place in the log is its own."""
    asking = changed(SERVED, N1, replace(SERVED.nodes[N1], request=Request(N1, 1, 1, 3)))
    longer = ACTIONS.order_adjust(asking, N1)
    assert longer is not None
    s = changed(longer, N2, replace(SERVED.nodes[N2], cursor=1))
    asked = Move(N2, s, seen_at(s, N2, s.log[0].view), ((ACTIONS.ask, (N2, 2)),)).result()
    assert asked is not None
    assert (1, Request(N2, 1, 1, 2)) == (asked.nodes[N2].cursor, asked.nodes[N2].waiting)


def test_a_move_that_is_not_enabled_says_why() -> None:
    """The clause that decided, of the first action that is not enabled; or the objection."""
    move = Move(N2, SERVED, SERVED, ((ACTIONS.crash, (N2,)), (ACTIONS.crash, (N2,))))
    why = move.why()
    assert move.result() is None
    assert isinstance(why, Blame)
    assert "running: me.phase is not Phase.DOWN is false" in "\n".join(why.lines())
    objected = Move(N2, SERVED, SERVED, ((ACTIONS.crash, (N2,)),), objection="it never was")
    assert (None, "it never was") == (objected.result(), objected.why())
    assert Move(N2, SERVED, SERVED, ((ACTIONS.crash, (N2,)),)).why() is None


def test_nothing_is_emptied_where_nothing_is() -> None:
    """The state is the same object."""
    assert emptied(SERVED, N1) is SERVED
