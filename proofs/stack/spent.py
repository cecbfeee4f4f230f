"""Which messages between nodes can no longer matter: those of ordered delivery, and proposals that are settled."""

from collections.abc import Callable

from upshift.impl.entries import Entry, Fail, Leave, Partition, Petition
from upshift.impl.folding import Outcome
from upshift.impl.log import view_at
from upshift.impl.messages import Declined, NodeMessage, Propose
from upshift.impl.ordering.replica import Replica
from upshift.impl.proposing import is_settled
from upshift.impl.views import Status, View, seat_of
from upshift.proofs.order import spent as of_order
from upshift.proofs.stack.machine import Machine

Judge = Callable[[View, Entry], Outcome]
"""What becomes of a view by an entry."""


def is_spent(message: NodeMessage, sender: Machine, receiver: Machine, after: Judge) -> bool:
    """The message of one machine to another can do nothing any more; `after` says what the code makes of an entry."""
    match message:
        case Propose(entry=entry):
            view = view_at(receiver.disk.log, receiver.disk.commit)
            return is_over(entry, view) and after(view, entry).view == view
        case Declined(entry=entry):
            return is_answered(entry, receiver)
        case _:
            return of_order.is_spent(message, replica_of(sender), replica_of(receiver))


def replica_of(machine: Machine) -> Replica:
    """The replica of a machine; of one that is down, what its disk makes it when it starts."""
    if machine.node is not None:
        return machine.node.replica
    disk = machine.disk
    return Replica(
        machine.name,
        machine.release.range,
        disk.term,
        disk.vote,
        disk.log,
        disk.commit,
        disk.incarnation,
        disk.floor,
    )


def is_over(entry: Entry, committed: View) -> bool:
    """After what is committed the entry is nothing, and will be for ever."""
    match entry:
        case Leave(node=node, incarnation=incarnation) | Partition(node=node, incarnation=incarnation):
            seat = seat_of(committed, node)
            return seat.incarnation > incarnation or (
                seat.incarnation == incarnation and seat.status is not Status.ACTIVE
            )
        case Fail(node=node, incarnation=incarnation):
            seat = seat_of(committed, node)
            return seat.incarnation > incarnation or (
                seat.incarnation == incarnation and seat.status in {Status.INACTIVE, Status.ABSENT}
            )
        case Petition(node=node, incarnation=incarnation):
            return seat_of(committed, node).incarnation > incarnation or is_settled(entry, committed)
        case _:
            return is_settled(entry, committed)


def is_answered(entry: Entry, receiver: Machine) -> bool:
    """Nobody waits for the answer: that incarnation has ended, or knows already; or the answer changes nothing."""
    match entry:
        case Leave(incarnation=incarnation) | Petition(incarnation=incarnation):
            ended = incarnation < receiver.disk.incarnation
            return ended or is_over(entry, view_at(receiver.disk.log, receiver.disk.commit))
        case _:
            return True
