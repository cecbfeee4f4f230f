"""Saved traces, run again."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from upshift.model.values import Remembers, record
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Kind, Move, Reachable, StateLaw, StepLaw, System
from upshift.proofs.explore.toys import Channel, lossy_channel
from upshift.proofs.trace.replay import decides, replay
from upshift.proofs.trace.saved import SavedTrace, from_data, save, to_json
from upshift.proofs.trace.shape import Plain, TraceError

Build = Callable[[str, tuple[str, ...], str | None], System[Any]]
Trace = Callable[[str], SavedTrace]


def edited(saved: SavedTrace, change: Callable[[Any], object]) -> SavedTrace:
    """The trace with something changed in its file."""
    data = json.loads(to_json(saved))
    change(data)
    return from_data(data)


def told(saved: SavedTrace, system: System[Any]) -> str:
    """What is wrong with the trace."""
    with pytest.raises(TraceError) as raised:
        replay(saved, system)
    return str(raised.value)


def test_a_trace_leads_to_the_same_finding(saved: SavedTrace, ring: Build) -> None:
    """Found again, it is saved as it was."""
    found = replay(saved, ring("ring", saved.dropped, saved.mutation))
    assert saved == save(found, saved.scenario, saved.dropped, saved.mutation)


def test_a_repaired_protocol_no_longer_breaks(trace: Trace, ring: Build) -> None:
    """The move of the mutation is gone, and the nearest is named."""
    assert "step 4, barge(n2): there is no such move; the nearest is 'leave(n2)'" == told(
        trace("always"), ring("ring", (), None)
    )


def test_a_move_that_is_not_enabled_says_why(trace: Trace, ring: Build) -> None:
    """The clause of its guard is named."""
    saved = edited(trace("sometimes"), lambda data: data["moves"][1].update(arguments=["n2"], actor="n2"))
    expected = "step 2, enter(n2): is not enabled: enter > may_enter: s.nodes[n].mood is Mood.WAITING is false"
    assert expected == told(saved, ring("ring", (), None))


def test_a_move_that_changes_its_mind_is_not_explained(trace: Trace, ring: Build) -> None:
    """Nothing is said that cannot be trusted."""
    answers = iter([None, None, "enabled"])
    fickle = Move[Any]("lose", (), lambda _: next(answers))
    system = replace(ring("ring", (), None), moves=(fickle,))
    assert "step 1, lose(): is not enabled" == told(trace("reachable"), system)


def test_a_state_that_differs_is_told_by_its_differences(trace: Trace, ring: Build) -> None:
    """What was saved, and what it is now."""
    saved = edited(trace("sometimes"), lambda data: data["states"][2]["nodes"]["n1"].update(turns=7))
    expected = "step 2, enter(n1): the state after it is another one (saved -> now): nodes.n1.turns: 7 -> 1"
    assert expected == told(saved, ring("ring", (), None))


def test_another_beginning_is_told_by_its_differences(trace: Trace, ring: Build) -> None:
    """The nearest initial state is compared; the differences are few."""

    def change(data: Plain) -> None:
        data["states"][0]["holder"] = "n2"
        for node in data["states"][0]["nodes"].values():
            node.update(turns=5, mood="WAITING")

    expected = (
        "no initial state of ring is the one that was saved (saved -> now): holder: n2 -> n1; "
        "nodes.n1.mood: WAITING -> IDLE; nodes.n1.turns: 5 -> 0 and 2 more"
    )
    assert expected == told(edited(trace("sometimes"), change), ring("ring", (), None))


def test_a_law_that_is_gone_names_the_nearest(trace: Trace, ring: Build) -> None:
    """A law may have been renamed."""
    saved = replace(trace("always"), law="alone_inside")
    assert "ring has no law 'alone_inside'; the nearest is 'alone'" == told(saved, ring("ring", (), "M1"))
    without = replace(ring("ring", (), "M1"), laws=())
    assert "ring has no law 'alone_inside'" == told(saved, without)


def test_a_law_that_became_another_kind_is_told(trace: Trace, ring: Build) -> None:
    """A state law and a step law are broken by different things."""
    saved = replace(trace("always"), law_kind="step")
    assert "alone was a law of the kind 'step', and is 'always' now" == told(saved, ring("ring", (), "M1"))


def test_a_state_that_became_another_type_is_told(trace: Trace, ring: Build) -> None:
    """Before anything is compared."""

    def change(data: Plain) -> None:
        data["types"]["Local"]["turns"] = "bool"
        for state in data["states"]:
            for node in state["nodes"].values():
                node["turns"] = False

    expected = "the type of the states is not what it was: Local.turns: bool -> int"
    assert expected == told(edited(trace("always"), change), ring("ring", (), "M1"))
    renamed = edited(trace("reachable"), lambda data: data.update(state_type="Ring | None"))
    assert "the type of the states is not what it was: Ring" == told(renamed, ring("ring", (), None))


def test_a_run_may_leave_the_bound(trace: Trace, ring: Build) -> None:
    """An engine judges the step that leaves it as well."""
    system = replace(ring("ring", (), "M1"), within=lambda s: len(s.log) < 2)
    assert 4 == replay(trace("always"), system).run.steps


@pytest.mark.parametrize(("case", "mutation"), [("always", "M1"), ("step", "M2")])
def test_a_law_that_is_not_broken_at_the_end_is_told(case: str, mutation: str, trace: Trace, ring: Build) -> None:
    """The last step is what breaks it."""
    saved = trace(case)
    shorter = replace(saved, moves=saved.moves[:-1], states=saved.states[:-1])
    assert f"{saved.law} is not broken at the end, though every step is as it was saved" == told(
        shorter, ring("ring", (), mutation)
    )


def test_a_witness_that_is_not_seen_is_told(trace: Trace, ring: Build) -> None:
    """The last step is what shows it."""
    saved = trace("sometimes")
    shorter = replace(saved, moves=saved.moves[:-1], states=saved.states[:-1])
    assert "both_served is not seen in the last step, though every step is as it was saved" == told(
        shorter, ring("ring", (), None)
    )


@pytest.mark.parametrize(("case", "loop"), [("lasso", None), ("lasso", 2), ("lasso", 3), ("stutter", 0)])
def test_a_loop_must_close_and_be_fair(case: str, loop: int | None, trace: Trace, ring: Build) -> None:
    """It goes back to where it says, and neglects no move."""
    saved = trace(case)
    assert "served is not broken at the end, though every step is as it was saved" == told(
        replace(saved, loop=loop), ring("ring", saved.dropped, None)
    )


def test_a_goal_within_reach_is_told(trace: Trace, ring: Build) -> None:
    """Not having reached it is not being unable to."""
    system = ring("ring", (), None)
    find = Move[Any]("find", (), lambda s: replace(s, holder="n1") if s.holder is None else None, actor="network")
    able = replace(system, moves=(*system.moves, find))
    assert "in_play is not broken at the end, though every step is as it was saved" == told(trace("reachable"), able)


def test_moves_of_one_label_are_told_apart_by_what_they_do(trace: Trace, ring: Build) -> None:
    """A label may stand for a choice that it does not name."""
    system = ring("ring", (), None)
    other = Move[Any]("lose", (), lambda s: replace(s, holder="n2") if s.holder == "n1" else None, actor="network")
    assert 1 == replay(trace("reachable"), replace(system, moves=(other, *system.moves))).run.steps


def test_a_run_without_steps_shows_nothing_of_steps(ring: Build) -> None:
    """A step law and a witness need a step."""
    system = ring("ring", (), None)
    run = Run[Any]((), system.initial)
    assert [False] * 5 == [decides(system, law, run) for law in system.laws]


def test_a_state_without_a_type_of_its_own_is_replayed() -> None:
    """The type that was saved is taken."""
    up = Move[tuple[int, ...]]("up", (), lambda s: (s[0] + 1,))
    law = StateLaw[tuple[int, ...]]("small", "small", lambda s: s[0] < 1)
    system = System("counter", ((0,),), (up,), (law,))
    saved = save(Finding(law, Run((up,), ((0,), (1,)))), "counter", state_type=tuple[int, ...])
    assert ((0,), (1,)) == replay(saved, system).run.states


TOLD = "every step is as it was saved, but what is told of it is not (saved -> now): "


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("says: 'All is well.' -> 'At most one node is inside.'", {"says": "All is well."}),
        ("blame: None -> {", {"blame": None}),
    ],
)
def test_words_that_the_model_does_not_say_are_refused(
    expected: str, change: dict[str, Any], trace: Trace, ring: Build
) -> None:
    """What is shown of a run that replays is the model's own."""
    message = told(replace(trace("always"), **change), ring("ring", (), "M1"))
    assert message.startswith(TOLD + expected)


