"""Tests of how a scenario becomes a system: moves with their lanes and kinds, laws, witnesses by name, bounds."""

import pytest

from upshift.model import actions, groups, laws
from upshift.model.adjust import target_above
from upshift.model.scenario import in_service
from upshift.model.scenarios import BY_NAME, N1, N2, SCENARIOS, V12, A, updated
from upshift.model.state import State
from upshift.model.values import Map
from upshift.model.views import Refusal
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.system import Eventually, Kind, Move, Reachable, StateLaw, StepLaw, Witness
from upshift.proofs.systems import (
    NEVER_STUCK,
    LogLaws,
    applied,
    kind_of,
    lane_of,
    laws_of,
    log_laws,
    move_of,
    never_stuck,
    sentence,
    system_of,
    witness,
)

TWO = updated("n1", "n2")
AT_TWO = in_service({"n1": V12, "n2": V12}, {"A": "n1 n2", "B": "n1 n2"}, 2)
EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


def moved(action: str, *arguments: object) -> Move[State]:
    """A move of this name, for a witness to look at."""
    return Move(action, arguments, lambda s: s)


# ---- moves


def test_a_move_is_an_action_with_its_arguments_filled_in() -> None:
    """One argument or more; the label is what is printed and saved."""
    asked = move_of(actions.ask, actions.ask, (N1, 2))
    crashed = move_of(actions.crash, actions.crash, (N1,))
    assert ("ask(n1, 2)", "crash(n1)") == (asked.label, crashed.label)
    assert actions.ask(TWO, N1, 2) == asked.take(TWO)
    assert actions.crash(TWO, N1) == applied(actions.crash, (N1,))(TWO)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (actions.deliver, Kind.PROTOCOL),
        (actions.notify, Kind.PROTOCOL),
        (actions.leave, Kind.OPERATOR),
        (actions.send, Kind.OPERATOR),
        (actions.crash, Kind.FAULT),
        (actions.lose_join, Kind.FAULT),
    ],
)
def test_a_move_is_of_the_kind_of_who_takes_it(action: object, kind: Kind) -> None:
    """The protocol must act in the end; an operator or client may; a fault may."""
    assert callable(action)
    assert kind is kind_of(action)


@pytest.mark.parametrize(
    ("action", "arguments", "lane"),
    [
        (actions.deliver, (N2,), "n2"),
        (actions.fail, (N1, N2), "n1"),
        (actions.notify, (N1, A), "n1"),
        (actions.order_join, (N2,), "order"),
        (actions.order_adjust, (N2,), "order"),
        (actions.refuse_join, (N2, Refusal.SOFTWARE_TOO_OLD), "order"),
        (actions.add_node, (N2,), "order"),
        (actions.remove_node, (N2,), "order"),
        (actions.create_group, (A, Map({N1: True})), "order"),
    ],
)
def test_the_lane_is_the_node_that_acts_or_the_order(action: object, arguments: tuple[object, ...], lane: str) -> None:
    """Where the leader is anonymous the move belongs to "order"."""
    assert callable(action)
    assert lane == lane_of(action, arguments)


def test_a_replaced_action_keeps_its_name() -> None:
    """A run of the broken protocol reads like one of the protocol."""
    system = system_of(BY_NAME["messages"], {groups.send: lambda s, _n, _g, _f: s})
    (sent,) = (move for move in system.moves if move.label == "send(n1, A, 2)")
    start = BY_NAME["messages"].initial
    assert start is sent.take(start)


# ---- laws


@EACH
def test_a_system_has_the_laws_of_its_scenario(scenario: object) -> None:
    """All state and step laws, the witnesses that it names, and what must happen in the end."""
    (named,) = (one for one in SCENARIOS if one is scenario)
    made = laws_of(named)
    names = [law.name for law in made]
    assert len(set(names)) == len(names)
    states = {law.name for law in made if isinstance(law, StateLaw)}
    assert {law.__name__ for law in laws.STATE} - states == (set() if named.undisturbed else {"group_keeps_running"})
    assert {law.__name__ for law in laws.STEP} == {law.name for law in made if isinstance(law, StepLaw)}
    assert set(named.witnesses) == {law.name for law in made if isinstance(law, Witness)}
    assert set(named.eventually) == {law.name for law in made if isinstance(law, Eventually)}
    assert [NEVER_STUCK] == [law.name for law in made if isinstance(law, Reachable)]


