"""Tests of what a search may cost: whatever runs out, the answer is Truncated and never a pass."""

import pytest

from upshift.proofs.explore.budget import Budget, Gauge, Tick, peak_memory
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Complete, Truncated
from upshift.proofs.explore.system import Eventually, Move, StateLaw, System, Witness
from upshift.proofs.explore.toys import counter, two_phase_commit


def test_nothing_runs_out_of_an_unlimited_budget() -> None:
    """None is no limit."""
    assert Gauge(Budget()).spent(10**12) is None


@pytest.mark.parametrize(
    ("part", "budget"),
    [("states", Budget(states=4)), ("seconds", Budget(seconds=-1.0)), ("memory", Budget(memory_bytes=1))],
)
def test_the_gauge_says_which_part_ran_out(part: str, budget: Budget) -> None:
    """The word is the one that the verdict carries."""
    assert part == Gauge(budget).spent(5)


def test_peak_memory_is_in_bytes() -> None:
    """A Python process takes more than a mebibyte and less than a tebibyte."""
    assert 2**20 < peak_memory() < 2**40


@pytest.mark.parametrize(
    ("part", "budget"),
    [("states", Budget(states=100)), ("seconds", Budget(seconds=0.0)), ("memory", Budget(memory_bytes=1))],
)
def test_a_search_that_runs_out_is_truncated(part: str, budget: Budget) -> None:
    """Nothing is established, whatever was seen until then."""
    exploration = explore(two_phase_commit(3), budget)
    assert Truncated(part) == exploration.verdict
    assert not exploration.holds


def test_a_budget_of_as_many_states_as_there_are_is_enough() -> None:
    """The limit is what may be held, not what must be left over."""
    assert Complete() == explore(two_phase_commit(3), Budget(states=288)).verdict
    assert Truncated("states") == explore(two_phase_commit(3), Budget(states=287)).verdict


def test_a_truncated_search_lists_the_witnesses_that_it_has_not_seen() -> None:
    """A probe that was cut short must not count as seen (fsl PR 790)."""
    exploration = explore(two_phase_commit(3), Budget(states=100))
    assert ("commits",) == exploration.unseen


def test_a_breach_found_before_the_budget_ran_out_is_reported() -> None:
    """A counterexample is one whatever else was left unseen."""
    system = System[int](
        "pairs",
        (0,),
        (Move("left", (), lambda n: 2 * n + 1), Move("right", (), lambda n: 2 * n + 2)),
        (StateLaw("not_three", "three never comes up", lambda n: n != 3),),
    )
    exploration = explore(system, Budget(states=4))
    assert Truncated("states") == exploration.verdict
    assert [0, 1, 3] == [state for finding in exploration.broken for state in finding.run.states]


def test_a_budget_that_runs_out_before_the_end_is_judged_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws about the end are judged after the last level; here the time is up just then."""
    clock = [0.0]
    monkeypatch.setattr("upshift.proofs.explore.budget.time.monotonic", lambda: clock[0])

    def last_level_takes_long(tick: Tick) -> None:
        clock[0] = 2.0 if tick.level == 6 and not tick.frontier else 0.0

    exploration = explore(counter(5, 3), Budget(seconds=1.0), last_level_takes_long)
    assert Truncated("seconds") == exploration.verdict
    assert 6 == exploration.states


def interrupting(state: int) -> int | None:
    """A move at which somebody presses control and C."""
    if state == 3:
        raise KeyboardInterrupt
    return state + 1


def test_an_interrupted_search_is_truncated_and_keeps_what_it_found() -> None:
    """What was broken before the interruption is still shown with its run."""
    system = System(
        "interrupted",
        (0,),
        (Move("count", (), interrupting),),
        (
            StateLaw[int]("below_two", "stays below two", lambda n: n < 2),
            Witness[int]("counts", "it counts", lambda before, _, __: before == 0),
        ),
    )
    exploration = explore(system, keep_going=True)
    assert Truncated("interrupted") == exploration.verdict
    assert 4 == exploration.states
    assert [2] == [finding.run.steps for finding in exploration.broken]
    assert [1] == [finding.run.steps for finding in exploration.seen]


def test_an_interruption_while_the_end_is_judged_is_no_pass() -> None:
    """The laws about the end are judged after the search, and may take their time."""

    def never(_: int) -> bool:
        raise KeyboardInterrupt

    system = System("interrupted", (0,), (), (Eventually[int]("late", "it comes", lambda _: True, never),))
    assert Truncated("interrupted") == explore(system).verdict


def test_progress_is_told_of_every_level() -> None:
    """At the beginning of a level that holds a round number of states, and at its end."""
    ticks: list[Tick] = []
    explore(counter(2, 1), progress=ticks.append)
    assert [(1, 1, 0, 1), (1, 2, 1, 0), (2, 3, 2, 0), (3, 3, 2, 0)] == [
        (tick.level, tick.states, tick.transitions, tick.frontier) for tick in ticks
    ]
    assert sorted(tick.seconds for tick in ticks) == [tick.seconds for tick in ticks]
