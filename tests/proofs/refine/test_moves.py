"""What one node may have done by itself."""

from dataclasses import replace

import pytest

from upshift.model.scenario import in_service
from upshift.model.state import Local, Phase, State, changed, last, nobody, stopped
from upshift.model.versions import Range
from upshift.model.views import Node, Request, Status, View
from upshift.proofs.refine.moves import Aim, by_itself
from upshift.proofs.refine.premises import ACTIONS

N1, N2 = Node("n1"), Node("n2")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2)}, {"A": "n1 n2"}, 1)
VIEW = last(SERVED)
MEMBER = SERVED.nodes[N2]
DOWN = stopped(MEMBER)
STARTED = replace(DOWN, phase=Phase.STARTED, incarnation=2)
CAUGHT_UP = replace(STARTED, phase=Phase.CAUGHT_UP)
REQUEST = Request(N2, 1, 1, 2)


def reached(s: State, me: Local, known: View = VIEW, asked: Request | None = None) -> list[tuple[str, ...]]:
    """The moves of n2 that are enabled and lead at once to what is aimed at."""
    moves = by_itself(s, N2, Aim(me, known, asked), ACTIONS)
    return [move.labels for move in moves if (after := move.result()) is not None and after.nodes[N2] == me]


def at(me: Local) -> State:
    """The cluster with n2 as told."""
    return changed(SERVED, N2, me)


def out() -> State:
    """The cluster after n2 was put out."""
    after = ACTIONS.fail(at(MEMBER), N1, N2)
    assert after is not None
    return after


@pytest.mark.parametrize(
    ("before", "after", "labels"),
    [
        (DOWN, STARTED, ("start(n2)",)),
        (DOWN, replace(STARTED, software=Range(1, 3)), ("install(n2, Range(1, 3))", "start(n2)")),
        (MEMBER, DOWN, ("crash(n2)",)),
        (STARTED, CAUGHT_UP, ("catch_up(n2)", "announce(n2)")),
        (replace(STARTED, floor=1), CAUGHT_UP, ("catch_up(n2)", "promise(n2)", "announce(n2)")),
        (MEMBER, replace(MEMBER, asks=1), ("ask_unheard(n2, 2)",)),
        (STARTED, replace(STARTED, asks=1), ("ask_refused(n2, 2, NOT_A_MEMBER)",)),
    ],
    ids=lambda given: given[-1] if isinstance(given, tuple) else "",
)
def test_what_a_node_does_by_itself_is_found(before: Local, after: Local, labels: tuple[str, ...]) -> None:
    """The likeliest first."""
    assert labels == reached(at(before), after)[0]


def test_a_request_is_asked_for_by_a_member_that_finds_nothing_against_it() -> None:
    """It is judged on what the node has delivered."""
    asked = replace(MEMBER, waiting=REQUEST, asks=1)
    assert [("ask(n2, 2)",)] == reached(at(MEMBER), asked, asked=REQUEST)
    too_high = replace(REQUEST, target=3)
    assert [] == reached(at(MEMBER), replace(asked, waiting=too_high), asked=too_high)


def test_a_member_that_is_behind_asks_by_what_it_knows() -> None:
    """Where the log that is kept begins, the request would be refused: it has not come so far."""
    ended = replace(VIEW, roster=VIEW.roster.set(N1, replace(VIEW.roster[N1], status=Status.INACTIVE)))
    s = State((replace(SERVED.log[0], view=ended),), SERVED.nodes)
    aim = Aim(replace(MEMBER, waiting=REQUEST, asks=1), VIEW, REQUEST)
    enabled = [
        [move.labels for move in by_itself(s, N2, replace(aim, behind=behind), ACTIONS) if move.result() is not None]
        for behind in (False, True)
    ]
    assert [[], [("ask(n2, 2)",)]] == enabled


def test_the_next_position_is_delivered() -> None:
    """As long as the node is not where it came to."""
    s = ACTIONS.send(at(MEMBER), N1, next(iter(MEMBER.uses)), 1)
    assert s is not None
    assert [("deliver(n2)",)] == reached(s, replace(MEMBER, cursor=1))
    assert [] == reached(s, MEMBER)


def test_a_process_that_delivers_its_leave_does_not_crash() -> None:
    """A crash would explain it too, and comes last."""
    s = ACTIONS.leave(at(MEMBER), N2)
    assert s is not None
    assert [("deliver(n2)",), ("crash(n2)",)] == reached(s, DOWN)


def test_its_own_door_turns_a_node_away_by_what_it_knows() -> None:
    """The view that it knows, not the end of the log."""
    old = replace(STARTED, software=Range(1, 1))
    raised = replace(VIEW, version=2)
    down = replace(DOWN, software=Range(1, 1), incarnation=2)
    assert ("turn_away(n2, SOFTWARE_TOO_OLD)",) == reached(at(old), down, raised)[0]
    assert [("crash(n2)",)] == reached(at(old), down)
    assert [] == reached(at(STARTED), CAUGHT_UP, replace(VIEW, version=3))


def test_who_was_put_out_stands_down() -> None:
    """When the log has the end of its incarnation, and not before."""
    again = replace(STARTED, uses=nobody(MEMBER))
    assert [("stand_down(n2)",)] == reached(out(), again)
    assert [] == reached(at(MEMBER), again)


def test_a_promise_is_taken_back_by_who_knows_its_end() -> None:
    """The roster that the node knows says that all it ever announced has ended."""
    below = replace(STARTED, software=Range(1, 1))
    back = replace(below, floor=1, incarnation=3)
    ended = replace(VIEW, roster=VIEW.roster.set(N2, replace(VIEW.roster[N2], status=Status.INACTIVE, incarnation=2)))
    assert [] == reached(at(below), back)
    assert [("take_back(n2)",)] == reached(at(below), back, ended)


def test_a_joiner_that_finds_the_door_closed_was_refused() -> None:
    """It has announced itself, and takes what it sees for the answer."""
    me = replace(CAUGHT_UP, software=Range(1, 1), floor=1)
    down = replace(DOWN, software=Range(1, 1), floor=1, incarnation=2)
    raised = replace(VIEW, version=2)
    assert ("refuse_join(n2, SOFTWARE_TOO_OLD)", "turn_away(n2, SOFTWARE_TOO_OLD)") == reached(at(me), down, raised)[0]
    assert [("crash(n2)",)] == reached(at(me), down)


def test_nothing_leads_back() -> None:
    """A promise that is gone, an incarnation that is older: no move is offered."""
    assert [] == reached(at(STARTED), replace(STARTED, floor=1))
    assert [] == reached(at(STARTED), replace(STARTED, incarnation=1))
    assert [] == reached(at(CAUGHT_UP), STARTED)
