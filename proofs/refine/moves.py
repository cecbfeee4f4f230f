"""What one node may have done by itself, in the model, to come nearer to what became of it.

What a node looks up at the end of the log in the model, it looks up at the end of what it knows: the view after what
it has delivered. So its guards are kept, and judged on that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from upshift.model.requests import fast_check
from upshift.model.state import Join, Local, Phase, State, changed, delivers, leaving, stays
from upshift.model.views import Node, Refusal, Request, View
from upshift.proofs.refine.mapping import seen_at
from upshift.proofs.refine.move import Move, Taken
from upshift.proofs.refine.premises import Actions

DOORS = (Refusal.SOFTWARE_TOO_OLD, Refusal.SOFTWARE_TOO_NEW)
IN = frozenset({Phase.CAUGHT_UP, Phase.JOINED, Phase.MEMBER})


@dataclass(frozen=True, slots=True)
class Aim:
    """What became of one node: itself afterwards, the view that it knows, and the request that it made, if any.

    A member that is `behind` the log that is kept knows less than where the model has it.
    """

    me: Local
    known: View
    asked: Request | None
    behind: bool = False


def by_itself(s: State, n: Node, aim: Aim, actions: Actions) -> Iterator[Move]:
    """The moves by which the node comes nearer, the likelier first."""
    me, to = s.nodes[n], aim.me
    if me.asks < to.asks and me.incarnation == to.incarnation and me.phase is not Phase.DOWN:
        yield from asking(s, n, aim, actions)
    if me.incarnation < to.incarnation:
        yield from begun(s, n, aim, actions)
    elif to.phase is Phase.DOWN:
        yield from ended(s, n, aim, actions)
    elif delivers(me):
        if me.cursor < to.cursor or me.phase is not to.phase:
            yield Move(n, s, s, ((actions.deliver, (n,)),))
    elif me.phase is Phase.STARTED and to.phase in IN:
        yield entered(s, n, aim, actions)


def begun(s: State, n: Node, aim: Aim, actions: Actions) -> Iterator[Move]:
    """A new incarnation: of a node that was down, was put out, or takes its promise back."""
    me = s.nodes[n]
    if me.phase is Phase.DOWN:
        install: tuple[Taken, ...] = ()
        if me.software != aim.me.software:
            install = ((actions.install, (n, aim.me.software)),)
        yield Move(n, s, s, (*install, (actions.start, (n,))))
    elif delivers(me):
        yield Move(n, s, s, ((actions.stand_down, (n,)),))
    else:
        yield Move(n, s, seen_at(s, n, aim.known), ((actions.take_back, (n,)),))


def ended(s: State, n: Node, aim: Aim, actions: Actions) -> Iterator[Move]:
    """The process has ended: by its LEAVE, at its own door, or anyhow."""
    me = s.nodes[n]
    if delivers(me) and stays(s, n) and leaving(s, n):
        yield Move(n, s, s, ((actions.deliver, (n,)),))
    if me.phase is Phase.STARTED or me.phase is Phase.CAUGHT_UP:
        yield from (turned_away(s, n, aim, why, actions) for why in DOORS)
    yield Move(n, s, s, ((actions.crash, (n,)),))


def turned_away(s: State, n: Node, aim: Aim, why: Refusal, actions: Actions) -> Move:
    """The node finds the door closed; one that has announced itself takes that for the answer."""
    me, seen = s.nodes[n], seen_at(s, n, aim.known)
    away = (actions.turn_away, (n, why))
    if me.phase is Phase.STARTED:
        return Move(n, s, seen, (away,))
    sent = changed(seen, n, replace(seen.nodes[n], join=Join(me.incarnation, me.software)))
    return Move(n, s, sent, ((actions.refuse_join, (n, why)), away))


def entered(s: State, n: Node, aim: Aim, actions: Actions) -> Move:
    """The node was let in by its own door, has promised, and announces itself."""
    promise: tuple[Taken, ...] = ()
    if s.nodes[n].floor < aim.me.floor:
        promise = ((actions.promise, (n,)),)
    seen = seen_at(s, n, aim.known)
    return Move(n, s, seen, ((actions.catch_up, (n,)), *promise, (actions.announce, (n,))))


def asking(s: State, n: Node, aim: Aim, actions: Actions) -> Iterator[Move]:
    """The node was asked to adjust the version: it has proposed it, or refused it at once."""
    me = s.nodes[n]
    seen = seen_at(s, n, s.log[me.cursor].view if delivers(me) and not aim.behind else aim.known)
    if aim.asked is not None:
        yield Move(n, s, seen, ((actions.ask, (n, aim.asked.target)),))
        return
    version = seen.log[-1].view.version
    for target in (version + 1, version):
        why = fast_check(seen, n, target)
        if why is None:
            yield Move(n, s, seen, ((actions.ask_unheard, (n, target)),))
        else:
            yield Move(n, s, seen, ((actions.ask_refused, (n, target, why)),))
