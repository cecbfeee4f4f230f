"""How a node has something ordered: it tells the leader, remembers what must not get lost, and says it again."""

from dataclasses import replace

from upshift.impl.adjust import is_new
from upshift.impl.commands import Command, Send
from upshift.impl.entries import Adjust, Entry, Join, Message, Petition
from upshift.impl.messages import Propose
from upshift.impl.node import Node, Step
from upshift.impl.roster import has_ended
from upshift.impl.views import Status, View, seat_of


def to_leader(node: Node, entry: Entry) -> tuple[Command, ...]:
    """The proposal, if there is a leader elsewhere; one that leads looks at its own outbox."""
    leader = node.replica.leader
    return () if leader is None or leader == node.replica.name else (Send(leader, Propose(entry)),)


def propose(node: Node, entry: Entry) -> Step:
    """Proposes an entry, and goes on doing so until it is settled."""
    if entry in node.outbox:
        return node, ()
    return replace(node, outbox=(*node.outbox, entry)), to_leader(node, entry)


def proposed_again(node: Node, entries: tuple[Entry, ...]) -> tuple[Command, ...]:
    """Those of the entries that are not settled, to the leader that is known now: silence means unknown."""
    return tuple(command for entry in node.outbox if entry in entries for command in to_leader(node, entry))


def is_settled(entry: Entry, view: View) -> bool:
    """The view shows that the proposal was ordered, or never can be.

    (A LEAVE is kept until the node has left, or was put out.)
    """
    match entry:
        case Join(node=node, incarnation=incarnation):
            return seat_of(view, node).incarnation >= incarnation
        case Petition(node=node, incarnation=incarnation):
            return seat_of(view, node).status is Status.ABSENT or has_ended(seat_of(view, node), incarnation)
        case Adjust(request=request):
            return not is_new(view, request)
        case Message(sender=node, incarnation=incarnation, number=number):
            seat = seat_of(view, node)
            if seat.incarnation == incarnation:
                return seat.said >= number or seat.status is not Status.ACTIVE
            return seat.incarnation > incarnation
        case _:
            return False


def without_settled(node: Node, view: View) -> Node:
    """The node without the proposals that a view shows to be settled."""
    return replace(node, outbox=tuple(entry for entry in node.outbox if not is_settled(entry, view)))


def without(node: Node, entry: Entry) -> Node:
    """The node without one of its proposals."""
    return replace(node, outbox=tuple(other for other in node.outbox if other != entry))
