"""The state of the *version* system: one log, and what each node has on disk, in memory and in flight.

Ordering is one atomic log here: an entry that is in it is committed; that this can be had from messages, crashes and
elections is assumed. What is kept apart are the moments where races live: a node delivers behind the end of the log, a
request or JOIN is in flight between its check and its position, and a promise is on disk before it is acted on.
"""

from dataclasses import replace
from enum import Enum

from upshift.model.values import Map, Remembers, record
from upshift.model.versions import Range
from upshift.model.views import (
    Entry,
    Group,
    GroupView,
    Judged,
    Node,
    Position,
    Reason,
    Request,
    Seat,
    Status,
    View,
    active_as,
)


class Phase(Enum):
    """Where a node is in its life (protocol 3).

    DOWN: no process runs. STARTED: a new incarnation runs, without the cluster's state. CAUGHT_UP: it has the state,
    and may announce itself. JOINED: its JOIN is ordered and is the next that it delivers. MEMBER: it has delivered its
    own JOIN.
    """

    DOWN = "DOWN"
    STARTED = "STARTED"
    CAUGHT_UP = "CAUGHT_UP"
    JOINED = "JOINED"
    MEMBER = "MEMBER"


@record
class Join(Remembers):
    """A JOIN in flight: the incarnation that sent it and what it claims."""

    incarnation: int
    claim: Range


@record
class Local(Remembers):
    """One node."""

    software: Range
    """Installed; it runs from the next start on."""
    phase: Phase
    cut_off: bool
    """It cannot talk to the side of the network that orders."""
    incarnation: int
    """Durable counter of its runs."""
    floor: int
    """Durable: the highest version it has promised to be able to run."""
    cursor: int
    """The last position delivered, while JOINED or MEMBER."""
    uses: Map[Group, int]
    """The version that its member of each group runs; 0 where it has no member."""
    join: Join | None
    """In flight: a message of this or an earlier incarnation; it outlives a crash."""
    request: Request | None
    """In flight: checked and sent, not known to be ordered; it outlives a crash."""
    waiting: Request | None
    """In memory: the request it wants a verdict on."""
    asks: int
    """In memory: how many requests this incarnation has made."""
    told: Judged | None
    """The refusal that its own check has just answered with."""


@record
class State(Remembers):
    """The log from some position on (0 is the first kept), and the nodes in configured order."""

    log: tuple[Position, ...]
    nodes: Map[Node, Local]


def last(s: State) -> View:
    """The view at the end of the log, where the next entry is judged."""
    return s.log[len(s.log) - 1].view


def changed(s: State, n: Node, me: Local) -> State:
    """The state with another value for one node."""
    return State(s.log, s.nodes.set(n, me))


def running(me: Local) -> bool:
    """A process of the node runs."""
    return me.phase is not Phase.DOWN


def delivers(me: Local) -> bool:
    """The node's JOIN is ordered: it goes through the log from there."""
    return me.phase is Phase.MEMBER or me.phase is Phase.JOINED


def leaving(s: State, n: Node) -> bool:
    """The LEAVE of a node that delivers is ordered, and it has yet to deliver it."""
    return any(
        s.log[p].entry.reason is Reason.LEAVE and s.log[p].entry.node == n
        for p in range(s.nodes[n].cursor + 1, len(s.log))
    )


def stays(s: State, n: Node) -> bool:
    """The node's running incarnation is not ended in the log, or by its own LEAVE only, which it will deliver."""
    return active_as(last(s), n, s.nodes[n].incarnation) or leaving(s, n)


def is_member(s: State, n: Node) -> bool:
    """The node represents its groups: it has delivered its JOIN, and its incarnation is not ended by others."""
    return s.nodes[n].phase is Phase.MEMBER and stays(s, n)


def known_view(s: State, n: Node) -> View:
    """What the node knows: the view at its cursor, or the end of the log for a node that only keeps the log."""
    if delivers(s.nodes[n]):
        return s.log[s.nodes[n].cursor].view
    return last(s)


def stopped(me: Local) -> Local:
    """The node without its process: memory is gone; disk, and what it has sent, stay."""
    return replace(me, phase=Phase.DOWN, cursor=0, uses=nobody(me), waiting=None, asks=0, told=None)


def nobody(me: Local) -> Map[Group, int]:
    """No member of any group."""
    return Map({g: 0 for g in me.uses})


def genesis(nodes: tuple[Node, ...], groups: tuple[Group, ...], software: Range, version: int) -> State:
    """Cold start: every node, in configured order, ACTIVE with an unknown claim; no groups, nobody running."""
    view = View(
        Map({n: Seat(Status.ACTIVE, 0, None) for n in nodes}),
        version,
        Map({g: GroupView(False, Map({n: False for n in nodes}), version) for g in groups}),
        Map({n: None for n in nodes}),
    )
    down = Local(software, Phase.DOWN, False, 0, version, 0, Map({g: 0 for g in groups}), None, None, None, 0, None)
    return State(
        (Position(Entry(Reason.GENESIS, None, None, None, None, 0, 0, 0), view),), Map({n: down for n in nodes})
    )
