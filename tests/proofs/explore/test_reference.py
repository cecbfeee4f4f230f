"""Tests of the reference engine: what it counts, what it finds, and that a naive search agrees."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.effort import Levels
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Bounded, Complete, Exploration, Truncated
from upshift.proofs.explore.system import Eventually, Kind, Law, Move, StateLaw, StepLaw, System, Witness
from upshift.proofs.explore.toys import counter, dining_philosophers, forgetful_lamp, knocking, table, two_phase_commit

ROW = st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8)
STATES = st.sets(st.integers(0, 7), max_size=3)
PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=3)


def lengths(exploration: Exploration[int]) -> dict[str, int]:
    """The length of the run that was found for each law."""
    return {finding.law.name: finding.run.steps for finding in (*exploration.broken, *exploration.seen)}


@pytest.mark.parametrize(
    ("states", "transitions", "depth", "participants"),
    [(288, 1145, 11, 3), (1568, 8257, 14, 4), (8832, 58145, 17, 5)],
)
def test_two_phase_commit_has_the_counts_that_every_checker_gives(
    states: int, transitions: int, depth: int, participants: int
) -> None:
    """TLC says 288 distinct states at depth 11, and counts the initial one among 1,146 generated (PQ1 #668)."""
    exploration = explore(two_phase_commit(participants))
    assert (states, transitions, depth) == (exploration.states, exploration.transitions, exploration.depth)
    assert Complete() == exploration.verdict
    assert exploration.holds


def test_the_same_input_gives_the_same_answer() -> None:
    """All but the seconds, which are the machine's (tlaplus #570)."""
    system = dining_philosophers(3)
    first, second = (replace(explore(system), seconds=0.0) for _ in range(2))
    assert first == second
    assert repr(first) == repr(second)


def test_a_system_without_an_initial_state_is_refused() -> None:
    """An empty search would find nothing wrong."""
    with pytest.raises(ValueError, match=r"^void has no initial state$"):
        explore(System[int]("void", (), ()))


def test_a_system_whose_initial_states_are_all_outside_the_bound_is_refused() -> None:
    """An empty search would find nothing wrong."""
    with pytest.raises(ValueError, match=r"^table has no initial state within its bound$"):
        explore(table(initial=(3,), bound=2))


def test_an_initial_state_given_twice_is_one_state() -> None:
    """States are counted by what they are."""
    assert 1 == explore(table(initial=(0, 0))).states


def test_a_self_loop_is_a_transition_and_no_new_state() -> None:
    """A refused call that changes nothing is a step all the same (rustledger PR 1683)."""
    exploration = explore(knocking())
    assert (2, 2) == (exploration.states, exploration.transitions)


def test_a_successor_outside_the_bound_is_counted_apart() -> None:
    """A bound is never silent."""
    exploration = explore(table((1, 2, 3), (2, None, None), bound=1))
    assert (2, 1, 2) == (exploration.states, exploration.transitions, exploration.cut)


def test_a_law_broken_at_once_needs_no_search() -> None:
    """The run has no moves, and nothing beyond level 1 was looked at."""
    exploration = explore(table((1,), laws=(StateLaw("one", "it is one", lambda n: n == 1),)))
    assert Bounded(1) == exploration.verdict
    assert (1, 0) == (exploration.states, exploration.transitions)
    assert {"one": 0} == lengths(exploration)


def test_the_search_stops_at_the_end_of_the_level_in_which_a_law_broke() -> None:
    """All laws broken in that level are shown; one that breaks later is not."""
    laws: tuple[Law[int], ...] = (
        StateLaw("below_three", "stays below three", lambda n: n < 3),
        StepLaw("slow", "never to two", lambda _, after: after != 2),
        StateLaw("not_two", "is never two", lambda n: n != 2),
    )
    exploration = explore(table((1, 2, 3, 4), laws=laws))
    assert Bounded(3) == exploration.verdict
    assert ["slow", "not_two"] == [finding.law.name for finding in exploration.broken]
    assert 3 == exploration.states


def test_a_search_that_keeps_going_shows_the_shortest_run_of_every_law() -> None:
    """It is complete, and it does not hold (tlaplus #1385)."""
    laws: tuple[Law[int], ...] = (
        StateLaw("below_three", "stays below three", lambda n: n < 3),
        StepLaw("slow", "never to two", lambda _, after: after != 2),
    )
    exploration = explore(table((1, 2, 3, 4), laws=laws), keep_going=True)
    assert Complete() == exploration.verdict
    assert ["slow", "below_three"] == [finding.law.name for finding in exploration.broken]
    assert {"slow": 2, "below_three": 3} == lengths(exploration)
    assert not exploration.holds


def test_a_law_once_broken_is_not_judged_again_at_deeper_levels() -> None:
    """It has been decided; the time is better spent on the others."""
    judged: list[int] = []

    def small(state: int) -> bool:
        judged.append(state)
        return state < 1

    explore(table((1, 2, 3), laws=(StateLaw("small", "stays small", small),)), keep_going=True)
    assert 2 not in judged


def test_a_witness_is_a_step_and_its_run_ends_with_it() -> None:
    """The step counts, with the move that made it; without the move it is not seen (ravel #1356)."""
    witness = Witness[int]("arrives", "row 1 leads to two", lambda _, move, after: (move.label, after) == ("row(1)", 2))
    exploration = explore(table((1, 2), (None, 2), laws=(witness,)))
    assert {"arrives": 2} == lengths(exploration)
    assert "row(1)" == exploration.seen[0].run.moves[-1].label
    assert ("arrives",) == explore(table((1, 2), laws=(witness,))).unseen


def test_a_witness_beyond_the_bound_is_not_seen() -> None:
    """A step out of the bound is no transition, so it shows nothing (ravel PR 1490)."""
    witness = Witness[int]("arrives", "comes to two", lambda _, __, after: after == 2)
    exploration = explore(table((1, 2), laws=(witness,), bound=1))
    assert ("arrives",) == exploration.unseen
    assert not exploration.holds


def test_a_step_out_of_the_bound_can_still_break_a_law() -> None:
    """A breach is a breach, wherever the search would have stopped."""
    law = StepLaw[int]("slow", "rises by one", lambda before, after: after == before + 1)
    exploration = explore(table((5,), laws=(law,), bound=1))
    assert {"slow": 1} == lengths(exploration)
    assert (1, 0, 1) == (exploration.states, exploration.transitions, exploration.cut)


def test_a_state_out_of_the_bound_is_not_judged() -> None:
    """The laws of states are judged of the states that are counted, and of what their normal forms forget."""
    law = StateLaw[int]("low", "stays low", lambda n: n < 5)
    assert () == explore(table((5,), laws=(law,), bound=1)).broken


def test_an_initial_state_out_of_the_bound_can_still_break_a_law() -> None:
    """It is judged before it is left out."""
    law = StateLaw[int]("low", "stays low", lambda n: n < 5)
    exploration = explore(table(initial=(0, 5), laws=(law,), bound=1))
    assert [(5,)] == [finding.run.states for finding in exploration.broken]


def test_an_action_that_was_never_enabled_is_idle() -> None:
    """By its name, so an action with one move that can be taken is not."""
    moves = (
        Move[int]("dead", (1,), lambda _: None),
        Move[int]("alive", (1,), lambda _: None),
        Move[int]("alive", (2,), lambda n: n),
        Move[int]("dead", (2,), lambda _: None),
    )
    assert ("dead",) == explore(System("idle", (0,), moves)).idle


def test_an_action_that_only_leads_out_of_the_bound_is_not_idle() -> None:
    """It was enabled; the cut says the rest."""
    assert () == explore(counter(0, 0)).idle


def test_a_law_sees_what_the_normal_form_forgets() -> None:
    """A successor is judged as the move made it."""
    (finding,) = explore(forgetful_lamp()).broken
    assert "silent" == finding.law.name
    assert (0, 1) == tuple(lamp.clicks for lamp in finding.run.states)


def test_states_of_one_class_are_counted_once() -> None:
    """Only canonical states are kept, and every transition between them counts."""
    exploration, graph = explore_graph(replace(forgetful_lamp(), laws=()))
    assert (2, 2) == (exploration.states, exploration.transitions)
    assert [0, 0] == [lamp.clicks for lamp in graph.states]


def naive(system: System[int]) -> tuple[set[int], int, int, int, dict[str, int]]:
    """States, transitions, depth, cuts and the shortest run's length for each law, in the plainest way there is."""
    level, depth, seen, transitions, cut = dict.fromkeys(system.initial), 0, set[int](), 0, 0
    found: dict[str, int] = {}
    for law in system.laws:
        if isinstance(law, StateLaw) and not all(map(law.holds, system.initial)):
            found[law.name] = 0
    while level:
        depth, after = depth + 1, dict[int, None]()
        seen |= set(level)
        for s in level:
            for move in system.moves:
                t = move.take(s)
                if t is None:
                    continue
                inside = system.within(t)
                for law in system.laws:
                    if (
                        (isinstance(law, StateLaw) and inside and not law.holds(t))
                        or (isinstance(law, StepLaw) and not law.holds(s, t))
                        or (isinstance(law, Witness) and inside and law.seen(s, move, t))
                    ):
                        found.setdefault(law.name, depth)
                transitions, cut = transitions + inside, cut + (not inside)
                if inside and t not in seen:
                    after[t] = None
        level = after
    return seen, transitions, depth, cut, found


@given(
    rows=st.lists(ROW, max_size=4),
    bad=STATES,
    wrong=PAIRS,
    wanted=PAIRS,
    initial=st.lists(st.integers(0, 7), max_size=3),
    bound=st.integers(0, 7),
)
def test_a_naive_search_agrees(
    *,
    rows: list[list[int | None]],
    bad: set[int],
    wrong: set[tuple[int, int]],
    wanted: set[tuple[int, int]],
    initial: list[int],
    bound: int,
) -> None:
    """On states, transitions, depth, cuts, what is broken, what is seen, and how short the runs are."""
    laws: tuple[Law[int], ...] = (
        StateLaw("good", "no bad state", lambda n: n not in bad),
        StepLaw("right", "no wrong step", lambda before, after: (before, after) not in wrong),
        Witness("wanted", "a wanted step", lambda before, _, after: (before, after) in wanted),
    )
    system = table(*rows, initial=(0, *(n for n in initial if n <= bound)), laws=laws, bound=bound)
    states, transitions, depth, cut, found = naive(system)
    whole, graph = explore_graph(system, keep_going=True)
    assert states == set(graph.states)
    assert (len(states), transitions, depth, cut) == (whole.states, whole.transitions, whole.depth, whole.cut)
    assert found == lengths(whole)
    assert tuple({"wanted"} - {*found}) == whole.unseen
    assert Complete() == whole.verdict
    for run in (finding.run for finding in (*whole.broken, *whole.seen)):
        assert run.states[1:] == tuple(move.take(n) for n, move in zip(run.states, run.moves, strict=False))
    early = explore(system)
    lows = {name: length for name, length in found.items() if name != "wanted"}
    assert {name for name, n in lows.items() if n == min(lows.values())} == {f.law.name for f in early.broken}
    assert (Bounded(early.depth) if lows else Complete()) == early.verdict


def test_laws_about_the_end_wait_for_a_complete_search() -> None:
    """After a breach the graph is not whole, so nothing is said of them."""
    laws: tuple[Law[int], ...] = (
        StateLaw("zero", "stays zero", lambda n: n == 0),
        Eventually("never", "comes to nine", lambda _: True, lambda n: n == 9),
    )
    assert {"zero": 1} == lengths(explore(table((1,), laws=laws)))
    assert {"zero": 1, "never": 1} == lengths(explore(table((1,), laws=laws), keep_going=True))


def test_a_fault_is_explored_like_any_move() -> None:
    """Safety does not ask who moved."""
    assert 2 == explore(table((1,), kinds=(Kind.FAULT,))).states


def test_a_truncated_search_is_truncated_even_if_it_found_a_breach() -> None:
    """The verdict says how far it looked."""

    def stop(_: int) -> int | None:
        raise KeyboardInterrupt

    system = System[int]("both", (0,), (Move("stop", (), stop),), (StateLaw("one", "is one", lambda n: n == 1),))
    assert Truncated("interrupted") == explore(system, keep_going=True).verdict


def test_a_search_of_some_levels_ends_after_them() -> None:
    """Every state of theirs was visited, no other was, and only the steps out of the last are not judged."""
    rises = StepLaw[int]("slow", "never to four", lambda _, after: after != 4)
    arrives = Witness[int]("arrives", "comes to three", lambda _, __, after: after == 3)
    rows = table((1, 2, 3, 4), laws=(rises, arrives))
    three, four, five = (explore(replace(rows, effort=Levels(depth))) for depth in (3, 4, 5))
    assert [Bounded(3), Bounded(4), Bounded(5)] == [one.verdict for one in (three, four, five)]
    assert [3, 4, 5] == [one.states for one in (three, four, five)]
    assert [("arrives",), (), ()] == [one.unseen for one in (three, four, five)]
    assert [0, 0, 1] == [len(one.broken) for one in (three, four, five)]
    assert not any(one.holds for one in (three, four, five))


def test_a_search_that_ends_before_its_levels_do_is_complete() -> None:
    """One more level must have been looked for, and found empty."""
    system = dining_philosophers(3, one_left_handed=True)
    whole = explore(system)
    depths = [whole.depth - 1, whole.depth, whole.depth + 1]
    found = [explore(replace(system, effort=Levels(depth))) for depth in depths]
    assert [Bounded(depths[0]), Bounded(depths[1]), Complete()] == [one.verdict for one in found]
    assert [False, False, True] == [one.holds for one in found]


def test_of_some_levels_nothing_is_said_about_the_end() -> None:
    """Neither that it comes nor that it does not; going on after a breach makes no difference to that."""
    laws: tuple[Law[int], ...] = (
        Eventually("never", "comes to nine", lambda _: True, lambda n: n == 9),
        StateLaw("zero", "stays zero", lambda n: n == 0),
    )
    system = replace(table((1, 2, 0), laws=laws), effort=Levels(3))
    exploration = explore(system, keep_going=True)
    assert (Bounded(3), ["zero"], ()) == (
        exploration.verdict,
        [finding.law.name for finding in exploration.broken],
        exploration.unseen,
    )


def test_the_normal_form_of_some_levels_is_held_to_its_promise() -> None:
    """It could hide what is there as well as in a whole search."""
    system = replace(table((1, 3, None, 0), (2, None, 3)), canonical=lambda n: {2: 1}.get(n, n), effort=Levels(2))
    with pytest.raises(ReplayError, match=r"row\(0\) tells a state from its normal form"):
        explore(system)
