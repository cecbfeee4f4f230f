"""Tests of the run that is shown: one of the shortest, of those the calmest, and a run of the system itself."""

from collections.abc import Iterator
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.calm import ReplayError, calmest_to, confirmed, replay
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Run
from upshift.proofs.explore.system import Eventually, Kind, Move, StateLaw, StepLaw, System, Witness
from upshift.proofs.explore.toys import dining_philosophers, table, two_phase_commit

ROW = st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=6, max_size=6)
KINDS = st.lists(st.sampled_from([Kind.PROTOCOL, Kind.FAULT]), min_size=5, max_size=5)
ACTORS = st.lists(st.sampled_from("abc"), min_size=5, max_size=5)


def shown(run: Run[int]) -> list[int]:
    """The moves of a run of a table, as the numbers of its rows."""
    return [int(str(move.arguments[0])) for move in run.moves]


def price(run: Run[int]) -> int:
    """Faults and changes of actor, as a reader would count them."""
    actors = [move.actor for move in run.moves]
    switches = sum(a != b for a, b in pairwise(actors))
    return switches + sum(move.kind is Kind.FAULT for move in run.moves)


def runs(system: System[int], length: int) -> Iterator[Run[int]]:
    """All runs of a length, in the order of their moves."""
    partial: list[Run[int]] = [Run((), (start,)) for start in system.initial]
    for _ in range(length):
        partial = [
            Run((*run.moves, move), (*run.states, after))
            for run in partial
            for move in system.moves
            if (after := move.take(run.states[-1])) is not None
        ]
    yield from partial


def test_a_run_keeps_to_one_actor_while_it_can() -> None:
    """Both orders are shortest; one of them changes hands three times (tlaplus #1049)."""
    both = {(0, 0): 0, (1, 0): 1, (2, 0): 2, (0, 1): 3, (1, 1): 4, (2, 1): 5, (0, 2): 6, (1, 2): 7, (2, 2): 8}
    pairs = {number: pair for pair, number in both.items()}
    left = [both.get((pairs[n][0] + 1, pairs[n][1])) for n in range(9)]
    right = [both.get((pairs[n][0], pairs[n][1] + 1)) for n in range(9)]
    system = table(left, right, actors=("a", "b"), laws=(StateLaw("short", "not both", lambda n: n != 8),))
    (finding,) = explore(system).broken
    assert [0, 0, 1, 1] == shown(finding.run)


def test_a_run_prefers_no_fault_to_the_first_move() -> None:
    """The second move comes to the same without one."""
    system = table(
        (1, None), (1, None), kinds=(Kind.FAULT, Kind.PROTOCOL), laws=(StateLaw("calm", "stays", lambda n: n == 0),)
    )
    (finding,) = explore(system).broken
    assert [1] == shown(finding.run)


def test_a_run_of_equals_is_the_first_in_the_order_of_the_moves() -> None:
    """So the same input gives the same run, byte for byte."""
    system = table((1, 3), (2, None), (None, 3, 3), laws=(StateLaw("early", "not three", lambda n: n != 3),))
    (finding,) = explore(system).broken
    assert [0, 0] == shown(finding.run)
    assert (0, 1, 3) == finding.run.states


def test_the_calmest_run_is_chosen_over_all_breaches_of_the_level() -> None:
    """State 3 is found first, but only by changing hands; state 4 breaks the law as well."""
    system = table(
        (1, None, None),
        (None, 3, None),
        (2, None, None),
        (None, None, 4),
        actors=("a", "b", "c", "c"),
        laws=(StateLaw("low", "stays low", lambda n: n < 3),),
    )
    (finding,) = explore(system).broken
    assert [2, 3] == shown(finding.run)


def test_a_run_to_an_initial_state_has_no_moves() -> None:
    """Nothing has to happen."""
    system, graph = table((1, 0)), explore_graph(table((1, 0)))[1]
    assert Run((), (0,)) == calmest_to(system, graph, [0])


