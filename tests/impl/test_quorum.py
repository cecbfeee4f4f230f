"""Tests of the quorum rule, by counting."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from upshift.impl.quorum import is_quorum, voters
from upshift.impl.views import Seat, Status, View

SIZES = range(1, 6)
OUT = (Status.INACTIVE, Status.PARTITIONED, Status.ABSENT)


def named(size: int) -> tuple[str, ...]:
    """So many nodes."""
    return tuple(f"n{number}" for number in range(1, size + 1))


def view_of(active: frozenset[str], nodes: tuple[str, ...]) -> View:
    """A view of these nodes in which some are ACTIVE, and the others are out in one way or another."""
    return View(
        tuple(Seat(n, Status.ACTIVE if n in active else OUT[place % 3]) for place, n in enumerate(nodes)), version=1
    )


def subsets(nodes: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """All of them."""
    for size in range(len(nodes) + 1):
        yield from map(frozenset, combinations(nodes, size))


def quorums(view: View, nodes: tuple[str, ...]) -> list[frozenset[str]]:
    """Those sets of nodes that are a quorum of the view."""
    return [some for some in subsets(nodes) if is_quorum(view, some)]


@pytest.mark.parametrize("size", SIZES)
def test_two_quorums_of_one_view_meet(size: int) -> None:
    """Two quorums of one view meet, among its voters: for every view of up to five nodes."""
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
    """As long as there is one voter, a quorum is possible; without voters there is none."""
    nodes = named(size)
    for active in subsets(nodes):
        assert bool(active) is (active in quorums(view_of(active, nodes), nodes))


def test_the_first_is_the_first_in_configured_order() -> None:
    """Not the first by name: the order is the roster's."""
    view = View((Seat("z", Status.ACTIVE), Seat("a", Status.ACTIVE)), 1)
    assert is_quorum(view, {"z"})
    assert not is_quorum(view, {"a"})
    assert ("z", "a") == voters(view)


def test_who_is_not_in_the_view_does_not_count() -> None:
    """Help of strangers is none."""
    assert not is_quorum(view_of(frozenset({"n1"}), named(3)), {"n2", "n3", "n9"})


def test_a_node_votes_whatever_its_incarnation() -> None:
    """A voter is a node that is ACTIVE in a view, also before its new JOIN."""
    assert ("n1",) == voters(View((Seat("n1", Status.ACTIVE, 9),), 1))
