"""The normal form of a state: what can no longer matter is forgotten, so that endless runs make finitely many states.

It is no part of the protocol. Four things are done, each of which changes no move that is possible from here on (tested
as a bisimulation on random runs):

1. a position that every node which is still to deliver from the log has delivered is dropped, and of the last such only
   the view is kept;
2. a node that was put out of the log while it was cut off keeps nothing of its old place (it comes back by
   `stand_down`);
3. a message in flight that would be refused for ever as old, and a verdict that nobody can ask for again, are dropped;
4. incarnations and request numbers, which are only compared, are renamed by rank.
"""

from dataclasses import dataclass, replace

from upshift.model.adjust import new_request
from upshift.model.membership import newer_incarnation
from upshift.model.state import Local, State, delivers, last, leaving, nobody
from upshift.model.views import FROZEN, Entry, Node, Position, Reason, Request, View, active_as


def normal(s: State) -> State:
    """The representative of the state's class; the same object if the state is its own."""
    return ranked(shortened(undisturbed(s)))


# ---- 2 and 3: per node


def undisturbed(s: State) -> State:
    """Messages and places that can no longer matter are gone."""
    view = last(s)
    nodes = s.nodes
    for n, me in s.nodes.items():
        kept = without_lost_place(s, view, n, me) if delivers(me) else me
        if me.join is not None or me.request is not None or me.asks or me.told is not None:
            kept = without_late_messages(view, n, kept)
        if kept is not me:
            nodes = nodes.set(n, kept)
    return s if nodes is s.nodes else State(s.log, nodes)


def without_lost_place(s: State, view: View, n: Node, me: Local) -> Local:
    """A node that was put out, at the end of the log and without members."""
    if active_as(view, n, me.incarnation) or leaving(s, n):
        return me
    end = len(s.log) - 1
    return me if me.cursor == end and not any(me.uses.values()) else replace(me, cursor=end, uses=nobody(me))


def without_late_messages(view: View, n: Node, me: Local) -> Local:
    """A node without messages that would be refused for ever, a count that nobody compares, and its last word."""
    join, request, asks = me.join, me.request, me.asks
    if join is not None and not newer_incarnation(view, n, join.incarnation):
        join = None
    if request is not None and not new_request(view, request):
        request = None
    if asks and me.waiting is None and (request is None or request.incarnation != me.incarnation):
        asks = 0
    if join is me.join and request is me.request and asks == me.asks and me.told is None:
        return me
    return replace(me, join=join, request=request, asks=asks, told=None)


# ---- 1: the log

DELIVERED = Entry(Reason.GENESIS, None, None, None, None, 0, 0, FROZEN)
"""In place of an entry that everybody has delivered."""


def shortened(s: State) -> State:
    """The log from the position that the slowest deliverer is at."""
    view = last(s)
    first = len(s.log) - 1
    for n, me in s.nodes.items():
        if me.cursor < first and delivers(me) and (active_as(view, n, me.incarnation) or leaving(s, n)):
            first = me.cursor
    if first == 0 and s.log[0].entry.reason is Reason.GENESIS:
        return s
    nodes = s.nodes
    for n, me in s.nodes.items():
        if first and me.cursor:
            nodes = nodes.set(n, replace(me, cursor=me.cursor - first))
    return State((Position(DELIVERED, s.log[first].view), *s.log[first + 1 :]), nodes)


# ---- 4: incarnations and request numbers by rank; the ledger's lines that nobody can ask for


def ranked(s: State) -> State:
    """Incarnations by rank (0 stays 0); only the outstanding request keeps a number, and a line in the ledger."""
    log, nodes = s.log, s.nodes
    for n, me in s.nodes.items():
        ranks = None if me.incarnation < 2 else ranks_of(log, n, me)  # 0 and 1 are ranks
        if ranks is None and is_numbered(log, n, me):
            continue
        renamed = Renamed(n, ranks, me.request or me.waiting)
        nodes = nodes.set(n, renamed.local(me))
        log = tuple(Position(renamed.entry(position.entry), renamed.view(position.view)) for position in log)
    return s if log is s.log and nodes is s.nodes else State(log, nodes)


def ranks_of(log: tuple[Position, ...], n: Node, me: Local) -> dict[int, int] | None:
    """The rank of each incarnation of the node that is mentioned, or None if they are ranks already.

    The node's own counter is the highest there is.
    """
    mentioned = {0, me.incarnation}
    for sent in (me.join, me.request, me.waiting):
        if sent is not None:
            mentioned.add(sent.incarnation)
    for position in log:
        mentioned.add(position.view.roster[n].incarnation)
        asked = position.entry.request
        if asked is not None and asked.node == n:
            mentioned.add(asked.incarnation)
    if me.incarnation == len(mentioned) - 1:
        return None
    return {incarnation: rank for rank, incarnation in enumerate(sorted(mentioned))}


def is_numbered(log: tuple[Position, ...], n: Node, me: Local) -> bool:
    """The node's outstanding request has number 1, all others have 0, and the ledger has no line for them."""
    outstanding = me.request or me.waiting
    if me.asks > 1 or (outstanding is not None and outstanding.number != 1):
        return False
    for position in log:
        judged, asked = position.view.ledger[n], position.entry.request
        if judged is not None and judged.request != outstanding:
            return False
        if asked is not None and asked.node == n and asked.number != (asked == outstanding):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Renamed:
    """The renaming of one node's incarnations and requests, applied to whatever mentions them."""

    node: Node
    ranks: dict[int, int] | None
    outstanding: Request | None

    def rank(self, incarnation: int) -> int:
        """The incarnation's rank."""
        return incarnation if self.ranks is None else self.ranks[incarnation]

    def request(self, asked: Request) -> Request:
        """A request of the node."""
        return replace(asked, incarnation=self.rank(asked.incarnation), number=int(asked == self.outstanding))

    def local(self, me: Local) -> Local:
        """The node itself."""
        return replace(
            me,
            incarnation=self.rank(me.incarnation),
            join=None if me.join is None else replace(me.join, incarnation=self.rank(me.join.incarnation)),
            request=None if me.request is None else self.request(me.request),
            waiting=None if me.waiting is None else self.request(me.waiting),
            asks=min(me.asks, 1),
        )

    def entry(self, entry: Entry) -> Entry:
        """An entry, if it is a request of the node."""
        if entry.request is None or entry.request.node != self.node:
            return entry
        return replace(entry, request=self.request(entry.request))

    def view(self, view: View) -> View:
        """A view: the node's line in the roster, and in the ledger."""
        seat, judged = view.roster[self.node], view.ledger[self.node]
        line = None
        if judged is not None and judged.request == self.outstanding:
            line = replace(judged, request=self.request(judged.request))
        return replace(
            view,
            roster=view.roster.set(self.node, replace(seat, incarnation=self.rank(seat.incarnation))),
            ledger=view.ledger.set(self.node, line),
        )
