"""Tests of the laws about what comes in the end: traps, stutters, bounds, and a brute-force judge that agrees."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.liveness import judge, stays
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Bounded, Complete, Exploration, Run, Unknown
from upshift.proofs.explore.system import Eventually, Kind, Move, Reachable, System
from upshift.proofs.explore.toys import (
    Commit,
    counter,
    digraph,
    dining_philosophers,
    knocking,
    lock,
    table,
    two_phase_commit,
)

SIZE = 5
ROW = st.lists(st.one_of(st.none(), st.integers(0, SIZE - 1)), min_size=SIZE, max_size=SIZE)
KINDS = st.lists(st.sampled_from(Kind), min_size=4, max_size=4)
STATES = st.sets(st.integers(0, SIZE - 1))
ROWS = st.lists(ROW, max_size=4)


def only_run(exploration: Exploration[int]) -> Run[int]:
    """The run of the one law that broke."""
    (finding,) = exploration.broken
    return finding.run


def comes(when: set[int], then: set[int]) -> Eventually[int]:
    """One set of states leads to another."""
    return Eventually("comes", "when leads to then", lambda n: n in when, lambda n: n in then)


def test_whoever_waits_is_served_if_granting_is_bound_to_happen() -> None:
    """Granting and releasing are the protocol's, and weak fairness is enough."""
    assert explore(lock(3)).holds


def test_nothing_forces_an_operator() -> None:
    """The same lock with an operator who grants: it stops for ever where the client waits."""
    exploration = explore(lock(2, granting=Kind.OPERATOR))
    assert ["served_0", "served_1"] == [finding.law.name for finding in exploration.broken]
    assert [(1, 1), (1, 1)] == [(finding.run.steps, finding.run.loop) for finding in exploration.broken]
    assert Bounded(4) == exploration.verdict


def test_weak_fairness_owes_nothing_to_a_move_that_is_disabled_now_and_then() -> None:
    """One client asks again and again, and each time it holds the lock the other's turn is disabled."""
    run = explore(lock(2, asking=Kind.PROTOCOL)).broken[0].run
    assert ["ask(0)", "ask(1)", "grant(1)", "release(1)"] == [move.label for move in run.moves]
    assert 1 == run.loop


def test_a_move_that_changes_nothing_is_no_progress() -> None:
    """An enabled move that only loops to its own state forces nothing: `<A>_v` must change v (tla-rs #62)."""
    (finding,) = explore(knocking()).broken
    assert (0, 0) == (finding.run.steps, finding.run.loop)


def test_a_self_loop_does_not_count_as_a_way_round() -> None:
    """Fairness takes the step that leads away, however often the other is repeated (tla-rs #63)."""
    assert explore(table((0,), (1,), laws=(comes({0}, {1}),))).holds


def test_a_step_that_leads_away_is_taken_in_the_end_although_others_go_round() -> None:
    """It is enabled all the way round and never taken there, so to go round for ever is unfair (tla-rs PR 65)."""
    assert explore(table((1, 0), (2, 2), laws=(comes({0}, {2}),))).holds


def test_a_step_that_is_disabled_on_the_way_round_is_owed_nothing() -> None:
    """It may be missed every time."""
    run = only_run(explore(table((1, 0), (2, None), laws=(comes({0}, {2}),))))
    assert (0, 1, 0) == run.states
    assert 0 == run.loop


def test_a_state_without_moves_stutters_for_ever() -> None:
    """The lasso has no moves in its loop, and says so: nobody has to guess which action it was (tlaplus #871)."""
    run = only_run(explore(table((1,), laws=(comes({0}, {2}),))))
    assert (0, 1) == run.states
    assert run.steps == run.loop


def test_a_state_that_was_visited_before_can_still_break_a_law() -> None:
    """Where two paths join, the second one counts as well (stateright PR 3)."""
    run = only_run(explore(digraph((0, 2, 4), (1, 4, 6))))
    assert (0, 2, 4, 6) == run.states


def test_a_cycle_can_break_a_law() -> None:
    """A search that only looks at the ends of paths misses it (stateright PR 3)."""
    run = only_run(explore(digraph((0, 2, 4, 2))))
    assert (0, 2, 4, 2) == run.states
    assert 1 == run.loop


def test_a_law_that_is_satisfied_on_one_path_only_is_broken() -> None:
    """Choice is not owed to anybody."""
    run = only_run(explore(digraph((0, 1), (0, 2))))
    assert (0, 2) == run.states


def test_a_law_whose_trigger_never_happens_is_unseen() -> None:
    """It would hold because nothing happened (ravel PR 1490)."""
    exploration = explore(table((1, 2), laws=(comes({2}, {0}),), bound=1))
    assert ("comes",) == exploration.unseen
    assert not exploration.holds


def test_a_trigger_that_is_satisfied_at_once_is_not_vacuous() -> None:
    """It was seen, and there was nothing to wait for."""
    assert explore(table((1,), laws=(comes({1}, {1}),))).holds