def test_a_law_says_its_sentence() -> None:
    """The first line of its docstring; a function without one says nothing."""
    assert "Versions rise along the log, by one." == sentence(laws.LOG_LAWS[0])
    assert "" == sentence(lambda: None)


def test_a_law_of_the_log_is_judged_once_per_log() -> None:
    """Its answer is remembered by the log, the last one without looking it up."""
    remembered = LogLaws()
    broken = State((*TWO.log, *AT_TWO.log), TWO.nodes)
    assert frozenset() == remembered.broken(TWO.log)
    assert remembered.broken(broken.log) is remembered.broken((*TWO.log, *AT_TWO.log))
    assert {"justified", "once_per_group"} <= {law.__name__ for law in remembered.broken(broken.log)}
    for law in laws.LOG_LAWS:
        holds = remembered.of(law)
        for s in (TWO, broken, broken, TWO, State(TWO.log, updated("n1", "n2", "n3").nodes)):
            assert law(s) is holds(s)


def test_a_law_of_the_log_cannot_look_at_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given none: one that does look fails at once, instead of being remembered wrongly."""

    def looks(s: State) -> bool:
        return s.nodes[N1].cut_off

    monkeypatch.setattr(laws, "LOG_LAWS", (looks,))
    with pytest.raises(KeyError):
        LogLaws().of(looks)(TWO)


def test_only_the_laws_of_the_log_are_remembered_by_log() -> None:
    """Those that look at nodes are judged in every state."""
    for law, made in zip(laws.LOG_LAWS, log_laws(), strict=True):
        assert law.__name__ == made.name == made.holds.__name__
        assert law is not made.holds
    judged = {law.name: law.holds for law in laws_of(BY_NAME["roll"]) if isinstance(law, StateLaw)}
    assert {law.__name__: law for law in laws.NODE_LAWS}.items() <= judged.items()


def test_never_stuck_asks_for_the_settled_cluster() -> None:
    """At the version that the scenario names."""
    assert never_stuck(1).goal(TWO)
    assert not never_stuck(2).goal(TWO)
    assert NEVER_STUCK == never_stuck(2).name


# ---- witnesses


def test_a_witness_is_found_by_the_name_of_a_reason_or_refusal() -> None:
    """`orders_REASON`, `refuses_REFUSAL`; a refusal is seen in the log, or in what somebody is told."""
    left = actions.leave(TWO, N2)
    assert left is not None
    assert witness("orders_LEAVE").seen(TWO, moved("leave", N2), left)
    assert not witness("orders_FAIL").seen(TWO, moved("leave", N2), left)
    too_far = witness("refuses_BAD_TARGET")
    assert too_far.seen(TWO, moved("ask_refused", N1, 3, Refusal.BAD_TARGET), TWO)
    assert not too_far.seen(TWO, moved("ask_refused", N1, 3, Refusal.PARTITIONED), TWO)
    assert not too_far.seen(TWO, moved("deliver"), TWO)
    sent = actions.send(TWO, N1, A, 2)
    assert sent is not None
    assert witness("refuses_FUNCTION_NOT_AVAILABLE").seen(TWO, moved("send", N1, A, 2), sent)
    unheard = witness("refuses_NO_QUORUM")
    assert unheard.seen(TWO, moved("ask_unheard", N1, 2), TWO)
    assert not unheard.seen(TWO, moved("ask", N1, 2), TWO)


def test_a_witness_is_found_by_its_own_name() -> None:
    """A function of `witnesses`, told which action was taken."""
    seen = witness("a_group_is_notified")
    assert "A group's notice is ordered" in seen.says
    assert not seen.seen(TWO, moved("notify", N1, A), TWO)


@pytest.mark.parametrize("name", ["orders_NOTHING", "refuses_NOTHING", "a_miracle_happens"])
def test_a_witness_that_there_is_not_is_refused(name: str) -> None:
    """A scenario that asks for it says so before it is explored."""
    with pytest.raises((KeyError, AttributeError), match=r"NOTHING|miracle"):
        witness(name)


# ---- the whole


def test_a_dropped_clause_is_found_out() -> None:
    """The laws stay as they are: a version that is not above the cluster's is accepted, and `monotone` is broken."""
    found = explore(system_of(BY_NAME["downgrade"], {target_above: lambda _view, _target: True}))
    assert "monotone" in {finding.law.name for finding in found.broken}
    assert not found.holds
