"""What must be seen of the whole implementation, so that no law holds for want of anything happening."""

from upshift.impl.entries import Adjust, Fail, Join, Leave, Message, Notice, Partition, Petition
from upshift.impl.groups import judge_message
from upshift.impl.log import position_at, view_at
from upshift.impl.node import Phase
from upshift.impl.ordering.replica import Role
from upshift.impl.views import Status, View, seat_of
from upshift.proofs.explore.system import Move
from upshift.proofs.stack.laws import Machines, furthest
from upshift.proofs.stack.machine import Machine


def ordered(before: Machines, after: Machines) -> tuple[tuple[View, object, View], ...]:
    """The positions that become known as committed in a step: the view before, the entry, the view after."""
    had = max(machine.disk.commit for machine in before)
    disk = max((machine.disk for machine in after), key=lambda disk: disk.commit)
    return tuple(
        (view_at(disk.log, p - 1), position_at(disk.log, p).entry, position_at(disk.log, p).view)
        for p in range(max(had, disk.log.base.position) + 1, disk.commit + 1)
    )


def _orders(before: Machines, after: Machines, kind: type) -> bool:
    """An entry of the kind becomes committed."""
    return any(isinstance(entry, kind) for _, entry, _ in ordered(before, after))


def _versions(machine: Machine) -> dict[str, int]:
    """What the machine's members run."""
    return {} if machine.node is None else dict(machine.node.members)


def a_switch_is_accepted(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """An ordered request is accepted at its position."""
    del move
    return any(isinstance(entry, Adjust) and was.version < now.version for was, entry, now in ordered(before, after))


def a_request_is_refused_in_order(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """An ordered request is refused at its position, though its check had found nothing."""
    del move
    return any(isinstance(entry, Adjust) and was.version == now.version for was, entry, now in ordered(before, after))


def a_group_is_notified(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A group's notice is committed."""
    del move
    return _orders(before, after, Notice)


def a_member_switches_without_restart(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A member delivers the notice and runs the new version, in the same incarnation."""
    del move
    return any(
        now.disk.incarnation == then.disk.incarnation
        and any(version < _versions(then).get(group, 0) for group, version in _versions(now).items())
        for now, then in zip(before, after, strict=True)
    )


def a_failed_node_is_put_out(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A FAIL is committed."""
    del move
    return _orders(before, after, Fail)


def contact_is_lost(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A PARTITION is committed."""
    del move
    return _orders(before, after, Partition)


def a_node_merges(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A node that was PARTITIONED joins again."""
    del move
    return any(
        isinstance(entry, Join) and seat_of(was, entry.node).status is Status.PARTITIONED
        for was, entry, _ in ordered(before, after)
    )


def a_node_joins(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A JOIN is committed."""
    del move
    return _orders(before, after, Join)


def a_node_leaves(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A LEAVE is committed."""
    del move
    return _orders(before, after, Leave)


def a_node_petitions(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A node below its floor has had its incarnations ended."""
    del move
    return _orders(before, after, Petition)


def a_message_is_ordered(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A message to a group is committed."""
    del move
    return _orders(before, after, Message)


def a_promise_is_taken_back(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A node's floor falls."""
    del move
    return any(then.disk.floor < now.disk.floor for now, then in zip(before, after, strict=True))


def older_software_is_turned_away(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A process whose software does not reach the version in use stops at its own door."""
    return move.action == "receive" and any(
        now.node is not None
        and then.node is None
        and now.node.phase is Phase.STARTED
        and then.release.range.newest < furthest(before).version
        for now, then in zip(before, after, strict=True)
    )


def another_leader_goes_on(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A node comes to lead between the acceptance of a switch and its last notice."""
    del move
    view = furthest(before)
    return any(group.version < view.version for group in view.groups) and any(
        then.node is not None
        and then.node.replica.role is Role.LEADER
        and (now.node is None or now.node.replica.role is not Role.LEADER)
        for now, then in zip(before, after, strict=True)
    )


def a_message_is_refused_in_order(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A message is refused at its position: its group has another version, or has not the function."""
    del move
    return any(
        isinstance(entry, Message) and judge_message(was, entry) is not None for was, entry, _ in ordered(before, after)
    )


def a_new_function_is_used(before: Machines, move: Move[Machines], after: Machines) -> bool:
    """A message with a function that the new version introduced is accepted."""
    del move
    return any(
        isinstance(entry, Message) and entry.needs > 1 and judge_message(was, entry) is None
        for was, entry, _ in ordered(before, after)
    )
