"""What a scenario is: where a run begins, which moves are on the menu with which arguments, and what is bounded.

The protocol knows nothing of bounds; they live here. A scenario names the witnesses that it must show, and the version
at which the cluster must always be able to settle.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from upshift.model.state import Local, Phase, State, is_member, last
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import (
    FROZEN,
    Entry,
    Group,
    GroupView,
    Node,
    Position,
    Reason,
    Seat,
    Status,
    View,
)

Action = Callable[..., State | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """An action with each combination of arguments that it is offered with."""

    action: Action
    arguments: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is bounded; everything else (crashes, restarts, cuts, requests, the length of history) is not.

    `window`: entries that some running node has yet to deliver. `out`: configured nodes that are not members at the
    same time (None: any). `cut`: nodes cut off at the same time. `messages`: messages in the window. `asking`: nodes
    with a request outstanding at the same time.
    """

    window: int = 2
    out: int | None = None
    cut: int = 1
    messages: int = 1
    asking: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named scenario: see the fields."""

    name: str
    says: str
    initial: State
    menu: tuple[Choice, ...]
    bounds: Bounds
    settles_at: int
    """`never_stuck`: from everywhere the cluster can settle at this version."""
    undisturbed: bool
    """It begins in service and has no faults on its menu: `group_keeps_running` is a law too."""
    witnesses: tuple[str, ...]
    eventually: tuple[str, ...]
    """The eventually-laws whose trigger occurs here (one that never triggers holds for nothing, and is an error)."""


# ---- bounds


def out_of_place(s: State) -> int:
    """How many configured nodes are not members as the roster has them."""
    return sum(
        seat.status is not Status.ABSENT and not (seat.status is Status.ACTIVE and is_member(s, n))
        for n, seat in last(s).roster.items()
    )


def within(bounds: Bounds, s: State) -> bool:
    """The (normal) state is inside the bounds."""
    if len(s.log) - 1 > bounds.window:
        return False
    cut = asking = 0
    for me in s.nodes.values():
        cut += me.cut_off
        asking += me.request is not None or me.waiting is not None
    return (
        cut <= bounds.cut
        and asking <= bounds.asking
        and (len(s.log) <= bounds.messages + 1 or messages(s) <= bounds.messages)
        and (bounds.out is None or out_of_place(s) <= bounds.out)
    )


def messages(s: State) -> int:
    """How many messages the window holds."""
    return sum(position.entry.reason is Reason.MESSAGE for position in s.log[1:])


# ---- where runs begin


def in_service(
    software: dict[str, Range], groups: dict[str, str], version: int, *, absent: Iterable[str] = ()
) -> State:
    """A cluster in service at a version: every configured node is a member, and has delivered everything.

    `software` is what each node runs, in configured order; `groups` maps a group to its hosts, written `"n1 n2"`, or to
    `""` for one that is yet to be created. Nodes in `absent` are not configured and down. It is what is left of a cold
    start (tested).
    """
    out = set(absent)
    nodes = {Node(n): ranges for n, ranges in software.items()}
    hosting = {Group(g): {Node(n) for n in on.split()} for g, on in groups.items()}
    roster = Map(
        {n: Seat(Status.ABSENT, 0, None) if n in out else Seat(Status.ACTIVE, 1, ranges) for n, ranges in nodes.items()}
    )
    view = View(
        roster,
        version,
        Map({g: GroupView(bool(on), Map({n: n in on for n in nodes}), version) for g, on in hosting.items()}),
        Map({n: None for n in nodes}),
    )
    entry = Entry(Reason.GENESIS, None, None, None, None, 0, 0, FROZEN)
    return State(
        (Position(entry, view),),
        Map(
            {
                n: Local(
                    software=ranges,
                    phase=Phase.DOWN if n in out else Phase.MEMBER,
                    cut_off=False,
                    incarnation=0 if n in out else 1,
                    floor=version if n in out else ranges.newest,
                    cursor=0,
                    uses=Map({g: version if n in on and n not in out else 0 for g, on in hosting.items()}),
                    join=None,
                    request=None,
                    waiting=None,
                    asks=0,
                    told=None,
                )
                for n, ranges in nodes.items()
            }
        ),
    )
