"""Tests of the whole product: it is what a naive one is, and what it is told falsely is found out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.budget import Budget
from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.normal import check_normal_form
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import Complete
from upshift.proofs.explore.system import Kind, unchanged
from upshift.proofs.product import Input, Product, Scale, system_of

Make = Callable[..., Product[Any, Any]]
Explored = Callable[..., tuple[list[set[Any]], list[Any], int]]


def same(product: Product[Any, Any], naive: Explored, as_naive: Explored) -> bool:
    """The states of each level, the steps between them and the number of those cut off are those of a naive product."""
    system = system_of(replace(product, laws=()))
    exploration, graph = explore_graph(system)
    levels, edges, cut = naive(product)
    told_levels, told_edges, told_cut = as_naive(system, graph)
    assert Complete() == exploration.verdict
    assert len(levels) == exploration.depth
    assert sum(map(len, levels)) == exploration.states
    return levels == told_levels and Counter(edges) == Counter(told_edges) and cut == told_cut


# ---- the two small products


def test_ping_is_what_a_naive_product_of_it_is(ping: Make, naive: Explored, as_naive: Explored) -> None:
    """Three questions, with a server that goes down and comes up."""
    assert same(ping(3), naive, as_naive)


@pytest.mark.parametrize(("nodes", "spread"), [(2, 3), (3, 1)])
def test_a_ballot_is_what_a_naive_product_of_it_is(
    nodes: int, spread: int, ballot: Make, naive: Explored, as_naive: Explored
) -> None:
    """Terms rise for ever, and are renamed."""
    assert same(ballot(nodes, spread), naive, as_naive)


def test_all_laws_of_ping_are_established(ping: Make) -> None:
    """One of each kind."""
    exploration = explore(system_of(ping(3)))
    assert exploration.holds
    assert (20, 35, 11) == (exploration.states, exploration.transitions, exploration.depth)
    assert () == exploration.idle


def test_all_laws_of_the_ballot_are_established(ballot: Make) -> None:
    """Though no term is the last one."""
    exploration = explore(system_of(ballot(2, 2)))
    assert exploration.holds
    assert (100, 310, 40) == (exploration.states, exploration.transitions, exploration.cut)


def test_an_exploration_can_be_repeated(ballot: Make) -> None:
    """In a new system and in the same one: numbers are given in the order of discovery."""
    first, second = system_of(ballot(2, 2)), system_of(ballot(2, 2))
    states = explore_graph(first)[1].states
    assert states == explore_graph(second)[1].states
    assert states == explore_graph(first)[1].states


def test_what_cannot_happen_is_told(ping: Make) -> None:
    """A question that is never asked is never received."""
    quiet = replace(ping(0), inputs=ping(0).inputs[:1], laws=())
    assert ("ask", "receive") == explore(system_of(quiet)).idle


# ---- any product

MACHINES, MESSAGES = 3, 2
NODES = ("a", "b", "c")
MACHINE, MESSAGE, NODE = st.integers(0, MACHINES - 1), st.integers(0, MESSAGES - 1), st.sampled_from(NODES)
ANSWER = st.none() | st.tuples(MACHINE, st.lists(st.tuples(NODE, MESSAGE), max_size=2).map(tuple))
RECEIVING = st.dictionaries(st.tuples(NODE, MACHINE, NODE, MESSAGE), ANSWER, max_size=12)
HAPPENING = st.lists(
    st.tuples(NODE, st.dictionaries(MACHINE, ANSWER, max_size=2), st.none() | st.sets(MACHINE)), max_size=3
)


def random_product(receiving: Any, happening: Any, bound: set[Any], *, forgets: bool) -> Product[int, int]:  # noqa: ANN401  # of the strategies above
    """A product that is written down as tables; a message that is nowhere in them changes nothing."""
    onward: dict[tuple[str, int], set[int]] = {}
    for (node, machine, _, _), answer in receiving.items():
        onward.setdefault((node, machine), set()).update(() if answer is None else {answer[0]})
    for node, table, _ in happening:
        for machine, answer in table.items():
            onward.setdefault((node, machine), set()).update(() if answer is None else {answer[0]})

    def ever(node: str, machine: int) -> set[int]:
        seen, waiting = {machine}, [machine]
        while waiting:
            new = onward.get((node, waiting.pop()), set()) - seen
            seen |= new
            waiting += new
        return seen

    def receive(node: str, machine: int, sender: str, message: int) -> tuple[int, tuple[tuple[str, int], ...]] | None:
        answer: tuple[int, tuple[tuple[str, int], ...]] | None
        answer = receiving.get((node, machine, sender, message), (machine, ()))
        return answer

    def spent(message: int, sender: str, its_machine: int, receiver: str, machine: int) -> bool:
        answers = (receive(receiver, later, sender, message) for later in ever(receiver, machine))
        return forgets and all(
            answer is None or answer == (later, ())
            for later, answer in zip(ever(receiver, machine), answers, strict=True)
        )

    return Product(
        name="random",
        nodes=NODES,
        initial=(0, 0, 0),
        receive=receive,
        inputs=tuple(
            Input(
                "happen",
                (number,),
                node,
                Kind.FAULT,
                table.get,
                None if allowed is None else lambda machines, allowed=allowed: machines[0] in allowed,  # type: ignore[misc]  # bound now
            )
            for number, (node, table, allowed) in enumerate(happening)
        ),
        spent=spent,
        machine_within=lambda node, machine: (node, machine) not in bound,
        within=lambda machines: sum(machines) < 2 * MACHINES - 1,
        message_type=int,
    )


@given(RECEIVING, HAPPENING, st.sets(st.tuples(NODE, st.just(2)), max_size=1), st.booleans())
def test_any_product_is_what_a_naive_one_is(  # noqa: PLR0917  # two fixtures, and what Hypothesis draws
    naive: Explored,
    as_naive: Explored,
    receiving: dict[Any, Any],
    happening: list[Any],
    bound: set[Any],
    forgets: bool,
) -> None:
    """Machines and messages by chance, with and without forgetting what is spent."""
    product = random_product(receiving, happening, bound, forgets=forgets)
    assert same(product, naive, as_naive)


@given(RECEIVING, HAPPENING)
def test_what_is_forgotten_is_not_missed(receiving: dict[Any, Any], happening: list[Any]) -> None:
    """Every state that is reached without forgetting can do what its normal form can do."""
    system = system_of(random_product(receiving, happening, set(), forgets=True))
    _, everything = explore_graph(replace(system, canonical=unchanged), Budget(states=200))
    check_normal_form(system, everything, samples=None)


@pytest.mark.parametrize("name", ["ping", "ballot"])
def test_a_small_product_can_do_what_its_normal_form_can_do(name: str, request: pytest.FixtureRequest) -> None:
    """So for every state of the product as it is, as far as it is looked at."""
    system = system_of(replace(request.getfixturevalue(name)(2), laws=()))
    _, everything = explore_graph(replace(system, canonical=unchanged), Budget(states=500))
    check_normal_form(system, everything, samples=None)


# ---- a description that is not true


def test_a_message_that_is_spent_too_early_is_found(ballot: Make) -> None:
    """To follow is said to be spent in the term before."""

    def spent(message: Any, sender: str, its: Any, receiver: str, machine: Any) -> bool:  # noqa: ANN401  # as the ballot has it
        return bool(message.term <= machine.term + 1)

    with pytest.raises(ReplayError, match=r"ballot: receive_spent\(n\d, n\d, .*\) tells a state from its normal form"):
        explore(system_of(replace(ballot(2), spent=spent, laws=())))


def test_a_message_that_matters_again_is_found(ping: Make) -> None:
    """An answered question matters to a server that forgot it."""
    honest = ping(2)

    def amnesia(machine: Any) -> Any:  # noqa: ANN401  # as ping has it
        return (replace(machine, heard=0), ()) if machine.heard else None

    forgetful = replace(honest, laws=(), inputs=(*honest.inputs, Input("forget", (), "server", Kind.FAULT, amnesia)))
    with pytest.raises(ReplayError, match=r"ping: receive_spent\(server, client, ping 1\) tells a state from"):
        explore(system_of(forgetful))


def test_numbers_that_are_not_only_compared_are_found(ballot: Make) -> None:
    """A node that never stands in one term in particular looks at more than the order of the terms."""
    honest = ballot(2)

    def picky(take: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda machine: take(machine) if machine.term != 2 else None

    wrong = replace(honest, laws=(), inputs=tuple(replace(each, take=picky(each.take)) for each in honest.inputs))
    with pytest.raises(ReplayError, match=r"ballot: stand\(n\d\) tells a state from its normal form"):
        explore(system_of(wrong))


def test_a_scale_that_renames_to_the_wrong_number_is_found(ballot: Make) -> None:
    """The last term that a node led is forgotten on the way."""
    honest = ballot(2)
    (scale,) = honest.scales

    def machine(node: str, voter: Any, rename: Callable[[int], int]) -> Any:  # noqa: ANN401  # as the ballot has it
        return scale.machine(node, voter._replace(led=0), rename)

    wrong: Scale[Any, Any] = replace(scale, machine=machine)
    with pytest.raises(ReplayError, match=r"ballot: receive\(n\d, n\d, .*\) tells a state from its normal form"):
        explore(system_of(replace(honest, laws=(), scales=(wrong,))))