@given(st.lists(ROW, min_size=1, max_size=5), KINDS, ACTORS, st.sets(st.integers(0, 5), min_size=1), st.integers(0, 5))
def test_the_run_shown_is_the_best_of_all_runs_of_its_length(
    rows: list[list[int | None]], kinds: list[Kind], actors: list[str], bad: set[int], other: int
) -> None:
    """Compared with a list of them all: shortest, then cheapest, then first."""
    laws = (StateLaw[int]("good", "no bad state comes up", lambda n: n not in bad),)
    system = table(*rows, initial=(0, other), kinds=kinds, actors=actors, laws=laws)
    breaches = [
        run for length in range(6) for run in runs(system, length) if run.states[-1] in bad and run.steps == length
    ]
    broken = explore(system).broken
    assert bool(breaches) == bool(broken)
    if breaches:
        shortest = [run for run in breaches if run.steps == breaches[0].steps]
        assert min(shortest, key=price) == broken[0].run


def test_a_breach_beyond_the_bound_is_shown_with_its_last_step() -> None:
    """The step is judged before the bound is."""
    system = table((1, 2), laws=(StepLaw[int]("low", "stays low", lambda _, after: after < 2),), bound=1)
    exploration = explore(system)
    assert 2 == exploration.states
    assert [(0, 1, 2)] == [finding.run.states for finding in exploration.broken]


def lossy(canonical: dict[int, int], *rows: tuple[int | None, ...], bad: int) -> System[int]:
    """A table whose normal form is given, and a law about its own states."""
    plain = table(*rows, laws=(StateLaw("good", "the bad state never comes up", lambda n: n != bad),))
    return System("lossy", plain.initial, plain.moves, plain.laws, canonical=lambda n: canonical.get(n, n))


@pytest.mark.parametrize(
    ("complaint", "system"),
    [
        (r"step 2, row\(1\), is enabled in a normal form but not in", lossy({1: 2}, (1,), (None, None, 3), bad=3)),
        (r"step 2, row\(1\), leads a state and its normal form into", lossy({1: 2}, (1,), (None, 4, 3), bad=3)),
        ("good fails in a normal form but in no state itself", lossy({1: 3}, (1,), bad=3)),
    ],
)
def test_a_normal_form_that_merges_what_differs_is_refused(complaint: str, system: System[int]) -> None:
    """The run of normal forms is none of the system, and the error says where they part."""
    with pytest.raises(ReplayError, match=complaint):
        explore(system)


def test_a_replay_refuses_a_step_that_its_normal_form_cannot_make() -> None:
    """The two walks must be able to do the same."""
    system = lossy({1: 2}, (1,), (None, 3), bad=9)
    with pytest.raises(ReplayError, match=r"lossy: step 2, row\(1\), is not enabled in the normal form"):
        replay(system, 0, system.moves)


def test_a_replay_keeps_the_system_s_own_states() -> None:
    """What normalising drops is still there for the reader."""
    system = lossy({1: 2}, (1, 5, 5), bad=9)
    assert (0, 1, 5) == replay(system, 0, (system.moves[0], system.moves[0])).states


def test_a_run_that_does_not_show_what_was_claimed_is_refused() -> None:
    """A law that holds at the end of its own counterexample looked at what the normal form forgets."""
    system = table((1,))
    run = replay(system, 0, system.moves)
    move: Move[int] = system.moves[0]
    assert run == confirmed(system, StateLaw("zero", "stays zero", lambda n: n == 0), run).run
    assert run == confirmed(system, StepLaw("still", "stays", lambda a, b: a == b), run).run
    assert run == confirmed(system, Witness("moves", "moves", lambda _, made, __: made == move), run).run
    for law in (
        StateLaw[int]("any", "anything goes", lambda _: True),
        StepLaw[int]("any", "anything goes", lambda _, __: True),
        Witness[int]("none", "never", lambda _, __, ___: False),
    ):
        with pytest.raises(ReplayError, match="was decided on normal forms, but step 1"):
            confirmed(system, law, run)
    with pytest.raises(TypeError, match="later is not decided by the end of a run"):
        confirmed(system, Eventually("later", "in the end", lambda _: True, lambda _: False), run)


def test_philosophers_starve_in_the_fewest_steps() -> None:
    """Every one of them must reach once, and all but the first change hands."""
    (finding,) = explore(dining_philosophers(5)).broken
    assert [f"reach({i})" for i in range(5)] == [move.label for move in finding.run.moves]


def test_a_long_run_is_told_by_who_acts() -> None:
    """Each participant prepares, the manager hears and commits, each participant obeys (tlaplus #1084)."""
    commits = next(finding.run for finding in explore(two_phase_commit(3)).seen if finding.law.name == "commits")
    assert ["0", "1", "2", "manager", "0", "1", "2"] == [
        actor for actor, _ in groupby(move.actor for move in commits.moves)
    ]
