"""From a scenario to a system that an engine explores: the model's moves, laws, normal form and bounds put together.

The protocol may be broken on the way, by a mapping from functions of the model to their replacements; the laws stay as
they are.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial, wraps
from typing import Any

from upshift.model import laws
from upshift.model.actions import FAULT, PROTOCOL
from upshift.model.laws import witnesses
from upshift.model.normal import normal
from upshift.model.scenario import Scenario, within
from upshift.model.state import State
from upshift.model.values import Map
from upshift.model.views import Reason, Refusal
from upshift.proofs.explore.system import Eventually, Kind, Law, Move, Reachable, StateLaw, StepLaw, System, Witness
from upshift.proofs.rebind import Function, rebound

NEVER_STUCK = "never_stuck"
PACKAGE = "upshift.model"

Swaps = Mapping[Function, Function]


def system_of(scenario: Scenario, replaced: Swaps | None = None) -> System[State]:
    """The system of a scenario, with some of the protocol's functions replaced."""
    swaps = replaced or {}
    original = tuple(choice.action for choice in scenario.menu)
    *actions, form = rebound((*original, normal), swaps, PACKAGE)
    return System(
        scenario.name,
        (scenario.initial,),
        tuple(
            move_of(taken, choice.action, arguments)
            for taken, choice in zip(actions, scenario.menu, strict=True)
            for arguments in choice.arguments
        ),
        laws_of(scenario),
        form,
        partial(within, scenario.bounds),
        postpones=True,  # what finds no room in the window finds it when the slowest has delivered
    )


# ---- moves


def move_of(taken: Function, action: Function, arguments: tuple[Any, ...]) -> Move[State]:
    """One action with its arguments filled in; its lane is the node that acts, or "order" for an anonymous leader."""
    return Move(action.__name__, arguments, applied(taken, arguments), kind_of(action), lane_of(action, arguments))


def applied(taken: Function, arguments: tuple[Any, ...]) -> Callable[[State], State | None]:
    """The action as a function of the state alone."""
    if len(arguments) == 1:
        (only,) = arguments
        return lambda s: taken(s, only)
    return lambda s: taken(s, *arguments)


def kind_of(action: Function) -> Kind:
    """Who takes the action."""
    if action in PROTOCOL:
        return Kind.PROTOCOL
    return Kind.FAULT if action in FAULT else Kind.OPERATOR


def lane_of(action: Function, arguments: tuple[Any, ...]) -> str:
    """The node that acts; what the order does about a node or group belongs to "order"."""
    name = action.__name__
    if name.startswith(("order_", "refuse_")) or name in {"create_group", "add_node", "remove_node"}:
        return "order"
    return str(arguments[0])


# ---- laws


def laws_of(scenario: Scenario) -> tuple[Law[State], ...]:
    """All the laws that a scenario is judged by, and the witnesses that it must show.

    Of laws that break at once the first is named; those of the log, which end by restating the guard, come last.
    """
    return (
        *(
            StateLaw(law.__name__, sentence(law), law)
            for law in laws.NODE_LAWS
            if law is not laws.group_keeps_running or scenario.undisturbed
        ),
        *(StepLaw(law.__name__, sentence(law), law) for law in laws.STEP),
        *log_laws(),
        *(witness(name) for name in scenario.witnesses),
        never_stuck(scenario.settles_at),
        *(
            Eventually(then.__name__, sentence(then), when, then)
            for when, then in laws.EVENTUALLY
            if then.__name__ in scenario.eventually
        ),
    )


def sentence(law: Function) -> str:
    """The law in one sentence."""
    return (law.__doc__ or "").split("\n")[0]


def log_laws() -> Iterator[StateLaw[State]]:
    """The laws that speak of the log alone; they share an answer for each log."""
    shared = LogLaws()
    for law in laws.LOG_LAWS:
        yield StateLaw(law.__name__, sentence(law), shared.of(law))


class LogLaws:
    """The laws of the log, judged all at once, once for each log; they are given no nodes, so they can look at none."""

    def __init__(self) -> None:
        self._nobody: Map[Any, Any] = Map({})
        self._broken: dict[Any, frozenset[Function]] = {}
        self._last: tuple[Any, frozenset[Function]] = ((), frozenset())

    def of(self, law: Callable[[State], bool]) -> Callable[[State], bool]:
        """One of the laws, as a law of the whole state."""

        @wraps(law)
        def holds(s: State) -> bool:
            log, broken = self._last
            return law not in (broken if s.log is log else self.broken(s.log))

        return holds

    def broken(self, log: Any) -> frozenset[Function]:  # noqa: ANN401  # a log, whatever its positions are
        """The laws that the log breaks."""
        known = self._broken.get(log)
        if known is None:
            known = frozenset(law for law in laws.LOG_LAWS if not law(State(log, self._nobody)))
            self._broken[log] = known
        self._last = log, known
        return known


def never_stuck(version: int) -> Reachable[State]:
    """From every reachable state, some run reaches the settled cluster at the version."""
    return Reachable(
        NEVER_STUCK,
        "From everywhere a run with restart, heal and reinstall free settles the cluster at the newest version.",
        lambda s: laws.settled_at(s, version),
    )


def witness(name: str) -> Witness[State]:
    """A witness by its name: a function of `witnesses`, or `orders_REASON`, `refuses_REFUSAL`."""
    if name.startswith("orders_"):
        reason = Reason[name.removeprefix("orders_")]
        return Witness(name, f"An entry {reason.name} is ordered.", lambda s, _, t: witnesses.orders(s, t, reason))
    if name == "refuses_NO_QUORUM":
        return Witness(
            name, "A requester finds nobody to propose to.", lambda _s, move, _t: move.action == "ask_unheard"
        )
    if name.startswith("refuses_"):
        why = Refusal[name.removeprefix("refuses_")]
        return Witness(
            name,
            f"Somebody is refused with {why.name}.",
            lambda s, move, t: witnesses.refuses(s, t, why) or (bool(move.arguments) and move.arguments[-1] is why),
        )
    seen = getattr(witnesses, name)
    return Witness(name, sentence(seen), lambda s, move, t: seen(s, move.action, t))
