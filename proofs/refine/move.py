"""One way to go on in the model: an action or a few, on the state as whoever takes them sees it."""

from dataclasses import dataclass, replace
from typing import Final

from upshift.model.state import State
from upshift.model.views import Node
from upshift.proofs.blame import Blame, why_disabled
from upshift.proofs.refine.mapping import placed
from upshift.proofs.refine.premises import Action
from upshift.proofs.show import show

LOG: Final = "log"

Taken = tuple[Action, tuple[object, ...]]
"""An action, and its arguments."""


def label(taken: Taken) -> str:
    """How the action is told: `deliver(n1)`."""
    action, arguments = taken
    return f"{action.__name__}({', '.join(map(show, arguments))})"


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """Actions that are taken one after the other in `seen`; what becomes of `lane` in it becomes of it in `state`.

    The lane is a node or the log; `joiner` is the node that an entry of the log moves too. `objection` says why the
    move is none although its actions may be enabled.
    """

    lane: str
    state: State
    seen: State
    actions: tuple[Taken, ...]
    joiner: Node | None = None
    objection: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What is done."""
        return tuple(map(label, self.actions))

    def result(self) -> State | None:
        """The state afterwards, or None if the move is not enabled."""
        if self.objection:
            return None
        after: State | None = self.seen
        for action, arguments in self.actions:
            after = action(after, *arguments)
            if after is None:
                return None
        assert after is not None  # noqa: S101  # said for the type checker
        state = self.state
        if self.lane != LOG:
            n = Node(self.lane)
            me = after.nodes[n]
            if self.seen.log is not state.log:
                me = replace(me, cursor=state.nodes[n].cursor)
            return placed(emptied(State(state.log, state.nodes.set(n, me)), n))
        longer = State((*state.log, after.log[-1]), state.nodes)
        if self.joiner is None:
            return placed(longer)
        moved = State(longer.log, longer.nodes.set(self.joiner, after.nodes[self.joiner]))
        return placed(emptied(moved, self.joiner))

    def why(self) -> Blame | str | None:
        """Why the move is not enabled; None if it is."""
        if self.objection:
            return self.objection
        now = self.seen
        for action, arguments in self.actions:
            after = action(now, *arguments)
            if after is None:
                return why_disabled(action, now, *arguments)
            now = after
        return None


def emptied(s: State, n: Node) -> State:
    """The state in which nothing of the node is in flight, and nothing is left of what it was told."""
    me = s.nodes[n]
    if me.join is None and me.request is None and me.told is None:
        return s
    return State(s.log, s.nodes.set(n, replace(me, join=None, request=None, told=None)))
