"""Tests of the quorum rule by counting: the axiom that proofs may use, and the tie-breaker."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from upshift.model.quorum import quorum, voters
from upshift.model.state import genesis, last
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Node, Seat, Status, View, seated

SIZES = range(1, 6)
OUT = (Status.INACTIVE, Status.PARTITIONED, Status.ABSENT)


def view_of(active: frozenset[Node], nodes: tuple[Node, ...]) -> View:
    """A view of these nodes in which some are ACTIVE, and the others are out in one way or another."""
    view = last(genesis(tuple(nodes), (), Range(1, 1), 1))
    view = View(Map({n: view.roster[n] for n in nodes}), view.version, view.groups, view.ledger)
    for place, n in enumerate(nodes):
        if n not in active:
            view = seated(view, n, Seat(OUT[place % 3], 1, None))
    return view


def named(size: int) -> tuple[Node, ...]:
    """So many nodes."""
    return tuple(Node(f"n{number}") for number in range(1, size + 1))


def subsets(nodes: tuple[Node, ...]) -> Iterator[frozenset[Node]]:
    """All of them."""
    for size in range(len(nodes) + 1):
        yield from map(frozenset, combinations(nodes, size))


def quorums(view: View, nodes: tuple[Node, ...]) -> list[frozenset[Node]]:
    """Those sets of nodes that are a quorum of the view."""
    return [some for some in subsets(nodes) if quorum(view, Map({n: n in some for n in nodes}))]


@pytest.mark.parametrize("size", SIZES)
def test_two_quorums_of_one_view_meet(size: int) -> None:
    """Two quorums of one view meet: the axiom, checked by counting for every view of up to five nodes."""
    nodes = named(size)
    for active in subsets(nodes):
        for one, other in product(quorums(view_of(active, nodes), nodes), repeat=2):
            assert one & other & active


@pytest.mark.parametrize("size", SIZES)
def test_a_quorum_is_more_than_half_or_half_with_the_first(size: int) -> None:
    """A quorum is more than half of the voters, or exactly half including the first in configured order."""
    nodes = named(size)
    for active in subsets(nodes):
        found = quorums(view_of(active, nodes), nodes)
        first = min(active, default=None)
        for some in subsets(nodes):
            yes = len(some & active)
            expected = 2 * yes > len(active) or (2 * yes == len(active) and first in some)
            assert expected is (some in found)


@pytest.mark.parametrize("size", SIZES)
def test_all_the_voters_together_are_a_quorum(size: int) -> None:
    """As long as there is one voter, a quorum is possible."""
    nodes = named(size)
    for active in subsets(nodes):
        assert bool(active) is (active in quorums(view_of(active, nodes), nodes))


@pytest.mark.parametrize("size", SIZES)
def test_who_joins_a_quorum_does_not_spoil_it(size: int) -> None:
    """More help is never less."""
    nodes = named(size)
    for active in subsets(nodes):
        found = set(quorums(view_of(active, nodes), nodes))
        assert all(some | {n} in found for some in found for n in nodes)


def test_of_two_voters_the_first_alone_is_a_quorum_and_the_second_is_not() -> None:
    """So a two-node cluster survives one of its nodes."""
    nodes = named(2)
    found = quorums(view_of(frozenset(nodes), nodes), nodes)
    assert frozenset({nodes[0]}) in found
    assert frozenset({nodes[1]}) not in found


def test_quorums_of_two_views_need_not_meet() -> None:
    """By "the view" alone, {1} and {2} both go on from {1, 2}: a change of voters needs a quorum of both views."""
    nodes = named(2)
    one, two = (quorums(view_of(frozenset({n}), nodes), nodes) for n in nodes)
    assert any(not some & other for some in one for other in two)


def test_nobody_is_no_quorum_of_a_view_without_voters() -> None:
    """A cluster without voters orders nothing."""
    nodes = named(3)
    assert [] == quorums(view_of(frozenset(), nodes), nodes)


def test_voters_are_the_active_nodes_in_configured_order() -> None:
    """Voters are the ACTIVE nodes of a view: who has left in order, failed, was cut off or removed does not count."""
    nodes = named(4)
    assert (nodes[1],) == voters(view_of(frozenset({nodes[1]}), nodes))
    assert nodes == voters(view_of(frozenset(nodes), nodes))


def test_a_node_votes_whatever_its_incarnation() -> None:
    """A voter is a node that is ACTIVE in a view, whatever its incarnation."""
    nodes = named(1)
    assert nodes == voters(seated(view_of(frozenset(), nodes), nodes[0], Seat(Status.ACTIVE, 9, None)))
