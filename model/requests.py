"""Adjusting the version: ask, check, order, judge, and tell every group (protocol 4).

Check and order are apart: between them the view may change, which is why the guard is judged again at the entry's
position.
"""

from dataclasses import replace

from upshift.model.adjust import new_request, refusal, still_to_tell, verdict
from upshift.model.ordering import can_order, leads, ordered
from upshift.model.state import State, changed, is_member, known_view, last, running
from upshift.model.views import (
    FROZEN,
    Entry,
    Group,
    GroupView,
    Judged,
    Node,
    Reason,
    Refusal,
    Request,
    View,
    about_group,
)


def next_request(s: State, n: Node, target: int) -> Request:
    """The request that the node would make now."""
    me = s.nodes[n]
    return Request(n, me.incarnation, me.asks + 1, target)


def fast_check(s: State, n: Node, target: int) -> Refusal | None:
    """This node's own check, on what it has delivered (claims 15-17)."""
    if not is_member(s, n):
        return Refusal.NOT_A_MEMBER
    return refusal(known_view(s, n), next_request(s, n, target))


def ask(s: State, n: Node, target: int) -> State | None:
    """A member that finds nothing against it proposes to adjust the version; what it sends, if heard, outlives it."""
    me = s.nodes[n]
    if not (running(me) and me.waiting is None and fast_check(s, n, target) is None):
        return None
    mine = next_request(s, n, target)
    return changed(s, n, replace(me, request=None if me.cut_off else mine, waiting=mine, asks=mine.number))


def ask_refused(s: State, n: Node, target: int, why: Refusal) -> State | None:
    """The fast check refuses with an error: nothing is proposed, and the id is retired."""
    me = s.nodes[n]
    if not (running(me) and me.waiting is None and fast_check(s, n, target) is why):
        return None
    return changed(s, n, replace(me, asks=me.asks + 1, told=Judged(next_request(s, n, target), why)))


def ask_unheard(s: State, n: Node, target: int) -> State | None:
    """NO_QUORUM: the fast check finds nothing, but nobody is there to propose it to; the id is retired."""
    me = s.nodes[n]
    if not (
        running(me)
        and me.waiting is None
        and fast_check(s, n, target) is None
        and (me.cut_off or not can_order(s, last(s)))
    ):
        return None
    return changed(s, n, replace(me, asks=me.asks + 1))


def ask_again(s: State, n: Node) -> State | None:
    """Silence means unknown: the same id is sent again."""
    me = s.nodes[n]
    if me.waiting is None or me.request == me.waiting or me.cut_off or not new_request(last(s), me.waiting):
        return None
    return changed(s, n, replace(me, request=me.waiting))


def noted(view: View, request: Request, why: Refusal | None) -> View:
    """The view with the verdict in the ledger."""
    return replace(view, ledger=view.ledger.set(request.node, Judged(request, why)))


def accepted(view: View, request: Request) -> View:
    """An accepted request raises the cluster version; the groups are told afterwards."""
    return replace(noted(view, request, None), version=request.target)


def refused(view: View, request: Request, why: Refusal) -> View:
    """A refused request changes nothing but the ledger."""
    return noted(view, request, why)


def switch_entry(request: Request, why: Refusal | None) -> Entry:
    """The switch is written in the frozen encoding, whatever its target: who cannot run the target must read it too."""
    return Entry(Reason.ADJUST_VERSION, None, None, request, why, 0, 0, FROZEN)


def order_adjust(s: State, n: Node) -> State | None:
    """Order the request of a node that is in flight, and judge it at its position."""
    request = s.nodes[n].request
    view = last(s)
    if request is None or not new_request(view, request):
        return None
    why = verdict(view, request)
    if why is None:
        return ordered(s, switch_entry(request, why), accepted(view, request))
    return ordered(s, switch_entry(request, why), refused(view, request, why))


def told(view: View, g: Group, to: int) -> View:
    """The view after a group's notice."""
    group = view.groups[g]
    return replace(view, groups=view.groups.set(g, GroupView(group.exists, group.hosts, to)))


def may_tell(s: State, n: Node, g: Group) -> bool:
    """The node finds in what it knows that the group is below the cluster version, and it can lead."""
    known = known_view(s, n)
    return known.groups[g].exists and known.groups[g].version < known.version and leads(s, n)


def notify(s: State, n: Node, g: Group) -> State | None:
    """Any leader orders the notice of a group that is still to be told; members or not, it is told, and once."""
    view = last(s)
    to = known_view(s, n).version
    if not (may_tell(s, n, g) and still_to_tell(view, g, to)):
        return None
    return ordered(s, about_group(Reason.ADJUST_VERSION, g), told(view, g, to))
