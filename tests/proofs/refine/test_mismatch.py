"""What is said where a step of the implementation is no step of the model."""

from dataclasses import replace

from upshift.model.scenario import in_service
from upshift.model.state import State, changed
from upshift.model.versions import Range
from upshift.model.views import Group, Node
from upshift.proofs.difference import Change
from upshift.proofs.refine.mismatch import Lane, Mismatch, Tried, mismatch
from upshift.proofs.refine.move import LOG, Move
from upshift.proofs.refine.premises import ACTIONS

N1, N2, A = Node("n1"), Node("n2"), Group("A")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2)}, {"A": "n1 n2"}, 1)
MOVES = (
    Move(LOG, SERVED, SERVED, ((ACTIONS.fail, (N1, N2)),)),
    Move(N2, SERVED, SERVED, ((ACTIONS.deliver, (N2,)),)),
    Move(N2, SERVED, SERVED, ((ACTIONS.crash, (N2,)),)),
    Move(N2, SERVED, SERVED, ((ACTIONS.ask, (N2, 2)),), objection="it never has"),
)
PUT_OUT = "log[1]: + as log[0], but entry.reason = FAIL, entry.node = n1, view.roster.n1.status = INACTIVE"
ELSEWHERE = (
    "the position has entry.node n2 for n1, view.roster.n1.status ACTIVE for INACTIVE, "
    "view.roster.n2.status INACTIVE for ACTIVE"
)


def goal() -> State:
    """n1 is put out, not n2; and n2 runs a version that nobody has told its group."""
    after = ACTIONS.fail(SERVED, N2, N1)
    assert after is not None
    return changed(after, N2, replace(SERVED.nodes[N2], uses=SERVED.nodes[N2].uses.set(A, 2)))


def test_both_sides_are_told_lane_by_lane() -> None:
    """What the implementation did, and which actions of the model were tried and why they were not it."""
    assert (
        "a step of the implementation is no step of the model",
        "after deliver(n1):",
        "log",
        f"  the implementation: {PUT_OUT}",
        "  the model:          fail(n1, n2)",
        f"                        {ELSEWHERE}",
        "n2",
        "  the implementation: uses.A: 1 -> 2",
        "  the model:          deliver(n2)",
        "                        deliver: me.cursor < len(s.log) - 1 is false",
        "                          for n = n2, me = s.nodes[n]",
        "                          where me.cursor = 0, len(s.log) - 1 = 0",
        "  the model:          crash(n2)",
        "                        leads on, and leaves phase DOWN for MEMBER, uses.A 0 for 2",
        "  the model:          ask(n2, 2)",
        "                        it never has",
    ) == mismatch(SERVED, goal(), ("deliver(n1)",), MOVES).lines()


def test_a_lane_in_which_nothing_was_tried_says_so() -> None:
    """No action of the model does such a thing."""
    told = mismatch(SERVED, goal(), (), ())
    assert [(), ()] == [lane.tried for lane in told.lanes]
    assert 2 == str(told).count("the model:          no action does this")


def test_a_move_that_changes_nothing_more_is_told_too() -> None:
    """It is enabled, and yet no way on."""
    near = changed(SERVED, N2, replace(SERVED.nodes[N2], asks=1))
    step = Move(N2, SERVED, SERVED, ((ACTIONS.ask_unheard, (N2, 2)),))
    [lane] = mismatch(SERVED, near, (), (step,)).lanes
    assert "leads nowhere from here" == lane.tried[0].why


def test_much_is_cut_short() -> None:
    """Four of what changed, and four of what was tried."""
    did = tuple(Change(f"uses.{i}", 1, 2) for i in range(6))
    tried = tuple(Tried((f"deliver({i})",), "no") for i in range(6))
    lines = Mismatch("no", (), (Lane("n1", did, tried),)).lines()
    assert "                      and 2 more" in lines
    assert 4 == sum("the model:" in line for line in lines)
