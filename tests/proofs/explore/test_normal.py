"""Tests of the check that a normal form may stand for its states."""

import pytest

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.normal import check_normal_form
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Complete
from upshift.proofs.explore.system import Eventually, Law, Move, Reachable, System
from upshift.proofs.explore.toys import table

ROWS = ((1, 3, 3, 0), (2, None, None, None))


def normalised(
    canonical: dict[int, int], *laws: Law[int], rows: tuple[tuple[int | None, ...], ...] = ROWS
) -> System[int]:
    """States 1 and 2 can do the same, and are made by different moves."""
    return System("normalised", (0,), table(*rows).moves, laws, canonical=lambda n: canonical.get(n, n))


def test_a_normal_form_of_states_that_can_do_the_same_is_accepted() -> None:
    """Four states are three classes, and the laws see no difference."""
    home = Reachable[int]("home", "back to zero", lambda n: n == 0)
    leaves = Eventually[int]("leaves", "leaves zero", lambda n: n == 0, lambda n: n != 0)
    exploration = explore(normalised({2: 1}, home, leaves))
    assert Complete() == exploration.verdict
    assert 3 == exploration.states


def test_a_normal_form_that_hides_what_a_state_can_do_is_refused() -> None:
    """Nothing is broken, and no run would ever tell."""
    rows = ((1, 3, None, 0), (2, None, 3, None))
    with pytest.raises(ReplayError, match=r"normalised: row\(0\) tells a state from its normal form"):
        explore(normalised({2: 1}, rows=rows))


def test_a_normal_form_that_renames_is_refused() -> None:
    """Fairness to the first process is not fairness to whichever is called so now (tlaplus #59, #644)."""

    def turn(process: int, state: tuple[int, int]) -> tuple[int, int]:
        return (1 - state[0], state[1]) if process == 0 else (state[0], 1 - state[1])

    system = System[tuple[int, int]](
        "symmetric",
        ((0, 0),),
        (Move("turn", (0,), lambda state: turn(0, state)), Move("turn", (1,), lambda state: turn(1, state))),
        (Eventually("both", "both turn", lambda state: state == (0, 0), lambda state: state == (1, 1)),),
        canonical=lambda state: (min(state), max(state)),
    )
    with pytest.raises(ReplayError, match=r"symmetric: turn\(0\) tells a state from its normal form"):
        explore(system)


def test_a_normal_form_that_is_none_is_refused() -> None:
    """Once must be enough."""
    with pytest.raises(ReplayError, match="normalised: the normal form of a normal form is another one"):
        explore(normalised({2: 1, 1: 2}))


@pytest.mark.parametrize(
    "law",
    [
        Eventually[int]("sees", "looks at two", lambda n: n == 2, lambda n: n == 0),
        Eventually[int]("sees", "looks at two", lambda n: n == 0, lambda n: n != 2),
        Reachable[int]("sees", "looks at two", lambda n: n != 2),
    ],
)
def test_a_law_about_the_end_must_not_look_at_what_the_normal_form_forgets(law: Law[int]) -> None:
    """Such a law is judged on normal forms, where the difference is gone."""
    with pytest.raises(ReplayError, match="normalised: sees tells a state from its normal form"):
        explore(normalised({2: 1}, law))


def test_a_sample_is_spread_over_the_graph_and_everything_can_be_asked_for() -> None:
    """The one bad state among twenty is found when all are looked at."""
    rows = ((*range(1, 20), 21),)
    system = normalised({21: 0}, rows=rows)
    _, graph = explore_graph(System("plain", (0,), system.moves))
    check_normal_form(system, graph, samples=5)
    with pytest.raises(ReplayError):
        check_normal_form(system, graph, samples=None)
