"""Tests of the normal form: what is spent is dropped, numbers are renamed, and bounds are judged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.budget import Budget
from upshift.proofs.explore.normal import check_normal_form
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.system import Kind, System
from upshift.proofs.product import Input, Product, Scale, State, system_of
from upshift.proofs.product.normal import Rows
from upshift.proofs.product.tables import Tables

Make = Callable[..., Product[Any, Any]]


def after(system: System[State], *labels: str) -> State:
    """The state after some moves, none of which is normalised."""
    state = system.initial[0]
    for label in labels:
        state = next(found for move, found in system.steps(state) if move.label == label)
    return state


def test_a_state_in_normal_form_is_its_own_normal_form(ping: Make) -> None:
    """The very same value, so that an engine need not look it up again."""
    system = system_of(ping(1))
    state = after(system, "ask(client)")
    assert system.canonical(state) is state


def test_a_letter_that_is_spent_is_dropped(ping: Make) -> None:
    """When the answer is received, question and answer are of no use."""
    system = system_of(ping(1))
    state = after(system, "ask(client)", "receive(server, client, ping 1)", "receive(client, server, ack 1)")
    assert 0b11 == state[-1]
    assert (*state[:-1], 0) == system.canonical(state)


def test_a_number_that_nobody_mentions_is_forgotten(ballot: Make) -> None:
    """Both are in term 2 and never were in another, as far as they know."""
    tables = Tables(ballot(2))
    voter = tables.product.initial[0]

    def state(term: int) -> State:
        return (*(tables.machine(place, voter._replace(term=term)) for place in (0, 1)), 0)

    rows = Rows(tables)
    assert state(1) == rows.normal(state(2)) == rows.normal(state(7))
    assert state(1) == rows.normal(state(1))


def test_a_number_that_a_letter_mentions_is_kept(ballot: Make) -> None:
    """Nothing is spent here, so a letter of term 1 says that there was one."""
    tables = Tables(replace(ballot(2), spent=lambda *_: False))
    voter, rows = tables.product.initial[0], Rows(tables)
    step = tables.happened(tables.product.inputs[0], tables.machine(0, voter))
    assert step is not None
    later = tuple(tables.machine(place, voter._replace(term=2)) for place in (0, 1))
    assert rows.normal((*later, step[1])) == (*later, step[1])
    assert rows.normal((*later, 0)) != (*later, 0)


@given(terms=st.tuples(st.integers(0, 9), st.integers(0, 9)), led=st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_once_is_enough(ballot: Make, terms: tuple[int, int], led: tuple[int, int]) -> None:
    """The normal form of a normal form is itself."""
    tables = Tables(ballot(2))
    voter, rows = tables.product.initial[0], Rows(tables)
    machines = (
        tables.machine(place, voter._replace(term=term, led=last))
        for place, (term, last) in enumerate(zip(terms, led, strict=True))
    )
    once = rows.normal((*machines, 0))
    assert once == rows.normal(once)
    assert (terms[0] < terms[1]) == (tables.machines[once[0]].term < tables.machines[once[1]].term)
    assert abs(terms[0] - terms[1]) == abs(tables.machines[once[0]].term - tables.machines[once[1]].term)


# ---- bounds


def test_a_machine_further_above_the_floor_than_the_spread_is_out_of_bounds(ballot: Make) -> None:
    """However high the floor is."""
    tables = Tables(ballot(2, 3))
    voter, rows = tables.product.initial[0], Rows(tables)

    def within(first: int, second: int) -> bool:
        terms = enumerate((first, second))
        return rows.within((*(tables.machine(place, voter._replace(term=term)) for place, term in terms), 0))

    assert [True, True, False] == [within(4, term) for term in (4, 7, 8)]


def test_a_letter_further_above_the_floor_than_the_spread_is_out_of_bounds(ballot: Make) -> None:
    """Though the machine that sent it went back."""
    tables = Tables(ballot(2, 1))
    voter, rows = tables.product.initial[0], Rows(tables)
    low = tuple(tables.machine(place, voter) for place in (0, 1))
    letters = [
        step[1]
        for term in (0, 1)
        if (step := tables.happened(tables.product.inputs[0], tables.machine(0, voter._replace(term=term)))) is not None
    ]
    assert [True, False] == [rows.within((*low, mask)) for mask in letters]


def test_the_bounds_of_one_machine_and_of_all_are_judged(ping: Make) -> None:
    """What they cut is counted."""
    one = replace(ping(3), laws=(), machine_within=lambda node, machine: node == "server" or machine.asked < 2)
    everything = replace(ping(3), laws=(), within=lambda machines: machines[0].asked < 2)
    first, second = explore(system_of(one)), explore(system_of(everything))
    assert (first.states, first.transitions, first.cut) == (second.states, second.transitions, second.cut)
    assert 0 < first.cut
    assert first.states < explore(system_of(ping(3))).states


# ---- several scales


def two_clocks() -> Product[tuple[int, int], tuple[int, int]]:
    """Two numbers of which each node knows its own, and letters that tell one of them."""

    def scale(place: int, spread: int | None) -> Scale[tuple[int, int], tuple[int, int]]:
        def renamed(pair: tuple[int, int], rename: Callable[[int], int]) -> tuple[int, int]:
            return (rename(pair[0]), pair[1]) if place == 0 else (pair[0], rename(pair[1]))

        return Scale(
            f"clock {place}",
            lambda _, pair: 1 << pair[place],
            lambda _, __, pair: 1 << pair[place],
            lambda machines: min(pair[place] for pair in machines),
            lambda _, pair, rename: renamed(pair, rename),
            lambda _, __, pair, rename: renamed(pair, rename),
            spread,
        )

    def tick(node: str, place: int) -> Input[tuple[int, int], tuple[int, int]]:
        def take(pair: tuple[int, int]) -> tuple[tuple[int, int], tuple[tuple[str, tuple[int, int]], ...]]:
            later = (pair[0] + 1, pair[1]) if place == 0 else (pair[0], pair[1] + 1)
            return later, (("b" if node == "a" else "a", later),)

        return Input("tick", (node, place), node, Kind.OPERATOR, take)

    def later(pair: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
        return max(pair[0], other[0]), max(pair[1], other[1])

    return Product(
        "clocks",
        ("a", "b"),
        ((0, 0), (0, 0)),
        lambda _, pair, __, message: (later(pair, message), ()),
        tuple(tick(node, place) for node in ("a", "b") for place in (0, 1)),
        spent=lambda message, _, __, ___, pair: later(pair, message) == pair,
        scales=(scale(0, 2), scale(1, None)),
        within=lambda pairs: abs(pairs[0][1] - pairs[1][1]) < 2,
        message_type=tuple[int, int],
        machine_type=tuple[int, int],
    )


def test_scales_are_renamed_one_after_the_other() -> None:
    """Two scales in one machine: every state can do what its normal form can, as far as a small search comes."""
    system = system_of(two_clocks())
    _, graph = explore_graph(system, Budget(states=1_500))
    assert 1_500 < len(graph.states)
    check_normal_form(system, graph, None)
