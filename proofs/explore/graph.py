"""The state graph that a breadth-first search leaves behind: numbered states and their edges, in compact columns."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from upshift.proofs.explore.system import Move

S = TypeVar("S")

Column: TypeAlias = "array[int]"
"""Numbers side by side, four or eight bytes each."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """The edges turned round: those into state `n` stand at `offsets[n]` up to `offsets[n + 1]` of the others."""

    offsets: Column
    sources: Column
    labels: Column


class Graph(Generic[S]):
    """Canonical states numbered in the order in which they were found, and an edge for every transition.

    States are expanded in the order of their numbers, and moves are tried in their own order, so the edges need no
    column for their sources: those out of state `n` stand at `offsets[n]` up to `offsets[n + 1]` of `targets` and
    `labels`; a label is the number of a move. A successor outside the bound has no number: it is kept as a cut, which
    is the state it was cut from and the move.

    Moves have numbers: first those that the system names, in its order, then those that were on offer somewhere, in the
    order in which they were first seen.
    """

    def __init__(self, moves: Iterable[Move[S]] = ()) -> None:
        self.moves: list[Move[S]] = list(moves)
        """The moves by their numbers."""
        self.states: list[S] = []
        """The canonical states."""
        self.index: dict[S, int] = {}
        """The number of each canonical state."""
        self.roots: list[S] = []
        """The initial states as the system gave them; their canonical forms have the first numbers, in this order."""
        self.starts: list[int] = []
        """The number of the first state of each level; the last entry opens a level that may be empty yet."""
        self.offsets: Column = array("q", [0])
        self.targets: Column = array("i")
        self.labels: Column = array("i")
        self.cut_sources: Column = array("i")
        self.cut_labels: Column = array("i")
        self._incoming: Incoming | None = None
        # By identity, which costs least; the moves are kept above, so none of them is ever another one's.
        self._numbers: dict[int, int] = {}
        self._offered: set[str] = set()

    def number(self, move: Move[S]) -> int:
        """The number of a move on offer, which has one from now on.

        Raises:
            ValueError: another move on offer has its label.
        """
        known = self._numbers.get(id(move))
        if known is not None:
            return known
        if move.label in self._offered:
            raise ValueError(f"{move.label} is on offer as two moves: a move must be the same object every time")
        self._offered.add(move.label)
        self.moves.append(move)
        return self._numbers.setdefault(id(move), len(self.moves) - 1)

    @property
    def depth(self) -> int:
        """The number of levels that hold a state, the initial states being level 1."""
        return bisect_right(self.starts, len(self.states) - 1)

    @property
    def expanded(self) -> int:
        """How many states have all their edges here; they are the first ones."""
        return len(self.offsets) - 1

    def level(self, number: int) -> int:
        """The level of a state, which is one more than the length of the shortest runs to it."""
        return bisect_right(self.starts, number)

    def out(self, number: int) -> Iterator[tuple[int, int]]:
        """The edges out of a state as (move, target), in the order of the moves; none if it was not expanded."""
        if number < self.expanded:
            span = slice(self.offsets[number], self.offsets[number + 1])
            yield from zip(self.labels[span], self.targets[span], strict=True)

    def into(self, number: int) -> Iterator[tuple[int, int]]:
        """The edges into a state as (source, move), in the order of the sources."""
        incoming = self.incoming()
        span = slice(incoming.offsets[number], incoming.offsets[number + 1])
        yield from zip(incoming.sources[span], incoming.labels[span], strict=True)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Every edge as (source, move, target), in the order in which the search found them."""
        for source in range(self.expanded):
            for label, target in self.out(source):
                yield source, label, target

    def incoming(self) -> Incoming:
        """The edges by their targets, worked out when first asked for: count, add up, then put each in its place."""
        if self._incoming is not None:
            return self._incoming
        targets, labels = self.targets, self.labels
        offsets = array("q", bytes(8 * (len(self.states) + 1)))
        for target in targets:
            offsets[target + 1] += 1
        for number in range(len(self.states)):
            offsets[number + 1] += offsets[number]
        places = offsets[:]
        sources = array("i", bytes(4 * len(targets)))
        turned = array("i", bytes(4 * len(targets)))
        for source in range(self.expanded):
            for edge in range(self.offsets[source], self.offsets[source + 1]):
                target = targets[edge]
                place = places[target]
                places[target] = place + 1
                sources[place] = source
                turned[place] = labels[edge]
        self._incoming = Incoming(offsets, sources, turned)
        return self._incoming

    def settle(self) -> None:
        """Makes the columns agree again after an interruption struck between the entries of one edge."""
        del self.targets[len(self.labels) :]
        del self.cut_sources[len(self.cut_labels) :]
        if self.offsets[-1] < len(self.targets):
            self.offsets.append(len(self.targets))


def deadlocked(graph: Graph[S]) -> list[int]:
    """The numbers of the states where no move is enabled, not even one that the bound cut or that changes nothing."""
    cut = set(graph.cut_sources)
    offsets = graph.offsets
    return [n for n in range(graph.expanded) if offsets[n] == offsets[n + 1] and n not in cut]
