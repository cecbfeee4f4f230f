"""How the next entry of the log may have come into it, in the model.

What was sent and not yet ordered is not mapped, for the model has one slot where a network has room for anything. So
the slot is filled just before the entry is ordered, with what the entry says was sent. That is right only for what the
node can have sent: `objection` says what it cannot. (That it was sent rightly is judged when it is: see `moves`.) What
has no flight of its own in the model, a LEAVE, a petition or a message, is ordered for its sender as it was when it
sent it.
"""

from dataclasses import replace
from typing import assert_never

from upshift.impl import entries
from upshift.impl.entries import Entry
from upshift.model.ordering import keeps_promise
from upshift.model.state import Join, Local, Phase, State, changed, is_member, last
from upshift.model.values import Map
from upshift.model.views import Group, Node, Request
from upshift.proofs.refine.move import LOG, Move
from upshift.proofs.refine.premises import Action, Actions
from upshift.proofs.refine.words import range_of, request_of


def orderings(s: State, entry: Entry, actions: Actions) -> tuple[Move, ...]:
    """The moves that may order an entry of the implementation, of those that take a position."""
    match entry:
        case entries.Join():
            return (of_join(s, entry, actions),)
        case entries.Adjust(request=request):
            return (of_request(s, request_of(request), actions),)
        case entries.Leave():
            return (of_leave(s, entry, actions),)
        case entries.Petition():
            return (of_petition(s, entry, actions),)
        case entries.Fail(node=node):
            return tuple(plain(s, actions.fail, m, Node(node)) for m in s.nodes if m != node)
        case entries.Partition(node=node):
            return tuple(plain(s, actions.partition, m, Node(node)) for m in s.nodes if m != node)
        case entries.AddNode(node=node):
            return (plain(s, actions.add_node, Node(node)),)
        case entries.RemoveNode(node=node):
            return (plain(s, actions.remove_node, Node(node)),)
        case entries.Notice(group=group):
            return tuple(plain(s, actions.notify, m, Group(group)) for m in s.nodes)
        case entries.CreateGroup(group=group, hosts=hosts):
            return (plain(s, actions.create_group, Group(group), Map({n: n in hosts for n in s.nodes})),)
        case entries.Message():
            return (of_message(s, entry, actions),)
        case entries.Opening():
            return ()
        case _:
            assert_never(entry)


def plain(s: State, action: Action, *arguments: object) -> Move:
    """An entry that is ordered as it stands."""
    return Move(LOG, s, s, ((action, arguments),))


# ---- what the model has a slot for


def of_join(s: State, entry: entries.Join, actions: Actions) -> Move:
    """A JOIN that was in flight; the node that waits for it is moved by it."""
    n, join = Node(entry.node), Join(entry.incarnation, range_of(entry.claim))
    me = s.nodes[n]
    filled = changed(s, n, replace(me, join=join))
    return Move(LOG, s, filled, ((actions.order_join, (n,)),), joiner=n, objection=never_announced(me, join))


def never_announced(me: Local, join: Join) -> str:
    """Why the node cannot have announced this: a promise is taken back only once all announcements are void."""
    if me.incarnation < join.incarnation:
        return f"it is incarnation {me.incarnation} and has announced no {join.incarnation}"
    if me.incarnation == join.incarnation and me.software != join.claim:
        return f"it runs {me.software} and has not claimed {join.claim}"
    if me.floor < join.claim.newest:
        return f"it has promised {me.floor} and cannot have claimed {join.claim}"
    return ""


def of_request(s: State, request: Request, actions: Actions) -> Move:
    """A request that was in flight."""
    n = request.node
    filled = changed(s, n, replace(s.nodes[n], request=request))
    return Move(LOG, s, filled, ((actions.order_adjust, (n,)),), objection=never_asked(s, n, request))


def never_asked(s: State, n: Node, request: Request) -> str:
    """Why the node cannot have asked for this; of what it has forgotten it may have."""
    me = s.nodes[n]
    if me.incarnation < request.incarnation:
        return f"it is incarnation {me.incarnation} and has not asked as {request.incarnation}"
    if me.incarnation > request.incarnation or not is_member(s, n):
        return ""
    if me.asks < request.number:
        return f"it has asked {me.asks} times, not {request.number}"
    if me.waiting is not None and me.waiting.number == request.number and me.waiting != request:
        return f"it has asked for version {me.waiting.target}, not {request.target}"
    return ""


# ---- what the model orders at once


def as_member(me: Local, incarnation: int) -> Local:
    """The node as it was while this incarnation was a member, whatever has become of it since."""
    return replace(me, phase=Phase.MEMBER, incarnation=incarnation, floor=me.software.newest)


def of_leave(s: State, entry: entries.Leave, actions: Actions) -> Move:
    """A LEAVE, for the member that sent it."""
    n = Node(entry.node)
    me = s.nodes[n]
    sent = changed(s, n, as_member(me, entry.incarnation))
    return Move(LOG, s, sent, ((actions.leave, (n,)),), objection=never_was(me, entry.incarnation))


def of_petition(s: State, entry: entries.Petition, actions: Actions) -> Move:
    """A petition, for the incarnation that sent it, which was below its floor."""
    n = Node(entry.node)
    me = s.nodes[n]
    below = replace(me, phase=Phase.STARTED, incarnation=entry.incarnation, floor=me.software.newest + 1)
    sent = changed(s, n, below)
    objection = never_was(me, entry.incarnation)
    if me.incarnation == entry.incarnation and (me.phase not in {Phase.STARTED, Phase.DOWN} or keeps_promise(s, n)):
        objection = "it is not below its floor as this incarnation"
    return Move(LOG, s, sent, ((actions.petition, (n,)),), objection=objection)


def of_message(s: State, entry: entries.Message, actions: Actions) -> Move:
    """A message, for the member that sent it and the version that it ran: none that the group was not told of."""
    n, g = Node(entry.sender), Group(entry.group)
    me = s.nodes[n]
    member = as_member(me, entry.incarnation)
    sent = changed(s, n, replace(member, uses=me.uses.set(g, entry.built_at)))
    objection, version = never_was(me, entry.incarnation), last(s).groups[g].version
    if version < entry.built_at:
        objection = f"{g} is at {version}, and nobody runs {entry.built_at}"
    return Move(LOG, s, sent, ((actions.send, (n, g, entry.needs)),), objection=objection)


def never_was(me: Local, incarnation: int) -> str:
    """Why the node cannot have sent this as that incarnation."""
    return "" if incarnation <= me.incarnation else f"it is incarnation {me.incarnation} and never was {incarnation}"
