"""Tests of moves on offer: they are explored, judged and told as moves are that are known from the start."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.liveness import stays
from upshift.proofs.explore.offers import check_offers
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Complete, Exploration, Unknown
from upshift.proofs.explore.system import Eventually, Kind, Law, Move, Reachable, StateLaw, StepLaw, System, Witness
from upshift.proofs.explore.toys import counter, knocking, lossy_channel, table

SIZE = 5
NUMBERS = st.integers(0, SIZE - 1)
ROW = st.lists(st.one_of(st.none(), NUMBERS), min_size=SIZE, max_size=SIZE)
KINDS = st.lists(st.sampled_from(Kind), min_size=4, max_size=4)
ACTORS = st.lists(st.sampled_from("ab"), min_size=4, max_size=4)
STATES = st.sets(NUMBERS)


def on_offer(system: System[Any], known: int = 0) -> System[Any]:
    """The same system with its moves on offer where they are enabled, but for the first few."""
    kept, others = system.moves[:known], system.moves[known:]

    def offers(state: object) -> Iterator[tuple[Move[Any], Any]]:
        for move in others:
            after = move.take(state)
            if after is not None:
                yield move, after

    return replace(system, moves=kept, offers=offers, offered=tuple(move.action for move in others))


def laws(bad: set[int], when: set[int], then: set[int]) -> tuple[Law[int], ...]:
    """A law of each kind."""
    return (
        StateLaw("good", "no bad state", lambda n: n not in bad),
        StepLaw("right", "not from a state that triggers to a bad one", lambda a, b: a not in when or b not in bad),
        Witness("seen", "a step to a goal", lambda _, move, after: move.label == "row(1)" and after in then),
        Eventually("comes", "when leads to then", lambda n: n in when, lambda n: n in then),
        Reachable("goal", "a goal is in reach", lambda n: n in then),
    )


def lengths(exploration: Exploration[int]) -> list[tuple[str, int]]:
    """What broke or was seen in how many steps; a lasso may be told in several ways, which are not all equally long."""
    found = (*exploration.broken, *exploration.seen)
    return sorted((one.law.name, 0 if one.run.loop is not None else one.run.steps) for one in found)


@given(
    rows=st.lists(ROW, max_size=4),
    kinds=KINDS,
    actors=ACTORS,
    bad=STATES,
    when=STATES,
    then=STATES,
    bound=NUMBERS,
    known=st.integers(0, 3),
    keep_going=st.booleans(),
)
def test_moves_on_offer_make_the_same_exploration(
    *,
    rows: list[list[int | None]],
    kinds: list[Kind],
    actors: list[str],
    bad: set[int],
    when: set[int],
    then: set[int],
    bound: int,
    known: int,
    keep_going: bool,
) -> None:
    """Of every random table, all of it or a part: the counts, the verdict, what breaks, and how soon."""
    system = table(*rows, kinds=kinds, actors=actors, laws=laws(bad, when, then), bound=bound)
    offered = on_offer(system, known)
    (static, graph), (dynamic, same) = (explore_graph(each, keep_going=keep_going) for each in (system, offered))
    numbers = ("verdict", "states", "transitions", "depth", "cut", "unseen", "idle")
    assert [getattr(static, name) for name in numbers] == [getattr(dynamic, name) for name in numbers]
    assert graph.states == same.states
    assert {(s, graph.moves[label], t) for s, label, t in graph.edges()} == {
        (s, same.moves[label], t) for s, label, t in same.edges()
    }
    assert lengths(static) == lengths(dynamic)
    for finding in (*static.broken, *dynamic.broken):
        if isinstance(finding.law, Eventually):
            assert stays(system, finding.law, finding.run)
            assert stays(offered, finding.law, finding.run)


@given(
    rows=st.lists(ROW, min_size=1, max_size=4),
    firsts=st.lists(NUMBERS, min_size=4, max_size=4),
    kinds=KINDS,
    actors=ACTORS,
    bad=STATES,
    when=STATES,
    then=STATES,
)
def test_where_all_moves_are_on_offer_at_first_the_runs_are_the_same_too(
    *,
    rows: list[list[int | None]],
    firsts: list[int],
    kinds: list[Kind],
    actors: list[str],
    bad: set[int],
    when: set[int],
    then: set[int],
) -> None:
    """They have the same numbers then, which decide between runs that are equally short and calm."""
    begun: list[Sequence[int | None]] = [[first, *row[1:]] for first, row in zip(firsts, rows, strict=False)]
    system = table(*begun, kinds=kinds, actors=actors, laws=laws(bad, when, then))
    static, dynamic = (replace(explore(each, keep_going=True), seconds=0.0) for each in (system, on_offer(system)))
    assert static == dynamic


@pytest.mark.parametrize("system", [counter(5, 3), counter(5, 7), knocking(), lossy_channel(2)])
def test_toys_give_the_same_answer_with_their_moves_on_offer(system: System[Any]) -> None:
    """Whatever their laws are about."""
    assert replace(explore(system), seconds=0.0) == replace(
        explore(on_offer(replace(system, moves=everything(system), offered=()))), seconds=0.0
    )


def everything(system: System[Any]) -> tuple[Move[Any], ...]:
    """All the moves that a system ever has, as if they were known from the start."""
    return tuple(explore_graph(system)[1].moves)


def test_a_move_on_offer_is_owed_what_weak_fairness_owes() -> None:
    """A message that stays in flight is delivered in the end, if the protocol delivers it, and else need not be."""
    assert explore(lossy_channel(2)).holds
    broken = explore(lossy_channel(2, delivering=Kind.OPERATOR)).broken
    assert ["arrives_0", "arrives_1"] == [finding.law.name for finding in broken]


def test_an_action_that_was_never_on_offer_is_idle() -> None:
    """As one is that was never enabled."""
    system = replace(lossy_channel(1), offered=("deliver", "lose", "double"))
    assert ("double",) == explore(system).idle


def test_a_cut_of_a_move_on_offer_settles_nothing_either_way() -> None:
    """It leads out of the bound, where nothing is known."""
    assert Unknown("the bound cuts moves that decide arrives") == explore(on_offer(counter(5, 7))).verdict


def test_moves_are_numbered_when_they_are_first_seen() -> None:
    """Those that are known from the start come first, so that labels stay small."""
    graph = explore_graph(lossy_channel(2))[1]
    labels = ["send(0)", "send(1)", "deliver(0)", "lose(0)", "deliver(1)", "lose(1)"]
    assert labels == [move.label for move in graph.moves]
    assert set(range(6)) == set(graph.labels)


def test_a_move_that_is_made_anew_every_time_is_refused() -> None:
    """It would be another move to fairness each time."""
    system = replace(
        table(), offers=lambda n: [(Move("up", (), lambda n: n + 1), n + 1)] if n < 3 else [], offered=("up",)
    )
    with pytest.raises(
        ValueError, match=r"^up\(\) is on offer as two moves: a move must be the same object every time$"
    ):
        explore(system)
    graph = Graph[int]()
    up = Move[int]("up", (), lambda n: n + 1)
    assert (0, 0) == (graph.number(up), graph.number(up))


UP = Move[int]("up", (), lambda n: n + 1 if n in {0, 2} else None)


@pytest.mark.parametrize(
    "offers",
    [
        lambda n: [(UP, n + 1)] if n < 2 else [],
        lambda n: [(UP, 3)] if n == 0 else [],
        lambda n: [(UP, n + 1)] if n == 0 else [(Move("hop", (), lambda _: 2), 2)] if n == 1 else [],
    ],
)
def test_a_move_that_says_something_else_than_its_offer_is_refused(offers: Any) -> None:  # noqa: ANN401  # a function
    """On offer but not enabled, leading elsewhere, or enabled but not on offer."""
    with pytest.raises(ReplayError, match=r"^table: (up|hop)\(\) says something else than the offer of it$"):
        explore(replace(table(), offers=offers))


def test_a_sample_of_the_states_is_enough_where_there_are_many() -> None:
    """Spread over them; a system that offers nothing has nothing to be compared."""
    system = on_offer(counter(30, 3))
    wrong = replace(system, offers=lambda n: [] if n == 17 else system.offers(n))
    graph = explore_graph(system)[1]
    check_offers(wrong, graph, samples=10)
    with pytest.raises(ReplayError):
        check_offers(wrong, graph, samples=None)
    check_offers(counter(30, 3), graph)


def test_what_is_on_offer_in_a_state_is_on_offer_in_its_normal_form() -> None:
    """Otherwise the normal form hides it; the same move must also lead both into one class."""

    def system(*rows: Sequence[int | None]) -> System[int]:
        plain = table((1,), *rows)
        return replace(on_offer(plain, 1), canonical=lambda n: {4: 1}.get(n, n))

    assert Complete() == explore(system((4, 3, None, None, 3))).verdict
    with pytest.raises(ReplayError, match=r"^table: row\(2\) tells a state from its normal form$"):
        explore(system((4,), (None, 3)))
    with pytest.raises(ReplayError, match=r"^table: row\(2\) tells a state from its normal form$"):
        explore(system((4,), (None, 3, None, None, 0)))
