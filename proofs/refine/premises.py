"""The model's actions as an implementation can be held to them: without what nobody can know at that instant.

Some guards of the model look up the whole state. A node that acts on messages knows of it what it was sent; that this
is enough is shown elsewhere, by laws of the implementation itself. Each premise that is dropped here is named with its
reason, and with what stands in for it. What an entry does to the view, the guard of a switch, the doors at a position,
promises, members' versions and the ids of requests are never dropped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Final

from upshift.model import actions as protocol
from upshift.model import membership, ordering
from upshift.model.state import State
from upshift.proofs.rebind import Function, rebound

Action = Callable[..., State | None]


@dataclass(frozen=True, slots=True)
class Premise:
    """A premise that is dropped from some actions: why nobody can know it there, and what stands in for it.

    `answer` is what it says from then on: that with which the action is enabled.
    """

    function: Function
    actions: tuple[Action, ...]
    why: str
    instead: str
    answer: bool = True

    @property
    def name(self) -> str:
        """The name of the premise is its function's."""
        return self.function.__name__


ORDERING: Final = (
    protocol.order_join,
    protocol.refuse_join,
    protocol.leave,
    protocol.fail,
    protocol.partition,
    protocol.petition,
    protocol.add_node,
    protocol.remove_node,
    protocol.order_adjust,
    protocol.notify,
    protocol.create_group,
    protocol.send,
)
"""The actions that put an entry into the log, and the one that declines to."""

PREMISES: Final = (
    Premise(
        ordering.can_order,
        ORDERING,
        "An entry is committed by those who have stored it, at different times; who votes at the instant is no matter.",
        "what is committed stays, by the quorums of every view from the last known commit on: the system `order`",
    ),
    Premise(
        ordering.can_order,
        (protocol.ask_unheard,),
        "Who hears of no leader says NO_QUORUM, though one may be there.",
        "nothing is proposed, and nothing changes but the count of this node's requests",
        answer=False,
    ),
    Premise(
        ordering.leads,
        (protocol.notify,),
        "Who has ordered the notice may be gone before the first disk knows it to be committed.",
        "one leader a term, with software that reads what is in use: the system `order`, and `voter_capability`",
    ),
    Premise(
        membership.gone,
        (protocol.fail,),
        "A report may be false, or late: it names the incarnation, and the model survives false ones.",
        "`names_its_incarnation`, which is kept; the model without `gone`",
    ),
    Premise(
        membership.contact_lost,
        (protocol.partition,),
        "As for `gone`.",
        "`names_its_incarnation`, which is kept; the model without `contact_lost`",
    ),
    Premise(
        membership.observes,
        (protocol.fail, protocol.partition),
        "Who reported may be down, put out or below its promise when the report is ordered.",
        "who reports keeps its promise when it does so, and names the incarnation that it knew",
    ),
    Premise(
        membership.another_reported,
        (protocol.leave,),
        "The leader has heard the report before it appended the LEAVE; the reporter may have failed since.",
        "`lacks_a_report`, and `group_keeps_running` of the implementation",
    ),
)


def always(*_: object) -> bool:
    """What a dropped premise says."""
    return True


def never(*_: object) -> bool:
    """What a dropped premise says that must be false."""
    return False


@dataclass(frozen=True, slots=True)
class Actions:
    """The model's actions by which the steps of the implementation are explained."""

    install: Action
    start: Action
    crash: Action
    turn_away: Action
    catch_up: Action
    promise: Action
    announce: Action
    take_back: Action
    stand_down: Action
    deliver: Action
    ask: Action
    ask_refused: Action
    ask_unheard: Action
    order_join: Action
    refuse_join: Action
    leave: Action
    fail: Action
    partition: Action
    petition: Action
    add_node: Action
    remove_node: Action
    order_adjust: Action
    notify: Action
    create_group: Action
    send: Action


def actions_with(swaps: Mapping[Function, Function], premises: tuple[Premise, ...] = PREMISES) -> Actions:
    """The actions of the model without the premises, and with functions of the model replaced, as a mistake would."""
    return Actions(**{each.name: _held_to(getattr(protocol, each.name), swaps, premises) for each in fields(Actions)})


def _held_to(action: Action, swaps: Mapping[Function, Function], premises: tuple[Premise, ...]) -> Action:
    """The action without those of the premises that are dropped from it."""
    dropped = {
        premise.function: always if premise.answer else never for premise in premises if action in premise.actions
    }
    [made] = rebound((action,), {**dropped, **swaps}, "upshift.model")
    return made


ACTIONS: Final = actions_with({})
"""The actions of the model without what nobody can know."""
