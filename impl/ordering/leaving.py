"""How a node leaves the order: it stops only after a quorum of the view after has recorded that its LEAVE is committed.

Else the others might need it to learn that they do not need it (protocol 2).
"""

from dataclasses import replace

from upshift.impl.entries import Leave
from upshift.impl.log import position_at, view_at
from upshift.impl.messages import Farewell, Recorded
from upshift.impl.ordering.replica import Replica, Sent, Turn, to_each
from upshift.impl.quorum import is_quorum, voters
from upshift.impl.views import View


def own_leave(replica: Replica, since: int) -> int | None:
    """The position at which this incarnation's LEAVE was committed, of those behind a position."""
    for p in range(max(since, replica.log.base.position) + 1, replica.commit + 1):
        here = position_at(replica.log, p)
        if here.entry == Leave(replica.name, replica.incarnation) and here.refusal is None:
            return p
    return None


def parted(replica: Replica, p: int) -> Turn:
    """The node has delivered its own LEAVE: it asks who has recorded that."""
    leaver = replace(replica, left_at=p)
    return leaver, said(leaver, p)


def said(leaver: Replica, p: int) -> tuple[Sent, ...]:
    """The question, to the voters of the view after."""
    return to_each(voters(view_after(leaver, p)), Farewell(p))


def view_after(leaver: Replica, p: int) -> View:
    """The view after the LEAVE; a log that was compacted meanwhile has a later one, which is committed as well."""
    return view_at(leaver.log, max(p, leaver.log.base.position))


def asked_for_record(replica: Replica, sender: str, message: Farewell) -> Turn:
    """Somebody wants to leave: it is answered if the position is recorded here as committed."""
    if replica.commit < message.position:
        return replica, ()
    return replica, (Sent(sender, Recorded(message.position)),)


def recorded(replica: Replica, sender: str, message: Recorded) -> Turn:
    """Somebody has recorded that the LEAVE is committed."""
    if replica.left_at is None or message.position < replica.left_at:
        return replica, ()
    return replace(replica, witnesses=replica.witnesses | {sender}), ()


def may_stop(replica: Replica) -> bool:
    """The node has left, and is needed by nobody."""
    return replica.left_at is not None and is_quorum(view_after(replica, replica.left_at), replica.witnesses)
