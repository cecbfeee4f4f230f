"""Tests of random runs: the same for one seed, judged as a search judges, and never called more than they are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.budget import Budget, Tick
from upshift.proofs.explore.effort import Samples
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Sampled, Truncated
from upshift.proofs.explore.sample import sample
from upshift.proofs.explore.system import Eventually, Kind, Law, Move, StateLaw, StepLaw, System, Witness
from upshift.proofs.explore.toys import (
    Phase,
    counter,
    dining_philosophers,
    forgetful_lamp,
    lossy_channel,
    table,
    two_phase_commit,
)

EFFORT = Samples(50, 30, 7)
ROW = st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8)
STATES = st.sets(st.integers(0, 7), max_size=3)


def test_a_seed_means_the_same_runs_everywhere() -> None:
    """These numbers are those of every machine and every version of Python."""
    system = two_phase_commit(3)
    first, second = (replace(sample(system, EFFORT), seconds=0.0) for _ in range(2))
    assert first == second
    assert (Sampled(50, 7), 121, 269, 31) == (first.verdict, first.states, first.transitions, first.depth)
    assert (121, 269) != (
        (other := sample(system, replace(EFFORT, seed=8))).states,
        other.transitions,
    )


def test_random_runs_establish_nothing() -> None:
    """Not even where they have seen everything."""
    exploration = sample(lossy_channel(1), EFFORT)
    assert (3, 3, ()) == (exploration.states, exploration.transitions, exploration.broken)
    assert not exploration.verdict
    assert not exploration.holds


def test_states_and_transitions_are_counted_once_and_by_their_normal_forms() -> None:
    """However often they come up."""
    exploration = sample(replace(forgetful_lamp(), laws=()), EFFORT)
    assert (2, 2, 31, 0) == (exploration.states, exploration.transitions, exploration.depth, exploration.cut)


def test_a_run_stays_within_the_bound() -> None:
    """What leads out of it is not made, and is counted."""
    exploration = sample(counter(5, 3), Samples(3, 30, 7))
    assert (6, 5, 6, 3) == (exploration.states, exploration.transitions, exploration.depth, exploration.cut)


def test_a_run_ends_where_no_move_is_enabled_or_it_is_long_enough() -> None:
    """Its length is in the effort."""
    assert 3 == sample(table((1, 2)), EFFORT).depth
    assert 11 == sample(counter(99, 3), Samples(1, 10, 7)).depth


def test_a_law_that_breaks_ends_the_sampling_and_is_shown_with_a_short_run() -> None:
    """As the search does, unless it is asked to go on."""
    law = StateLaw[tuple[Phase, ...]]("fed", "somebody has both forks or none", lambda s: set(s) != {"reaching"})
    system = replace(dining_philosophers(4), laws=(law,))
    exploration = sample(system, Samples(500, 100, 7))
    (finding,) = exploration.broken
    assert ["reach(0)", "reach(1)", "reach(2)", "reach(3)"] == sorted(move.label for move in finding.run.moves)
    assert isinstance(exploration.verdict, Sampled)
    assert exploration.verdict.runs < 500
    assert Sampled(500, 7) == sample(system, Samples(500, 100, 7), keep_going=True).verdict


def test_an_initial_state_that_breaks_a_law_needs_no_run() -> None:
    """Also one out of the bound, as in a search."""
    law = StateLaw[int]("low", "stays low", lambda n: n < 5)
    exploration = sample(table(initial=(0, 5), laws=(law,), bound=1), EFFORT)
    assert (Sampled(0, 7), [(5,)]) == (exploration.verdict, [finding.run.states for finding in exploration.broken])


def test_a_system_without_an_initial_state_is_refused() -> None:
    """No run would find nothing wrong."""
    with pytest.raises(ValueError, match=r"^void has no initial state$"):
        sample(System[int]("void", (), ()), EFFORT)
    with pytest.raises(ValueError, match=r"^table has no initial state within its bound$"):
        sample(table(initial=(3,), bound=2), EFFORT)


def test_every_initial_state_begins_some_run() -> None:
    """By chance as well."""
    assert 3 == sample(table(initial=(0, 1, 2)), EFFORT).states


def test_laws_about_the_end_are_not_judged() -> None:
    """A run of finite length says nothing of them; a law that would break is not said to hold either."""
    law = Eventually[int]("never", "comes to nine", lambda _: True, lambda n: n == 9)
    exploration = sample(table((1,), laws=(law,)), EFFORT)
    assert ((), ()) == (exploration.broken, exploration.unseen)


def test_a_witness_is_seen_or_not_yet() -> None:
    """With a run that shows it, of which no move can be left out, though there may be a shorter one."""
    exploration = sample(two_phase_commit(2), Samples(200, 30, 7))
    lengths = {finding.law.name: finding.run.steps for finding in exploration.seen}
    assert {"aborts": 3, "commits": 7} == lengths
    assert {"aborts": 2, "commits": 7} == {one.law.name: one.run.steps for one in explore(two_phase_commit(2)).seen}
    assert ("commits",) == sample(two_phase_commit(3), EFFORT).unseen


def test_faults_can_be_rare() -> None:
    """The weight of a kind is in proportion to the others."""
    counts = {"loss": 0, "step": 0}

    def count(what: str, state: int) -> int:
        counts[what] += 1
        return state

    def seen(_: int, move: Move[int], __: int) -> bool:
        count(move.action, 0)
        return False

    moves = (Move[int]("step", (), lambda n: n), Move[int]("loss", (), lambda n: n, Kind.FAULT))
    system = System[int]("weights", (0,), moves, (Witness("count", "counts", seen),))
    sample(system, Samples(10, 1000, 7, protocol=9))
    assert 800 < counts["loss"] < 1200
    assert 10_000 == sum(counts.values())


def test_an_action_that_was_never_enabled_is_idle() -> None:
    """Also if it could have been on offer."""
    assert ("commit", "obey_commit", "obey_abort") == sample(two_phase_commit(3), Samples(1, 3, 7)).idle
    assert ("double",) == sample(replace(lossy_channel(1), offered=("deliver", "lose", "double")), EFFORT).idle


def test_a_budget_ends_the_sampling_between_two_runs() -> None:
    """What was found until then is kept; a budget that runs out at the very end does no harm."""
    assert Truncated("states") == sample(two_phase_commit(3), EFFORT, Budget(states=5)).verdict
    assert Sampled(1, 7) == sample(two_phase_commit(3), Samples(1, 30, 7), Budget(states=5)).verdict


def test_an_interruption_keeps_what_was_found() -> None:
    """And establishes nothing."""

    def interrupting(state: int) -> int:
        if state == 3:
            raise KeyboardInterrupt
        return state + 1

    law = StateLaw[int]("below_two", "stays below two", lambda n: n < 2)
    system = System("interrupted", (0,), (Move("count", (), interrupting),), (law,))
    exploration = sample(system, EFFORT, keep_going=True)
    assert Truncated("interrupted") == exploration.verdict
    assert [(0, 1, 2)] == [finding.run.states for finding in exploration.broken]


def test_progress_is_told_of_every_run() -> None:
    """How many were taken, and how many are left."""
    ticks: list[Tick] = []
    sample(counter(2, 1), Samples(2, 5, 7), progress=ticks.append)
    assert [("run", 1, 3, 2, 1), ("run", 2, 3, 2, 0)] == [
        (tick.unit, tick.level, tick.states, tick.transitions, tick.frontier) for tick in ticks
    ]


@given(rows=st.lists(ROW, max_size=4), bad=STATES, wrong=STATES, seed=st.integers())
def test_what_random_runs_find_a_search_finds_too(
    rows: list[list[int | None]], bad: set[int], wrong: set[int], seed: int
) -> None:
    """In no more steps; and they never see more than there is."""
    laws: tuple[Law[int], ...] = (
        StateLaw("good", "no bad state", lambda n: n not in bad),
        StepLaw("right", "no wrong step", lambda before, after: not {before, after} <= wrong),
        Witness("wanted", "a wanted step", lambda before, _, after: before in bad and after in wrong),
    )
    system = table(*rows, laws=laws)
    whole, part = explore(system, keep_going=True), sample(system, Samples(9, 9, seed), keep_going=True)
    assert part.states <= whole.states
    assert part.transitions <= whole.transitions
    assert set(whole.unseen) <= set(part.unseen)
    shortest = {finding.law.name: finding.run.steps for finding in (*whole.broken, *whole.seen)}
    for finding in (*part.broken, *part.seen):
        assert shortest[finding.law.name] <= finding.run.steps
        assert finding.run.states[1:] == tuple(
            move.take(n) for n, move in zip(finding.run.states, finding.run.moves, strict=False)
        )