def test_a_law_that_is_said_in_other_words_now_tells_them(trace: Trace, ring: Build) -> None:
    """A trace of an earlier version: the run is the same, and the field that differs is named."""
    system = ring("ring", (), "M1")
    laws = (replace(system.laws[0], says="Never two."), *system.laws[1:])
    assert f"{TOLD}says: 'At most one node is inside.' -> 'Never two.'" == told(
        trace("always"), replace(system, laws=laws)
    )


def test_a_clause_that_was_not_to_blame_is_refused(trace: Trace, ring: Build) -> None:
    """Also where the law is the right one."""
    saved = edited(trace("always"), lambda data: data["blame"].update(clause="1 > 2"))
    assert "(saved -> now): blame.clause: '1 > 2' -> 'n == m or" in told(saved, ring("ring", (), "M1"))


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("moves[1].actor: n1 -> n2", {"actor": "n1"}),
        ("moves[1].kind: FAULT -> OPERATOR", {"kind": "FAULT"}),
    ],
)
def test_a_move_is_whose_the_model_says_it_is(expected: str, change: Plain, trace: Trace, ring: Build) -> None:
    """A fault is not passed off as a step of the protocol, nor one node's move as another's."""
    saved = edited(trace("always"), lambda data: data["moves"][1].update(change))
    assert TOLD + expected == told(saved, ring("ring", (), "M1"))


