"""The search for actions of the model that lead from one state to another: depth first, each a step nearer.

The log grows to what it became, position by position; incarnations, phases and cursors of the nodes go on to theirs.
Nothing goes back, so the search ends; what was found to lead nowhere is not tried again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from upshift.impl.entries import Entry
from upshift.model.state import State
from upshift.model.views import Node
from upshift.proofs.difference import changes
from upshift.proofs.refine.flights import orderings
from upshift.proofs.refine.move import Move
from upshift.proofs.refine.moves import Aim, by_itself
from upshift.proofs.refine.premises import Actions

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Where to come to: the state, the entries of its log behind the first position, and what became of each node."""

    goal: State
    taken: tuple[Entry, ...]
    aims: Mapping[Node, Aim]
    actions: Actions
    dead: dict[State, Labels] = field(default_factory=dict)
    """What leads nowhere, and how it was reached."""

    def way(self, s: State, so_far: Labels = ()) -> Labels | None:
        """The actions that lead to the goal, or None."""
        if s == self.goal:
            return so_far
        if s in self.dead:
            return None
        for move in self.moves(s):
            after = move.result()
            if after is None or not self.is_nearer(s, after):
                continue
            found = self.way(after, (*so_far, *move.labels))
            if found is not None:
                return found
        self.dead[s] = so_far
        return None

    def moves(self, s: State) -> Iterator[Move]:
        """What may be tried from a state: what a node does by itself, then the next entry of the log."""
        for n, aim in self.aims.items():
            if s.nodes[n] != self.goal.nodes[n]:
                yield from by_itself(s, n, aim, self.actions)
        if len(s.log) < len(self.goal.log):
            yield from orderings(s, self.taken[len(s.log) - 1], self.actions)

    def is_nearer(self, s: State, after: State) -> bool:
        """The log, if it has grown, has grown to what it became, and something has changed."""
        if len(after.log) > len(s.log):
            return after.log[len(s.log)] == self.goal.log[len(s.log)]
        return after != s

    def closest(self) -> State:
        """Of the states that were reached in vain, one that lacks least."""
        return min(self.dead, key=self.lacks)

    def lacks(self, s: State) -> tuple[int, int]:
        """How much a state lacks: of the log, then of the nodes."""
        return len(self.goal.log) - len(s.log), len(changes(s.nodes, self.goal.nodes))
