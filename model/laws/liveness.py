"""What must happen in the end, once faults and operators are quiet and a quorum of each needed view is up and talking.

An eventually-law is two functions, `NAME_when` and `NAME`: whenever the first is true, the second becomes true on every
weakly fair run of the protocol's own moves. `settled` is the goal of `never_stuck`.
"""

from upshift.model.adjust import new_request
from upshift.model.fence import fence
from upshift.model.ordering import can_order
from upshift.model.state import State, delivers, is_member, last, running, stays
from upshift.model.views import Node, Status


def available(s: State) -> bool:
    """A quorum talks, and whoever is cut off while it delivers has been put out (else it holds up the window)."""
    return can_order(s, last(s)) and all(not me.cut_off for n, me in s.nodes.items() if delivers(me) and stays(s, n))


def waits(s: State, n: Node) -> bool:
    """The node waits for a verdict, and stays."""
    return s.nodes[n].waiting is not None and stays(s, n) and not s.nodes[n].cut_off


def answered_when(s: State) -> bool:
    """A requester waits for its verdict."""
    return available(s) and any(waits(s, n) for n in s.nodes)


def answered(s: State) -> bool:
    """Whoever asked has its verdict, unless its incarnation ends."""
    return not available(s) or all(not waits(s, n) for n in s.nodes)


def behind(s: State, n: Node) -> bool:
    """A member that stays runs a group at a version below the cluster's."""
    return is_member(s, n) and any(0 < version < last(s).version for version in s.nodes[n].uses.values())


def all_groups_follow_when(s: State) -> bool:
    """The cluster version has risen, and a group or a member has yet to follow."""
    return available(s) and (
        any(group.version < last(s).version for group in last(s).groups.values() if group.exists)
        or any(behind(s, n) for n in s.nodes)
    )


def all_groups_follow(s: State) -> bool:
    """Every group is told, and every member that stays runs the cluster version."""
    return not available(s) or (
        all(group.version == last(s).version for group in last(s).groups.values() if group.exists)
        and all(not behind(s, n) for n in s.nodes)
    )


def knocks(s: State, n: Node) -> bool:
    """A node that the fence would let in runs, is in contact, and is no member yet."""
    me = s.nodes[n]
    return (
        running(me)
        and not me.cut_off
        and last(s).roster[n].status is not Status.ABSENT
        and not is_member(s, n)
        and fence(last(s), me.software) is None
    )


def capable_joiner_admitted_when(s: State) -> bool:
    """A node that the fence would let in keeps asking."""
    return available(s) and any(knocks(s, n) for n in s.nodes)


def capable_joiner_admitted(s: State) -> bool:
    """Every such node is a member."""
    return not available(s) or all(not knocks(s, n) for n in s.nodes)


def in_place(s: State, n: Node) -> bool:
    """The node is a member, in contact, has delivered everything, and has nothing outstanding."""
    me = s.nodes[n]
    return (
        is_member(s, n)
        and not me.cut_off
        and me.cursor == len(s.log) - 1
        and me.waiting is None
        and (me.request is None or not new_request(last(s), me.request))
    )


def settled_at(s: State, to: int) -> bool:
    """The cluster and its groups are at the version, and every configured node is a member with nothing left to do."""
    view = last(s)
    return (
        view.version == to
        and all(group.version == to for group in view.groups.values() if group.exists)
        and all(
            seat.status is Status.ABSENT or (seat.status is Status.ACTIVE and in_place(s, n))
            for n, seat in view.roster.items()
        )
    )