def test_many_differences_are_counted(trace: Trace, ring: Build) -> None:
    """The first of them are told."""

    def change(data: Plain) -> None:
        for move in data["moves"]:
            move.update(actor="n9")

    message = told(edited(trace("always"), change), ring("ring", (), "M1"))
    assert message.endswith("moves[1].actor: n9 -> n2; moves[2].actor: n9 -> n1 and 1 more")


@pytest.mark.parametrize("case", ["always", "step", "reachable", "sometimes"])
def test_only_what_must_come_in_the_end_is_broken_by_a_loop(case: str, trace: Trace, ring: Build) -> None:
    """Any other law is decided by the last step or the last state, whatever comes after it."""
    saved = trace(case)
    expected = f"loop: {saved.law} is of the kind '{saved.law_kind}': no run that goes on for ever decides it"
    assert expected == told(replace(saved, loop=0), ring("ring", saved.dropped, saved.mutation))


def test_moves_of_one_label_and_effect_are_told_apart_by_who_makes_them(trace: Trace, ring: Build) -> None:
    """The one that was saved is taken, whichever comes first."""
    system = ring("ring", (), None)
    theirs = next(move for move in system.moves if move.label == "lose()")
    ours = replace(theirs, actor="n1")
    found = replay(trace("reachable"), replace(system, moves=(ours, *system.moves)))
    assert ("network",) == tuple(move.actor for move in found.run.moves)


# ---- moves on offer, and what is shown of states


@record
class Told(Remembers):
    """What a reader is shown of a channel."""

    flight: tuple[int, ...]
    arrived: tuple[int, ...]


def shown(state: Channel) -> Told:
    """A channel without its sets."""
    return Told(tuple(sorted(state.flight)), tuple(sorted(state.arrived)))


CHANNEL = replace(lossy_channel(2, delivering=Kind.OPERATOR), shown=shown)


def kept(law: str, system: System[Channel] = CHANNEL) -> SavedTrace:
    """The trace of the finding that decides a law."""
    explored = explore(system, keep_going=True)
    (finding,) = (one for one in (*explored.broken, *explored.seen) if one.law.name == law)
    return from_data(json.loads(to_json(save(finding, "channel", shown_as=system.shown))))


def test_a_run_of_moves_on_offer_is_found_by_their_labels() -> None:
    """And compared by what is shown; the states of the finding are the system's own."""
    saved = kept("loses")
    assert ["send(0)", "lose(0)"] == [move.label for move in saved.moves]
    found = replay(saved, CHANNEL)
    assert Channel(frozenset(), frozenset()) == found.run.states[-1]
    stuck = kept("arrives_1")
    assert (2, 2) == (stuck.loop, replay(stuck, CHANNEL).run.loop)


def test_a_move_that_is_not_on_offer_names_the_nearest_that_is() -> None:
    """It may be known in another state."""
    saved = edited(kept("loses"), lambda data: data["moves"][1].update(action="lost"))
    expected = "step 2, lost(0): there is no such move, or it is not on offer there; the nearest is 'lose(0)'"
    assert expected == told(saved, CHANNEL)
    early = edited(kept("loses"), lambda data: data["moves"].reverse())
    assert told(early, CHANNEL).startswith("step 1, lose(0): there is no such move, or it is not on offer there")


def test_what_is_shown_must_be_what_was_shown() -> None:
    """A state that is told otherwise is another one."""
    other = replace(CHANNEL, shown=lambda state: replace(shown(state), arrived=(7,) if state.flight else ()))
    expected = "step 1, send(0): the state after it is another one (saved -> now): arrived[0]: + 7"
    assert expected == told(kept("loses"), other)


def test_a_loop_that_neglects_a_move_on_offer_is_none() -> None:
    """The same run, where the protocol delivers what is in flight."""
    fair = replace(lossy_channel(2), shown=shown)
    assert "arrives_1 is not broken at the end, though every step is as it was saved" == told(kept("arrives_1"), fair)


def test_a_goal_that_a_move_on_offer_leads_to_is_within_reach() -> None:
    """Unless it is a fault."""
    law = Reachable[Channel]("there", "something can arrive", lambda s: bool(s.arrived))
    run = Run[Channel]((), CHANNEL.initial)
    assert not decides(CHANNEL, law, run)
    assert decides(lossy_channel(2, delivering=Kind.FAULT), law, run)


def test_what_a_law_says_of_itself_is_compared_too() -> None:
    """It is a part of the trace, and is said again."""
    lost = StepLaw[Channel]("none_lost", "nothing is lost", lambda a, b: len(a.flight) <= len(b.flight), saying)
    system = replace(CHANNEL, laws=(lost,))
    saved = kept("none_lost", system)
    assert saved.blame is not None
    assert ("1 before", "0 after") == saved.blame.lines()
    assert replay(saved, system).law is lost
    other = replace(system, laws=(replace(lost, explain=lambda _, __: "something"),))
    assert "blame.path[0]: '1 before' -> something" in told(saved, other)


def saying(before: Channel, after: Channel) -> str:
    """How many messages are in flight."""
    return f"{len(before.flight)} before\n{len(after.flight)} after"
