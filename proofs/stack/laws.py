"""The laws of the model, said of real machines: a law has the same name here and there.

What the log alone decides (`monotone`, `justified`, `once_per_group` and their like) is judged by the model's own
functions, on the state of the model that the machines stand for: see `bridge`. Here stands what a machine can get
wrong by itself, or two of them together.
"""

from upshift.impl.delivering import members_at
from upshift.impl.entries import Fail, Leave, Message, Partition
from upshift.impl.log import Position, end_of, position_at, term_at, view_at
from upshift.impl.node import Node, Phase, disk_of
from upshift.impl.ordering.replica import Role
from upshift.impl.programs import Release, program_of
from upshift.impl.views import Status, View, is_active, reads, seat_of
from upshift.proofs.stack.machine import Machine

Machines = tuple[Machine, ...]

# ---- of one machine


def capability(machine: Machine) -> bool:
    """No member runs a version that its node's software cannot."""
    return machine.node is None or all(version in machine.release.range for _, version in machine.node.members)


def one_version_per_position(machine: Machine) -> bool:
    """A member's stored version equals its group's version at what its node has delivered."""
    node = machine.node
    if node is None or node.phase is not Phase.MEMBER:
        return node is None or node.members == ()
    return node.members == members_at(delivered(node), machine.name)


def delivered(node: Node) -> View:
    """The view after what a process has delivered."""
    return view_at(node.replica.log, node.replica.commit)


def durable_floor(machine: Machine) -> bool:
    """Nobody votes, leads or acts below its promise, and what a process acts on is on its disk."""
    node = machine.node
    if node is None:
        return True
    acts = node.phase in {Phase.JOINING, Phase.MEMBER} or node.replica.role in {Role.CANDIDATE, Role.LEADER}
    return disk_of(node) == machine.disk and not (acts and machine.disk.floor > machine.release.range.newest)


def decodable(machine: Machine) -> bool:
    """Nobody must read what its software cannot: who represents a group, or says that it will, reads all in use."""
    node = machine.node
    if node is None or node.phase not in {Phase.JOINING, Phase.MEMBER}:
        return True
    log, commit = node.replica.log, node.replica.commit
    return (
        reads(machine.release.range, delivered(node))
        and node.applied.position == commit
        and all(is_readable(machine.release, position_at(log, p)) for p in range(log.base.position + 1, commit + 1))
    )


def is_readable(release: Release, here: Position) -> bool:
    """A message that is accepted is written as its version writes, for those who have that version."""
    program = None if not isinstance(here.entry, Message) else program_of(release, here.entry.built_at)
    if program is None or here.refusal is not None or not isinstance(here.entry, Message):
        return True
    try:
        function, _ = program.decode(here.entry.body)
    except ValueError:
        return False
    return function in program.functions


def names_its_incarnation(machine: Machine) -> bool:
    """A LEAVE, FAIL or PARTITION has ended the incarnation that it names, and no other."""
    log, commit = machine.disk.log, machine.disk.commit
    return all(
        ends_what_it_names(view_at(log, p - 1), position_at(log, p)) for p in range(log.base.position + 1, commit + 1)
    )


def ends_what_it_names(before: View, here: Position) -> bool:
    """The position came to nothing, is about something else, or names what the roster had."""
    match here.entry:
        case Leave() | Fail() | Partition() if here.refusal is None:
            return seat_of(before, here.entry.node).incarnation == here.entry.incarnation
        case _:
            return True


# ---- of two machines


def one_history(one: Machine, other: Machine) -> bool:
    """No two nodes have delivered different entries at one position."""
    first = max(one.disk.log.base.position, other.disk.log.base.position)
    last = min(one.disk.commit, other.disk.commit)
    return all(
        (position_at(one.disk.log, p).term, position_at(one.disk.log, p).entry)
        == (position_at(other.disk.log, p).term, position_at(other.disk.log, p).entry)
        for p in range(first + 1, last + 1)
    )


def same_switch_order(one: Machine, other: Machine) -> bool:
    """Two members of a group that have delivered the same positions run the same version of it."""
    if one.node is None or other.node is None or one.node.replica.commit != other.node.replica.commit:
        return True
    theirs = dict(other.node.members)
    return all(theirs.get(group, version) == version for group, version in one.node.members)


def one_leader_per_term(one: Machine, other: Machine) -> bool:
    """No two nodes lead the same term."""
    if one.node is None or other.node is None:
        return True
    a, b = one.node.replica, other.node.replica
    return not (a.role is b.role is Role.LEADER and a.term == b.term)


# ---- of all machines


def furthest(machines: Machines) -> View:
    """The view after what anybody has recorded as committed."""
    disk = max((machine.disk for machine in machines), key=lambda disk: disk.commit)
    return view_at(disk.log, disk.commit)


def promised(machines: Machines) -> bool:
    """What the roster counts on is promised on disk: every ACTIVE claim is covered by its node's floor."""
    view = furthest(machines)
    return all(covers(machine, view) for machine in machines)


def covers(machine: Machine, view: View) -> bool:
    """The machine's floor is at least what it is counted on for."""
    seat = seat_of(view, machine.name)
    return seat.status is not Status.ACTIVE or seat.claim is None or seat.claim.newest <= machine.disk.floor


def is_settled(target: int, machines: Machines) -> bool:
    """The cluster and its groups are at the version, and every configured node is a member with nothing left to do."""
    view = furthest(machines)
    return (
        view.version == target
        and all(group.version == target for group in view.groups)
        and any(machine.node is not None and machine.node.replica.role is Role.LEADER for machine in machines)
        and all(seat_of(view, machine.name).status is Status.ABSENT or is_in_place(machine) for machine in machines)
    )


def is_in_place(machine: Machine) -> bool:
    """The machine's process is a member, has delivered all that it has, and waits for nothing."""
    node = machine.node
    return (
        node is not None
        and node.phase is Phase.MEMBER
        and is_active(delivered(node), machine.name, node.replica.incarnation)
        and node.replica.commit == end_of(node.replica.log)
        and not node.outbox
    )


# ---- of a step


def delivered_stays(before: Machine, after: Machine) -> bool:
    """What a node has delivered it has delivered for ever: nothing is lost, and nothing takes its place."""
    had, has = before.disk, after.disk
    first = max(had.log.base.position, has.log.base.position)
    return had.commit <= has.commit <= end_of(has.log) and all(
        term_at(had.log, p) == term_at(has.log, p) for p in range(first, had.commit + 1)
    )
