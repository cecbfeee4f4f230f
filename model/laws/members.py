"""Laws about members and their nodes: what they run, in which order they switch, and who serves a group."""

from upshift.model.ordering import reads
from upshift.model.quorum import quorum
from upshift.model.state import Local, Phase, State, delivers, is_member, last, running, stays
from upshift.model.values import Map
from upshift.model.versions import Range, supports
from upshift.model.views import Group, GroupView, Node, Position, Reason, Seat, Status, View

# ---- what a member runs


def capability(s: State) -> bool:
    """No member runs a version that its node's software cannot."""
    return all(
        supports(me.software, version) for me in s.nodes.values() for version in me.uses.values() if version != 0
    )


def same_use(one: Local, other: Local) -> bool:
    """Wherever both have a member of a group, the two run the same version."""
    return all(one.uses[g] == other.uses[g] for g in one.uses if one.uses[g] != 0 and other.uses[g] != 0)


def same_switch_order(s: State) -> bool:
    """At a position that two members of a group have delivered, both switched to the same version or neither did."""
    return all(
        same_use(s.nodes[n], s.nodes[m])
        for n in s.nodes
        if is_member(s, n)
        for m in s.nodes
        if m != n and is_member(s, m) and s.nodes[n].cursor == s.nodes[m].cursor
    )


def uses_of_view(me: Local, n: Node, view: View) -> bool:
    """The node has a member of exactly the groups that it hosts, each at the group's version in the view."""
    return all(
        me.uses[g] == group.version if group.exists and group.hosts[n] else me.uses[g] == 0
        for g, group in view.groups.items()
    )


def one_version_per_position(s: State) -> bool:
    """A member's stored version equals its group's version at its cursor."""
    return all(uses_of_view(me, n, s.log[me.cursor].view) for n, me in s.nodes.items() if is_member(s, n))


def one_history(before: State, after: State) -> bool:
    """The log only grows: what is at a position is never replaced, and a node delivers one position after the other."""
    return (
        before.log == after.log
        or all(p < len(after.log) and after.log[p] == before.log[p] for p in range(len(before.log)))
    ) and all(moves_on(me, after.nodes[n]) for n, me in before.nodes.items() if delivers(me))


def moves_on(before: Local, after: Local) -> bool:
    """The node stays where it is, delivers the next position, or delivers no more."""
    return not delivers(after) or before.cursor <= after.cursor <= before.cursor + 1


# ---- decodable


def enters_by(before: Local, after: Local) -> bool:
    """The node has just taken in the cluster's state."""
    return before.phase is Phase.STARTED and after.phase is Phase.CAUGHT_UP


def advances(before: Local, after: Local) -> bool:
    """The node has just delivered a position, and goes on."""
    return delivers(before) and delivers(after) and before.cursor < after.cursor


def reads_entry(software: Range, here: Position) -> bool:
    """The software can read the entry as it is written, and all that is in use after it."""
    return (here.entry.written == 0 or supports(software, here.entry.written)) and reads(software, here.view)


def decodable(before: State, after: State) -> bool:
    """Nobody must read what its software cannot: no snapshot when catching up, no entry when delivering."""
    return all(
        (not enters_by(me, after.nodes[n]) or reads(me.software, last(before)))
        and (not advances(me, after.nodes[n]) or reads_entry(me.software, after.log[after.nodes[n].cursor]))
        for n, me in before.nodes.items()
        if me != after.nodes[n]
    )


# ---- fenced, durable_floor, voter_capability


def claim_contains(seat: Seat, view: View) -> bool:
    """A claim that is known contains the cluster version and the version of every group."""
    return seat.claim is None or reads(seat.claim, view)


def fenced(s: State) -> bool:
    """At every position every ACTIVE claim contains the cluster version and every group's version."""
    return all(
        claim_contains(seat, position.view)
        for position in s.log
        for seat in position.view.roster.values()
        if seat.status is Status.ACTIVE
    )


def acts(s: State, n: Node) -> bool:
    """The node represents its groups, or has told the cluster that it will."""
    return is_member(s, n) or s.nodes[n].phase is Phase.JOINED


