"""Incarnations of one node are only compared and counted up: where they are mentioned, and the same with other numbers.

A node may crash and start for ever; renamed, its incarnations make finitely many states.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from upshift.impl.commands import Disk
from upshift.impl.entries import Adjust, Entry, Fail, Join, Leave, Message, Partition, Petition
from upshift.impl.log import Base, Log, Position, Record
from upshift.impl.messages import Append, Declined, NodeMessage, Propose, Snapshot, Stored
from upshift.impl.node import Node
from upshift.impl.ordering.replica import Peer, Replica
from upshift.impl.views import Judged, Request, Seat, View
from upshift.proofs.product.description import Rename
from upshift.proofs.stack.machine import Machine

# ---- where they are mentioned


def in_request(name: str, request: Request) -> Iterator[int]:
    """The incarnation that has made a request."""
    if request.node == name:
        yield request.incarnation


def in_entry(name: str, entry: Entry) -> Iterator[int]:
    """What an entry names of the node."""
    match entry:
        case Join() | Leave() | Fail() | Petition() | Partition():
            if entry.node == name:
                yield entry.incarnation
        case Adjust(request=request):
            yield from in_request(name, request)
        case Message():
            if entry.sender == name:
                yield entry.incarnation
        case _:
            pass


def in_view(name: str, view: View) -> Iterator[int]:
    """What the roster and the ledger say of the node."""
    yield from (seat.incarnation for seat in view.seats if seat.node == name)
    for line in view.ledger:
        yield from in_request(name, line.request)


def in_log(name: str, log: Log) -> Iterator[int]:
    """What a log says of the node, position by position."""
    yield from in_view(name, log.base.view)
    for position in log.tail:
        yield from in_entry(name, position.entry)
        yield from in_view(name, position.view)


def in_node(name: str, node: Node) -> Iterator[int]:
    """What a process has in memory of the node."""
    yield from in_log(name, node.replica.log)
    yield from (peer.member for peer in node.replica.peers if peer.node == name)
    for entry in node.outbox:
        yield from in_entry(name, entry)
    if node.adjusting is not None:
        yield from in_request(name, node.adjusting)
    if node.replica.name == name:
        yield node.replica.incarnation


def in_machine(name: str, machine: Machine) -> Iterator[int]:
    """What a machine has of the node, on disk and in memory."""
    if machine.name == name:
        yield machine.disk.incarnation
    yield from in_log(name, machine.disk.log)
    if machine.node is not None:
        yield from in_node(name, machine.node)


def in_message(name: str, sender: str, message: NodeMessage) -> Iterator[int]:
    """What a message says of the node."""
    match message:
        case Append(records=records):
            for record in records:
                yield from in_entry(name, record.entry)
        case Snapshot(base=base):
            yield from in_view(name, base.view)
        case Stored(member=member):
            if sender == name:
                yield member
        case Propose(entry=entry) | Declined(entry=entry):
            yield from in_entry(name, entry)
        case _:
            pass


# ---- the same with other numbers


@dataclass(frozen=True, slots=True)
class Renamed:
    """The renaming of one node's incarnations, applied to whatever mentions them."""

    name: str
    rename: Rename

    def entry(self, entry: Entry) -> Entry:
        """An entry."""
        match entry:
            case Join() | Leave() | Fail() | Petition() | Partition():
                return replace(entry, incarnation=self.rename(entry.incarnation)) if self._is(entry.node) else entry
            case Adjust(request=request):
                return Adjust(self.request(request))
            case Message():
                return replace(entry, incarnation=self._own(entry.sender, entry.incarnation))
            case _:
                return entry

    def request(self, request: Request) -> Request:
        """A request."""
        if not self._is(request.node):
            return request
        return replace(request, incarnation=self.rename(request.incarnation))

    def view(self, view: View) -> View:
        """A view: the node's lines in the roster and in the ledger."""
        return replace(
            view,
            seats=tuple(self._seat(seat) for seat in view.seats),
            ledger=tuple(Judged(self.request(line.request), line.refusal) for line in view.ledger),
        )

    def log(self, log: Log) -> Log:
        """A log."""
        return Log(
            self.base(log.base),
            tuple(Position(each.term, self.entry(each.entry), self.view(each.view), each.refusal) for each in log.tail),
        )

    def base(self, base: Base) -> Base:
        """The base of a log."""
        return replace(base, view=self.view(base.view))

    def machine(self, machine: Machine) -> Machine:
        """A machine: its disk, and what runs on it."""
        disk, node = self._disk(machine), machine.node
        return replace(machine, disk=disk, node=None if node is None else self._node(node))

    def message(self, sender: str, message: NodeMessage) -> NodeMessage:
        """A message."""
        match message:
            case Append(records=records):
                return replace(message, records=tuple(Record(each.term, self.entry(each.entry)) for each in records))
            case Snapshot(base=base):
                return replace(message, base=self.base(base))
            case Stored(member=member) if self._is(sender):
                return replace(message, member=self.rename(member))
            case Propose(entry=entry):
                return Propose(self.entry(entry))
            case Declined(entry=entry):
                return replace(message, entry=self.entry(entry))
            case _:
                return message

    def _is(self, node: str) -> bool:
        """It is the node whose numbers are renamed."""
        return node == self.name

    def _seat(self, seat: Seat) -> Seat:
        """A line of the roster."""
        return replace(seat, incarnation=self.rename(seat.incarnation)) if self._is(seat.node) else seat

    def _peer(self, peer: Peer) -> Peer:
        """What a leader has heard."""
        return replace(peer, member=self.rename(peer.member)) if self._is(peer.node) else peer

    def _own(self, name: str, incarnation: int) -> int:
        """The number by which a node counts its own incarnations."""
        return self.rename(incarnation) if self._is(name) else incarnation

    def _disk(self, machine: Machine) -> Disk:
        """What is durable."""
        disk = machine.disk
        return replace(disk, log=self.log(disk.log), incarnation=self._own(machine.name, disk.incarnation))

    def _replica(self, me: Replica) -> Replica:
        """What a process knows for ordered delivery."""
        return replace(
            me,
            log=self.log(me.log),
            incarnation=self._own(me.name, me.incarnation),
            peers=tuple(self._peer(peer) for peer in me.peers),
        )

    def _node(self, node: Node) -> Node:
        """A process."""
        return replace(
            node,
            replica=self._replica(node.replica),
            outbox=tuple(self.entry(entry) for entry in node.outbox),
            adjusting=None if node.adjusting is None else self.request(node.adjusting),
        )