def test_the_bound_does_not_make_a_law_hold() -> None:
    """The way to the goal was cut, so nothing is known of it (tlaplus #839)."""
    exploration = explore(counter(5, 7))
    assert Unknown("the bound cuts moves that decide arrives") == exploration.verdict
    assert 1 == exploration.cut
    assert not exploration.holds


def test_the_bound_does_not_break_a_law() -> None:
    """A cut move is enabled, so to stay where only it leads away is unfair."""
    assert () == explore(counter(5, 7)).broken


def test_a_trap_away_from_the_bound_is_reported_in_spite_of_cuts() -> None:
    """State 1 is a dead end whatever the bound."""
    run = only_run(explore(table((1,), (9,), laws=(comes({0}, {5}),), bound=3)))
    assert (0, 1) == run.states


def test_a_cut_that_leads_away_only_sometimes_does_not_excuse() -> None:
    """Round and round, and the cut move is disabled at state 1: the trap is one without the bound as well."""
    run = only_run(explore(table((1, 0), (9, None), laws=(comes({0}, {5}),), bound=3)))
    assert (0, 1, 0) == run.states


def test_a_cut_of_an_operator_s_move_settles_nothing_either_way() -> None:
    """Nobody has to make it, so the trap is one."""
    system = table((9,), kinds=(Kind.OPERATOR,), laws=(comes({0}, {5}),), bound=3)
    assert 0 == only_run(explore(system)).loop


def test_a_way_round_neglects_no_move() -> None:
    """The shortest way round would pass by row 2, which is enabled in both its states and must be taken."""
    rows = ((1, 0, None), (None, None, 0), (2, 2, None))
    run = only_run(explore(table(*rows, laws=(comes({0}, {5}),))))
    assert run.loop is not None
    assert "row(2)" in [move.label for move in run.moves[run.loop :]]


def test_the_trap_shown_is_the_nearest() -> None:
    """Two dead ends, one step away and two."""
    assert 1 == only_run(explore(digraph((0, 2, 4), (0, 6)))).steps


def test_from_every_state_some_run_without_faults_reaches_the_goal() -> None:
    """Philosophers get stuck, unless one of them begins with the other fork."""
    (finding,) = explore(dining_philosophers(3)).broken
    assert ("reaching",) * 3 == finding.run.states[-1]
    assert explore(dining_philosophers(3, one_left_handed=True)).holds


def test_a_goal_that_only_a_fault_leads_to_is_out_of_reach() -> None:
    """An operator may be asked to help, a fault may not."""
    laws = (Reachable[int]("goal", "comes to one", lambda n: n == 1),)
    assert (0,) == only_run(explore(table((1,), kinds=(Kind.FAULT,), laws=laws))).states
    assert explore(table((1,), kinds=(Kind.OPERATOR,), laws=laws)).holds


def test_the_run_to_a_state_without_hope_is_the_calmest_of_the_shortest() -> None:
    """States 1 and 2 are both stuck after one step; to come to 2 takes no fault."""
    laws = (Reachable[int]("home", "back to zero", lambda n: n == 0),)
    run = only_run(explore(table((1,), (2,), kinds=(Kind.FAULT, Kind.PROTOCOL), laws=laws)))
    assert (0, 2) == run.states


def test_a_goal_beyond_the_bound_is_neither_reached_nor_out_of_reach() -> None:
    """Nothing is known of what comes after a cut."""
    laws = (Reachable[int]("goal", "comes to nine", lambda n: n == 9),)
    exploration = explore(table((1, 9), laws=laws, bound=3))
    assert Unknown("the bound cuts moves that decide goal") == exploration.verdict
    assert () == exploration.broken


def test_a_state_that_no_way_out_can_help_is_stuck_in_spite_of_cuts() -> None:
    """From state 2 nothing leads anywhere; that a fault was cut there does not help."""
    laws = (Reachable[int]("goal", "comes to nine", lambda n: n == 9),)
    rows = ((1, 9), (2,), (None, None, 9))
    kinds = (Kind.PROTOCOL, Kind.PROTOCOL, Kind.FAULT)
    assert (0, 2) == only_run(explore(table(*rows, kinds=kinds, laws=laws, bound=3))).states


def test_everybody_decides_in_the_end() -> None:
    """The manager's abort is always enabled before it decides, and each participant obeys."""
    decided = Eventually[Commit](
        "decided",
        "everybody commits or aborts",
        lambda _: True,
        lambda state: set(state.stages) <= {"committed", "aborted"},
    )
    assert explore(replace(two_phase_commit(4), laws=(decided,))).holds


LASSO = table((1, 0), (2, None), laws=(comes({0}, {2}),))


def test_the_judge_of_a_lasso_reads_the_run_alone() -> None:
    """It accepts the run that the search found, and nothing less than that."""
    law = comes({0}, {2})
    run = only_run(explore(LASSO))
    assert stays(LASSO, law, run)
    assert not stays(LASSO, law, replace(run, loop=None))
    assert not stays(LASSO, law, replace(run, loop=1))
    assert not stays(LASSO, comes({3}, {2}), run)
    assert not stays(LASSO, comes({0}, {1}), run)
    assert not stays(LASSO, law, Run((), (0,), loop=0))
    assert not stays(LASSO, law, replace(run, moves=tuple(replace(move, kind=Kind.FAULT) for move in run.moves)))


