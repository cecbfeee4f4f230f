"""What a leader does for the cluster: judges proposals, orders them, tells the groups, brings others up to date.

What is still to be done stands in the log: whoever leads next finds it there (protocol 4).
"""

from upshift.impl.adjust import untold
from upshift.impl.commands import Command, Send
from upshift.impl.delivering import data_of
from upshift.impl.entering import declined
from upshift.impl.entries import Adjust, Entry, Leave, Message, Notice
from upshift.impl.folding import after
from upshift.impl.log import Base, last_view, term_at
from upshift.impl.messages import Declined, Snapshot
from upshift.impl.node import Node, Phase, Step, after_turn, delivered_view, is_member
from upshift.impl.ordering.replica import is_leader
from upshift.impl.ordering.replication import proposed, told
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import hosted_by, is_active

# ---- proposals


def considered(node: Node, origin: str, entry: Entry) -> Step:
    """A leader orders what is proposed to it, declines it with a reason, or waits until it can tell.

    It is judged on the whole log, at the end of which it would stand. Declined it is only for what is committed: what
    stands behind that might never be.
    """
    if not is_leader(node.replica) or is_done_already(node, entry):
        return node, ()
    refusal = reason_against(node, entry)
    if refusal is None:
        return (node, ()) if lacks_a_report(node, entry) else after_turn(node, proposed(node.replica, entry))
    if refusal.why is Why.STALE or after(delivered_view(node), entry).refusal != refusal:
        return node, ()
    if origin == node.replica.name:
        return declined(node, entry, refusal)
    return node, (Send(origin, Declined(entry, refusal)),)


def is_done_already(node: Node, entry: Entry) -> bool:
    """A request to adjust whose id the ledger knows: it repeats its verdict, and is not ordered again."""
    view = last_view(node.replica.log)
    return isinstance(entry, Adjust) and after(view, entry).view == view


def reason_against(node: Node, entry: Entry) -> Refusal | None:
    """Why an entry is not ordered; a request or message that is refused is ordered all the same, for all to know."""
    refusal = after(last_view(node.replica.log), entry).refusal
    if refusal is not None and refusal.why is not Why.STALE and isinstance(entry, Adjust | Message):
        return None
    return refusal


def lacks_a_report(node: Node, entry: Entry) -> bool:
    """A LEAVE waits until another member of each group has reported, in this term, that it has delivered its JOIN."""
    if not isinstance(entry, Leave):
        return False
    view = last_view(node.replica.log)
    serving = {peer.node for peer in node.replica.peers if is_active(view, peer.node, peer.member)}
    if is_member(node):
        serving.add(node.replica.name)
    serving.discard(entry.node)
    return any(serving.isdisjoint(group.hosts) for group in hosted_by(view, entry.node))


# ---- duties


def duties(node: Node) -> Step:
    """What a leader does unasked: its own proposals, and the notices that are still to be given."""
    commands: list[Command] = []
    if is_leader(node.replica) and node.phase is not Phase.STOPPED:
        notices = (Notice(group, delivered_view(node).version) for group in untold(delivered_view(node)))
        for entry in (*node.outbox, *notices):
            node, said = considered(node, node.replica.name, entry)
            commands += said
    return node, tuple(commands)


def welcomed(node: Node, sender: str, *, whole: bool) -> Step:
    """Brings another node up to date: by the log, or by a snapshot where the log would not do."""
    if not is_leader(node.replica):
        return node, ()
    if not whole:
        return after_turn(node, (node.replica, (told(node.replica, sender),)))
    data = data_of(node)
    return node, () if data is None else (Send(sender, snapshot(node, data)),)


def snapshot(node: Node, data: tuple[tuple[str, str], ...]) -> Snapshot:
    """The state of the cluster after all that the node has delivered."""
    replica = node.replica
    term = term_at(replica.log, replica.commit)
    assert term is not None  # noqa: S101  # what is committed is in the log
    return Snapshot(replica.term, Base(replica.commit, term, delivered_view(node)), data)
