"""Every message of ordered delivery, sent to its handler."""

from typing import assert_never

from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    Farewell,
    OrderingMessage,
    Over,
    Recorded,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.ordering.election import asked_to_vote, canvassed, overtaken, supported, voted
from upshift.impl.ordering.leaving import asked_for_record, recorded
from upshift.impl.ordering.replica import Replica, Turn
from upshift.impl.ordering.replication import asked_for_more, confirmed, told_to_append, told_to_restore


def received(replica: Replica, sender: str, message: OrderingMessage, member: int = 0) -> Turn:
    """What a replica makes of a message; `member` is what it reports of itself: its incarnation, if it is a member."""
    match message:
        case Canvass():
            return canvassed(replica, sender, message)
        case Support():
            return supported(replica, sender, message)
        case Campaign():
            return asked_to_vote(replica, sender, message)
        case Vote():
            return voted(replica, sender, message)
        case Over():
            return overtaken(replica, message)
        case Append():
            return told_to_append(replica, sender, message, member)
        case Stored():
            return confirmed(replica, sender, message)
        case Behind():
            return asked_for_more(replica, sender, message)
        case Snapshot():
            return told_to_restore(replica, sender, message, member)
        case Farewell():
            return asked_for_record(replica, sender, message)
        case Recorded():
            return recorded(replica, sender, message)
        case _:
            assert_never(message)
