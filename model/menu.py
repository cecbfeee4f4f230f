"""The menu of a scenario, from a few words: who may be rolled to which software, crash, be cut off, or ask.

What the protocol does by itself is always on the menu, for every node and group; operators, clients and faults only as
said.
"""

from collections.abc import Iterable
from typing import Any

from upshift.model import actions
from upshift.model.scenario import Action, Choice
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Group, Node, Refusal

GUARD = (
    Refusal.NOT_A_MEMBER,
    Refusal.ADJUST_IN_PROGRESS,
    Refusal.NOTHING_TO_ADJUST,
    Refusal.BAD_TARGET,
    Refusal.PARTITIONED,
    Refusal.NODE_INACTIVE,
    Refusal.NODE_INCAPABLE,
)
DOOR = (Refusal.SOFTWARE_TOO_OLD, Refusal.SOFTWARE_TOO_NEW)
BY_NODE = (
    actions.deliver,
    actions.catch_up,
    actions.promise,
    actions.announce,
    actions.petition,
    actions.take_back,
    actions.stand_down,
    actions.order_join,
)


def protocol(nodes: tuple[Node, ...], groups: tuple[Group, ...]) -> tuple[Choice, ...]:
    """What the protocol itself does."""
    return (
        *(each(action, nodes) for action in BY_NODE),
        Choice(actions.notify, tuple((n, g) for n in nodes for g in groups)),
        *(
            Choice(action, tuple((n, why) for n in nodes for why in DOOR))
            for action in (actions.turn_away, actions.refuse_join)
        ),
    )


def each(action: Action, nodes: Iterable[Node]) -> Choice:
    """The action for each of the nodes."""
    return Choice(action, tuple((n,) for n in nodes))


def rolling(nodes: tuple[Node, ...], software: tuple[Range, ...]) -> tuple[Choice, ...]:
    """Nodes are stopped in order, given other software, and started."""
    return (
        each(actions.leave, nodes),
        Choice(actions.install, tuple((n, ranges) for n in nodes for ranges in software)),
        each(actions.start, nodes),
    )


def halting(nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """The operator stops processes that have not joined."""
    return (each(actions.halt, nodes),)


def asking(
    nodes: tuple[Node, ...], targets: tuple[int, ...], *, refusals: tuple[Refusal, ...] = GUARD
) -> tuple[Choice, ...]:
    """Nodes ask to adjust the version, and are refused at once where their own check finds something."""
    return (
        Choice(actions.ask, tuple((n, target) for n in nodes for target in targets)),
        Choice(actions.ask_refused, tuple((n, target, why) for n in nodes for target in targets for why in refusals)),
        each(actions.order_adjust, nodes),
        each(actions.ask_again, nodes),
    )


def asking_unheard(nodes: tuple[Node, ...], targets: tuple[int, ...]) -> tuple[Choice, ...]:
    """Nodes that ask find that nobody is there to propose to."""
    return (Choice(actions.ask_unheard, tuple((n, target) for n in nodes for target in targets)),)


def losing_requests(nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """Requests are lost."""
    return (each(actions.lose_request, nodes),)


def losing_joins(nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """JOINs are lost, and sent again."""
    return (each(actions.lose_join, nodes),)


def crashing(nodes: tuple[Node, ...], observers: tuple[Node, ...]) -> tuple[Choice, ...]:
    """Nodes crash anywhere, and the others see that they failed."""
    return (each(actions.crash, nodes), Choice(actions.fail, pairs(observers, nodes)), each(actions.start, nodes))


def reporting(observers: tuple[Node, ...], nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """Observers report whom they take to have failed, or to be out of reach."""
    return (Choice(actions.fail, pairs(observers, nodes)), Choice(actions.partition, pairs(observers, nodes)))


def cutting(nodes: tuple[Node, ...], observers: tuple[Node, ...]) -> tuple[Choice, ...]:
    """Nodes are cut off, the others see that contact is lost, and cuts heal."""
    return (each(actions.cut, nodes), each(actions.heal, nodes), Choice(actions.partition, pairs(observers, nodes)))


def pairs(observers: tuple[Node, ...], nodes: tuple[Node, ...]) -> tuple[tuple[Node, Node], ...]:
    """Each observer with each other node."""
    return tuple((m, n) for m in observers for n in nodes if m != n)


def refusing_to_leave(nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """The operator is told why a node may not leave."""
    return (
        Choice(
            actions.leave_refused, tuple((n, why) for n in nodes for why in (Refusal.LAST_NODE, Refusal.LAST_MEMBER))
        ),
    )


def configuring(nodes: tuple[Node, ...]) -> tuple[Choice, ...]:
    """Nodes are added to the roster and removed from it."""
    return (each(actions.add_node, nodes), each(actions.remove_node, nodes))


def creating(group: Group, on: Map[Node, bool]) -> tuple[Choice, ...]:
    """The group is created on these nodes."""
    return (Choice(actions.create_group, ((group, on),)),)


def sending(nodes: tuple[Node, ...], groups: tuple[Group, ...], functions: tuple[int, ...]) -> tuple[Choice, ...]:
    """Members send messages that use functions of these versions."""
    return (Choice(actions.send, tuple((n, g, function) for n in nodes for g in groups for function in functions)),)


def merged(*parts: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """One menu: each action once, with all the arguments that any part offers."""
    offers: dict[Action, dict[tuple[Any, ...], None]] = {}
    for part in parts:
        for choice in part:
            offers.setdefault(choice.action, {}).update(dict.fromkeys(choice.arguments))
    return tuple(Choice(action, tuple(arguments)) for action, arguments in offers.items() if arguments)