def test_a_law_that_tells_a_state_from_its_normal_form_has_no_counterexample() -> None:
    """Judged on normal forms the law is broken, but not on the run itself."""
    system = System[int]("odd", (0,), (Move("go", (), lambda n: 1 if n == 0 else None),), canonical=lambda n: n and 2)
    _, graph = explore_graph(system)
    with pytest.raises(ReplayError, match="the lasso that breaks comes is none in the system's own states"):
        judge(system, graph, comes({0}, {1}))
    with pytest.raises(ReplayError, match="goal has its goal in a state but not in the normal form of that state"):
        judge(system, graph, Reachable("goal", "comes to one", lambda n: n in {0, 1}))


def reachable_from(starts: AbstractSet[int], steps: AbstractSet[tuple[int, int]]) -> set[int]:
    """The plainest closure."""
    found = set(starts)
    while more := {target for source, target in steps if source in found} - found:
        found |= more
    return found


def brute(
    rows: list[list[int | None]],
    kinds: list[Kind],
    when: set[int],
    then: set[int],
    bound: int = SIZE,
    *,
    blind: bool = False,
) -> bool:
    """The law holds: no set of states, of all sets there are, is where a fair behaviour stays.

    A move out of the bound is enabled; to be `blind` is to take it for disabled.
    """
    inside = set(range(bound))
    moves = [
        {(s, t) for s, t in enumerate(row) if s in inside and t is not None and t != s and (t in inside or not blind)}
        for row in rows
    ]
    steps = {(s, t) for move in moves for s, t in move if t in inside}
    reachable = reachable_from({0}, steps)
    protocol = [move for move, kind in zip(moves, kinds, strict=False) if kind is Kind.PROTOCOL]
    waiting = inside - then
    quiet = {(s, t) for move in protocol for s, t in move if {s, t} <= waiting}
    owed = reachable_from(reachable & when & waiting, quiet)
    for stay in map(set, chain.from_iterable(combinations(sorted(owed), size) for size in range(1, SIZE + 1))):
        within = {(s, t) for s, t in quiet if {s, t} <= stay}
        connected = all(reachable_from({s}, within) == stay for s in stay)
        fair = all(stay - {s for s, _ in move} or move & within for move in protocol)
        if connected and fair:
            return False
    return True


@example(rows=[[1, 0, None, None, None], [None, 2, 0, None, None]], kinds=[Kind.PROTOCOL] * 4, when={0}, then={3})
@given(rows=ROWS, kinds=KINDS, when=STATES, then=STATES)
def test_a_brute_force_judge_agrees(
    *, rows: list[list[int | None]], kinds: list[Kind], when: set[int], then: set[int]
) -> None:
    """Every set of states is tried as the one that a fair behaviour visits for ever."""
    law = comes(when, then)
    system = table(*rows, kinds=kinds, laws=(law,))
    exploration, graph = explore_graph(system)
    assert brute(rows, kinds, when, then) == (not exploration.broken)
    assert (not when & set(graph.states)) == ("comes" in exploration.unseen)
    assert all(stays(system, law, finding.run) for finding in exploration.broken)


@given(rows=ROWS, kinds=KINDS, when=STATES, then=STATES, bound=st.integers(1, SIZE))
def test_a_bound_neither_breaks_a_law_nor_lets_it_pass(
    *, rows: list[list[int | None]], kinds: list[Kind], when: set[int], then: set[int], bound: int
) -> None:
    """What is broken within a bound is broken without it; what only the bound would break is unknown."""
    exploration = explore(table(*rows, kinds=kinds, laws=(comes(when, then),), bound=bound - 1))
    assert brute(rows, kinds, when, then, bound) == (not exploration.broken)
    assert exploration.broken == () or not brute(rows, kinds, when, then)
    spoilt = not exploration.broken and not brute(rows, kinds, when, then, bound, blind=True)
    assert spoilt == isinstance(exploration.verdict, Unknown)


@given(rows=ROWS, kinds=KINDS, goals=STATES)
def test_a_naive_search_for_the_goal_agrees(
    *, rows: list[list[int | None]], kinds: list[Kind], goals: set[int]
) -> None:
    """From each reachable state on, without the faults."""
    exploration, graph = explore_graph(
        table(*rows, kinds=kinds, laws=(Reachable("goal", "the goal", lambda n: n in goals),))
    )
    free = {
        (source, target)
        for row, kind in zip(rows, kinds, strict=False)
        for source, target in enumerate(row)
        if target is not None and kind is not Kind.FAULT
    }
    stuck = {state for state in graph.states if not goals & reachable_from({state}, free)}
    assert bool(stuck) == bool(exploration.broken)
    assert stuck or Complete() == exploration.verdict
    for finding in exploration.broken:
        assert finding.run.states[-1] in stuck
        assert min(graph.level(graph.index[state]) for state in stuck) == finding.run.steps + 1