def claimed_newest(s: State, n: Node) -> int:
    """The highest version that the roster has the ACTIVE node claim; 0 if nothing is known."""
    claim = last(s).roster[n].claim
    if claim is None or last(s).roster[n].status is not Status.ACTIVE:
        return 0
    return claim.newest


def durable_floor(s: State) -> bool:
    """Nobody votes, leads or acts below its promise, and what the roster counts on is promised on disk."""
    return all(
        claimed_newest(s, n) <= me.floor and (not acts(s, n) or me.floor <= me.software.newest)
        for n, me in s.nodes.items()
    )


def fit_to_order(s: State, n: Node, view: View) -> bool:
    """The node runs, is in contact, is not below its floor, and can run what follows."""
    me = s.nodes[n]
    return running(me) and not me.cut_off and me.floor <= me.software.newest and view.version <= me.software.newest


def ordered_by_the_fit(before: State, view: View) -> bool:
    """Those who are fit are a quorum of the voters before and after, and one of them reads all that is in use."""
    return (
        quorum(last(before), Map({n: fit_to_order(before, n, view) for n in before.nodes}))
        and quorum(view, Map({n: fit_to_order(before, n, view) for n in before.nodes}))
        and any(
            fit_to_order(before, n, view) and reads(me.software, last(before))
            for n, me in before.nodes.items()
            if last(before).roster[n].status is Status.ACTIVE
        )
    )


def voter_capability(before: State, after: State) -> bool:
    """Who helps to order can run what follows: no entry needs a vote from below a floor or the version after it."""
    return len(after.log) <= len(before.log) or ordered_by_the_fit(before, last(after))


# ---- who serves a group


def has_active(group: GroupView, view: View) -> bool:
    """The group has a member on an ACTIVE node."""
    return any(view.roster[n].status is Status.ACTIVE for n, here in group.hosts.items() if here)


def keeps_active(before: View, after: View) -> bool:
    """Every group that had a member on an ACTIVE node has one."""
    return all(
        has_active(after.groups[g], after)
        for g, group in before.groups.items()
        if group.exists and has_active(group, before)
    )


def group_active(s: State) -> bool:
    """No LEAVE, no removal and no notice takes a group's last member on an ACTIVE node."""
    return all(
        keeps_active(s.log[p - 1].view, s.log[p].view)
        for p in range(1, len(s.log))
        if s.log[p].entry.reason is Reason.LEAVE
        or s.log[p].entry.reason is Reason.REMOVE_NODE
        or s.log[p].entry.reason is Reason.ADJUST_VERSION
    )


def is_served(s: State, g: Group) -> bool:
    """A running member represents the group."""
    return any(me.uses[g] != 0 and is_member(s, n) for n, me in s.nodes.items())


def expected_to_serve(s: State, g: Group) -> bool:
    """The group exists for every node that could serve it."""
    return all(s.log[me.cursor].view.groups[g].exists for n, me in s.nodes.items() if delivers(me) and stays(s, n))


def group_keeps_running(s: State) -> bool:
    """Without failures a group always has a running member (the second half of `group_active`)."""
    return all(is_served(s, g) for g, group in last(s).groups.items() if group.exists and expected_to_serve(s, g))


def keeps_members(before: Local, after: Local) -> bool:
    """Every group that the node had a member of still has it."""
    return all(after.uses[g] != 0 for g, version in before.uses.items() if version != 0)


def switch_keeps_members(before: State, after: State) -> bool:
    """Nobody is lost by a switch: it changes no line of the roster, and who delivers it keeps its members."""
    return all(
        keeps_members(me, after.nodes[n])
        for n, me in before.nodes.items()
        if delivers(me)
        and me.cursor + 1 < len(before.log)
        and before.log[me.cursor + 1].entry.reason is Reason.ADJUST_VERSION
        and after.nodes[n].phase is Phase.MEMBER
        and after.nodes[n].cursor == me.cursor + 1
    ) and all(
        after.log[p].view.roster == after.log[p - 1].view.roster
        for p in range(len(before.log), len(after.log))
        if after.log[p].entry.reason is Reason.ADJUST_VERSION
    )
