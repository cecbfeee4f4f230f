"""The life of one node outside the log: install, start, catch up, promise, announce; petition, crash, stand down.

Each step is what a node does by itself between two messages, so that a crash fits between any two of them (protocol 3,
1.5).
"""

from dataclasses import replace

from upshift.model.fence import fence_at_snapshot
from upshift.model.ordering import keeps_promise, ordered
from upshift.model.state import Join, Local, Phase, State, changed, delivers, last, nobody, running, stays, stopped
from upshift.model.versions import Range
from upshift.model.views import Node, Reason, Refusal, Seat, Status, View, about_node, seated


def install(s: State, n: Node, software: Range) -> State | None:
    """Put other software on a node that is down."""
    me = s.nodes[n]
    if running(me) or me.software == software:
        return None
    return changed(s, n, replace(me, software=software))


def start(s: State, n: Node) -> State | None:
    """Start what is installed, as a new incarnation: the counter is on disk before anything else is done."""
    me = s.nodes[n]
    if running(me):
        return None
    return changed(s, n, replace(me, phase=Phase.STARTED, incarnation=me.incarnation + 1))


def catch_up(s: State, n: Node) -> State | None:
    """Learn the cluster's state: its versions are looked at first, and nothing else is decoded if the fence refuses."""
    me = s.nodes[n]
    if not (
        me.phase is Phase.STARTED
        and not me.cut_off
        and keeps_promise(s, n)
        and fence_at_snapshot(last(s), me.software) is None
    ):
        return None
    return changed(s, n, replace(me, phase=Phase.CAUGHT_UP))


def turn_away(s: State, n: Node, why: Refusal) -> State | None:
    """The node finds at its own door that its software does not fit; it says why, and stops."""
    me = s.nodes[n]
    if not (me.phase is Phase.STARTED and not me.cut_off and fence_at_snapshot(last(s), me.software) is why):
        return None
    return changed(s, n, stopped(me))


def promise(s: State, n: Node) -> State | None:
    """Durably promise to be able to run what will be claimed: the floor rises to the newest version."""
    me = s.nodes[n]
    if not (me.phase is Phase.CAUGHT_UP and me.floor < me.software.newest):
        return None
    return changed(s, n, replace(me, floor=me.software.newest))


def promised(me: Local) -> bool:
    """What will be claimed is on disk as a promise: what others will count on cannot be taken back in silence."""
    return me.software.newest <= me.floor


def announce(s: State, n: Node) -> State | None:
    """Send the JOIN: this incarnation, and the range of what runs."""
    me = s.nodes[n]
    if not (me.phase is Phase.CAUGHT_UP and promised(me) and not me.cut_off):
        return None
    mine = Join(me.incarnation, me.software)
    if me.join == mine:
        return None
    return changed(s, n, replace(me, join=mine))


# ---- going back: software below the floor may only petition


def not_yet_ended(view: View, n: Node, incarnation: int) -> bool:
    """The roster does not yet say that this incarnation, and with it all before it, has ended."""
    return view.roster[n].incarnation < incarnation or view.roster[n].status is not Status.INACTIVE


def petition(s: State, n: Node) -> State | None:
    """A node below its floor asks the cluster to end its incarnations so far; the FAIL names the latest.

    The latest, not the last that the roster knows: a JOIN of one in between may still be on its way, and must find its
    incarnation ended.
    """
    me = s.nodes[n]
    view = last(s)
    if not (
        me.phase is Phase.STARTED
        and not me.cut_off
        and not keeps_promise(s, n)
        and view.roster[n].status is not Status.ABSENT
        and not_yet_ended(view, n, me.incarnation)
    ):
        return None
    return ordered(
        s, about_node(Reason.FAIL, n), seated(view, n, Seat(Status.INACTIVE, me.incarnation, view.roster[n].claim))
    )


def learnt_its_end(s: State, n: Node) -> bool:
    """The node has learnt from the committed log that all it ever announced has ended."""
    return not not_yet_ended(last(s), n, s.nodes[n].incarnation)


def take_back(s: State, n: Node) -> State | None:
    """The promise falls to the cluster version, and the node goes on as a new incarnation; the fence will judge it."""
    me = s.nodes[n]
    if not (
        me.phase is Phase.STARTED
        and not me.cut_off
        and not keeps_promise(s, n)
        and learnt_its_end(s, n)
        and last(s).version < me.floor
    ):
        return None
    return changed(s, n, replace(me, floor=last(s).version, incarnation=me.incarnation + 1))


# ---- ends


def crash(s: State, n: Node) -> State | None:
    """The process is gone, at any moment; what is on disk and what was sent stay."""
    me = s.nodes[n]
    if not running(me):
        return None
    return changed(s, n, stopped(me))


def halt(s: State, n: Node) -> State | None:
    """The operator stops a process that has not joined: there is nothing to leave."""
    me = s.nodes[n]
    if not (me.phase is Phase.STARTED or me.phase is Phase.CAUGHT_UP):
        return None
    return changed(s, n, stopped(me))


def stand_down(s: State, n: Node) -> State | None:
    """Who learns that it was put out stops acting, and goes on as a new incarnation without the cluster's state."""
    me = s.nodes[n]
    if not (delivers(me) and not me.cut_off and not stays(s, n)):
        return None
    out = replace(
        me,
        phase=Phase.STARTED,
        incarnation=me.incarnation + 1,
        cursor=0,
        uses=nobody(me),
        waiting=None,
        asks=0,
        told=None,
    )
    return changed(s, n, out)
