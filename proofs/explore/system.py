"""What an explorer explores: initial states, moves, laws and a bound, as one value for any kind of state.

The model and the toys are given to the engines in this form, and any other system can be. A state is any
immutable, hashable value. A move is one action with its arguments filled in; it answers the next state, or None where
it is not enabled.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from upshift.proofs.explore.effort import EXHAUSTIVE, Effort

S = TypeVar("S")


class Kind(Enum):
    """Who makes a move: the protocol, which must act in the end; an operator or client, who may; a fault, which may."""

    PROTOCOL = "protocol"
    OPERATOR = "operator"
    FAULT = "fault"


@dataclass(frozen=True)
class Move(Generic[S]):
    """One action with its arguments: `take(state)` is the next state, or None where the move is not enabled.

    `actor` is the lane that the move belongs to (a node, or "order"); a calm run changes actors seldom.
    """

    action: str
    arguments: tuple[object, ...]
    take: Callable[[S], S | None]
    kind: Kind = Kind.PROTOCOL
    actor: str = ""

    @property
    def label(self) -> str:
        """The move as it is printed and saved: `deliver(n1)`; arguments print by `str`, an Enum member by its name."""
        return f"{self.action}({', '.join(shown(argument) for argument in self.arguments)})"


def shown(argument: object) -> str:
    """An argument of a move as a reader writes it."""
    return argument.name if isinstance(argument, Enum) else str(argument)


@dataclass(frozen=True)
class StateLaw(Generic[S]):
    """Holds in every reachable state; `explain(state)` tells why not, in lines, where no clause of it could."""

    name: str
    says: str
    holds: Callable[[S], bool]
    explain: Callable[[S], str | None] | None = None


@dataclass(frozen=True)
class StepLaw(Generic[S]):
    """Holds of every step: `holds(before, after)`; `explain(before, after)` tells why not, as for a state."""

    name: str
    says: str
    holds: Callable[[S, S], bool]
    explain: Callable[[S, S], str | None] | None = None


@dataclass(frozen=True)
class Witness(Generic[S]):
    """Must be seen at least once: `seen(before, move, after)` is true of some step (a step, not its guard)."""

    name: str
    says: str
    seen: Callable[[S, Move[S], S], bool]


@dataclass(frozen=True)
class Eventually(Generic[S]):
    """Under weak fairness of the protocol's moves and with faults and operator quiet, `when(s)` leads to `then(s)`.

    Checked from every reachable state: no run of protocol moves alone, weakly fair to each `Move`, stays for ever in
    states where `then` is false once `when` was true. A state in which no protocol move is enabled stutters for ever,
    and that run is fair.
    """

    name: str
    says: str
    when: Callable[[S], bool]
    then: Callable[[S], bool]


@dataclass(frozen=True)
class Reachable(Generic[S]):
    """From every reachable state some run without faults reaches a state where `goal` holds (`never_stuck`)."""

    name: str
    says: str
    goal: Callable[[S], bool]


Law = StateLaw[S] | StepLaw[S] | Witness[S] | Eventually[S] | Reachable[S]


def unchanged(state: S) -> S:
    """The normal form of a system that has none."""
    return state


def unbounded(state: S) -> bool:
    """The bound of a system that is finite by itself."""
    del state
    return True


def nothing(state: S) -> Iterable[tuple[Move[S], S]]:
    """What a system offers whose moves are all known from the start."""
    del state
    return ()


@dataclass(frozen=True)
class System(Generic[S]):
    """Everything an engine needs to know.

    `canonical` maps a state to the representative of its class (a bisimulation: it forgets what can no longer matter);
    an engine stores and counts canonical states only. `within` bounds the search: a successor whose canonical form is
    outside is no transition (it is counted apart, so that a bound is never silent). `postpones` says that what the
    bound cuts can be done a little later, as from a full queue.

    `offers` answers the moves that exist only in some states, as the delivery of a message in flight: those that are
    enabled, each with the state that it leads to, always in the same order. A move is the same object each time, has a
    label of its own, and its `take` says the same as the offer: None where it is not on offer. `offered` names the
    actions of such moves, so that one that never came up can be told. `shown` is what a reader is shown of a state.
    `effort` says how far the system is to be explored.
    """

    name: str
    initial: tuple[S, ...]
    moves: tuple[Move[S], ...]
    laws: tuple[Law[S], ...] = ()
    canonical: Callable[[S], S] = field(default=unchanged)
    within: Callable[[S], bool] = field(default=unbounded)
    postpones: bool = False
    offers: Callable[[S], Iterable[tuple[Move[S], S]]] = field(default=nothing)
    offered: tuple[str, ...] = ()
    shown: Callable[[S], Any] = field(default=unchanged)
    effort: Effort = EXHAUSTIVE

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of the actions: of the moves known from the start, then of those that may come on offer."""
        return tuple(dict.fromkeys((*(move.action for move in self.moves), *self.offered)))

    def steps(self, state: S) -> Iterator[tuple[Move[S], S]]:
        """Every enabled move with the state that it leads to: those known from the start, then those on offer."""
        for move in self.moves:
            after = move.take(state)
            if after is not None:
                yield move, after
        yield from self.offers(state)
