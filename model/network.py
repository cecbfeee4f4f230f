"""What the network does to a node: cut it off, heal the cut, lose what it sent.

One side of a cut at most can order (two quorums of a view meet), so it is enough to say who is not on that side. A node
that is cut off delivers nothing: what it could still deliver was ordered before the cut, and a run in which it does so
is one in which it did so before the cut.
"""

from dataclasses import replace

from upshift.model.adjust import new_request
from upshift.model.membership import newer_incarnation
from upshift.model.state import State, changed, delivers, last, leaving
from upshift.model.views import Node


def cut(s: State, n: Node) -> State | None:
    """The node loses contact with the others.

    (Cutting off a node that is leaving adds nothing to its being slow: it votes no more.)
    """
    me = s.nodes[n]
    if me.cut_off or (delivers(me) and leaving(s, n)):
        return None
    return changed(s, n, replace(me, cut_off=True))


def heal(s: State, n: Node) -> State | None:
    """The node is in contact again."""
    me = s.nodes[n]
    if not me.cut_off:
        return None
    return changed(s, n, replace(me, cut_off=False))


def lose_join(s: State, n: Node) -> State | None:
    """The JOIN in flight is lost (one that came too late is lost already)."""
    me = s.nodes[n]
    if me.join is None or not newer_incarnation(last(s), n, me.join.incarnation):
        return None
    return changed(s, n, replace(me, join=None))


def lose_request(s: State, n: Node) -> State | None:
    """The request in flight is lost (one whose verdict is known is lost already)."""
    me = s.nodes[n]
    if me.request is None or not new_request(last(s), me.request):
        return None
    return changed(s, n, replace(me, request=None))
