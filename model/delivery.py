"""Delivery: a node applies the next position of the log, and its members see it (protocol 1).

The only place where a member's version changes. What a member does depends on the entry and the view at its own
position, never on what the node could know beyond it.
"""

from dataclasses import replace

from upshift.model.state import Local, Phase, State, changed, delivers, stays, stopped
from upshift.model.values import Map
from upshift.model.views import Group, Node, Position, Reason, Request, hosts


def own_join(me: Local) -> bool:
    """The next position is the node's own JOIN, which makes its members."""
    return me.phase is Phase.JOINED


def restored(here: Position, g: Group) -> int:
    """A member that comes with a JOIN, or with its group, runs the version in use at that position."""
    return here.view.groups[g].version


def switched(here: Position, g: Group) -> int:
    """The notice switches the member: it runs the version in use after it."""
    return here.view.groups[g].version


def is_notice(here: Position, g: Group) -> bool:
    """The position tells the group of the new version."""
    return here.entry.reason is Reason.ADJUST_VERSION and here.entry.group == g


def is_creation(here: Position, g: Group) -> bool:
    """The position creates the group."""
    return here.entry.reason is Reason.CREATE_GROUP and here.entry.group == g


def member_version(me: Local, n: Node, g: Group, here: Position) -> int:
    """The version that the node's member of the group runs after the position; 0 if it has none."""
    if not hosts(here.view, g, n):
        return 0
    if own_join(me) or is_creation(here, g):
        return restored(here, g)
    if is_notice(here, g):
        return switched(here, g)
    return me.uses[g]


def still_waiting(me: Local, here: Position) -> Request | None:
    """A verdict that is delivered answers its request."""
    if here.entry.request is not None and here.entry.request == me.waiting:
        return None
    return me.waiting


def delivered(me: Local, n: Node, here: Position) -> Local:
    """The node after the position; its own LEAVE stops it."""
    if here.entry.reason is Reason.LEAVE and here.entry.node == n:
        return stopped(me)
    return replace(
        me,
        phase=Phase.MEMBER,
        cursor=me.cursor + 1,
        uses=Map({g: member_version(me, n, g, here) for g in me.uses}),
        waiting=still_waiting(me, here),
    )


def deliver(s: State, n: Node) -> State | None:
    """Deliver the next position; who was put out learns it by `stand_down`, and who is cut off hears nothing."""
    me = s.nodes[n]
    if not (delivers(me) and me.cursor < len(s.log) - 1 and not me.cut_off and stays(s, n)):
        return None
    return changed(s, n, delivered(me, n, s.log[me.cursor + 1]))
