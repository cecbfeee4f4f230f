"""A replica as it is explored: what happens to it by itself, and what its process does once it has left the order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from upshift.impl.entries import Entry, Message
from upshift.impl.folding import after
from upshift.impl.log import Base, Log, last_view
from upshift.impl.messages import NodeMessage
from upshift.impl.ordering.election import time_out
from upshift.impl.ordering.leaving import may_stop, own_leave, parted
from upshift.impl.ordering.receiving import received
from upshift.impl.ordering.replica import Replica, Turn, is_leader, restarted
from upshift.impl.ordering.replication import proposed
from upshift.impl.versions import Range
from upshift.impl.views import View
from upshift.proofs.rebind import Function, rebound

SOFTWARE = Range(1, 1)
Sends = tuple[tuple[str, NodeMessage], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A replica, and whether its process has stopped after it had left."""

    replica: Replica
    stopped: bool = False


Moved = tuple[Member, Sends] | None
"""A member afterwards, and what it sends; None if it cannot happen."""


def new_member(name: str, view: View) -> Member:
    """A replica that has heard of nothing yet, in a cluster that begins with a view."""
    return Member(Replica(name, SOFTWARE, 0, None, Log(Base(0, 0, view)), 0, 1, 1))


class Code:
    """Ordered delivery, with some of its functions replaced, as what can happen to a member."""

    def __init__(self, swaps: Mapping[Function, Function]) -> None:
        functions = (received, time_out, proposed, own_leave, parted, may_stop, restarted)
        made: dict[Function, Any] = dict(zip(functions, rebound(functions, swaps, "upshift.impl"), strict=True))
        self._received, self._time_out, self._proposed = made[received], made[time_out], made[proposed]
        self._own_leave, self._parted, self._may_stop = made[own_leave], made[parted], made[may_stop]
        self._restarted = made[restarted]

    def receive(self, node: str, machine: Member, sender: str, message: NodeMessage) -> Moved:
        """A message comes."""
        del node
        return None if machine.stopped else self._then(machine, self._received(machine.replica, sender, message))

    def time_out(self, machine: Member) -> Moved:
        """Nothing was heard from a leader for too long."""
        return None if machine.stopped else self._then(machine, self._time_out(machine.replica))

    def order(self, entry: Entry, machine: Member) -> Moved:
        """A leader is asked to order an entry, which is opaque or would not be refused at the end of its log."""
        if machine.stopped or not is_leader(machine.replica):
            return None
        if not isinstance(entry, Message) and after(last_view(machine.replica.log), entry).refusal is not None:
            return None
        return self._then(machine, self._proposed(machine.replica, entry))

    def crash(self, machine: Member) -> Moved:
        """The process ends and starts again with what is on its disk; one that waits for leave to stop does not."""
        if machine.stopped or machine.replica.left_at is not None:
            return None
        return Member(self._restarted(machine.replica)), ()

    def start(self, machine: Member) -> Moved:
        """A node that had left is started again, as a new incarnation."""
        if not machine.stopped:
            return None
        again = self._restarted(machine.replica)
        return Member(replace(again, incarnation=again.incarnation + 1)), ()

    def _then(self, before: Member, turn: Turn) -> Moved:
        """What follows: a member whose LEAVE is committed asks who has recorded that, and stops when enough have."""
        replica, sent = turn
        if replica.left_at is None:
            p = self._own_leave(replica, before.replica.commit)
            if p is not None:
                replica, farewells = self._parted(replica, p)
                sent = (*sent, *farewells)
        return Member(replica, self._may_stop(replica)), tuple((to, message) for to, message in sent)
