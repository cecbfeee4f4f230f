"""Terms are only compared and counted up: which of them are mentioned where, and the same with other numbers.

Elections may go on for ever, and terms rise with them; renamed, they make finitely many states. What counts is how far
apart the terms are in which nodes are at the same time.
"""

from dataclasses import replace

from upshift.impl.log import Log, Record
from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    NodeMessage,
    Over,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.ordering.replica import Replica
from upshift.proofs.product.description import Rename


def bits(*numbers: int) -> int:
    """The numbers as the bits of a mask."""
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


# ---- in a log and a replica


def of_log(log: Log) -> int:
    """The terms of a log."""
    return bits(log.base.term, *(position.term for position in log.tail))


def renamed_log(log: Log, rename: Rename) -> Log:
    """The log with other terms."""
    return Log(
        replace(log.base, term=rename(log.base.term)),
        tuple(replace(position, term=rename(position.term)) for position in log.tail),
    )


def of_replica(replica: Replica) -> int:
    """The terms that a replica knows."""
    return bits(replica.term) | of_log(replica.log)


def renamed_replica(replica: Replica, rename: Rename) -> Replica:
    """The replica with other terms."""
    return replace(replica, term=rename(replica.term), log=renamed_log(replica.log, rename))


# ---- in a message


def of_message(message: NodeMessage) -> int:
    """The terms that a message mentions."""
    match message:
        case Canvass(term=term, last_term=last) | Campaign(term=term, last_term=last):
            return bits(term, last)
        case Support(term=term) | Vote(term=term) | Stored(term=term) | Behind(term=term):
            return bits(term)
        case Over(of=of, term=term):
            return bits(of, term)
        case Append(term=term, after_term=after, records=records):
            return bits(term, after, *(record.term for record in records))
        case Snapshot(term=term, base=base):
            return bits(term, base.term)
        case _:
            return 0


def renamed_message(message: NodeMessage, rename: Rename) -> NodeMessage:
    """The message with other terms."""
    match message:
        case Canvass() | Campaign():
            return replace(message, term=rename(message.term), last_term=rename(message.last_term))
        case Support() | Vote() | Stored() | Behind():
            return replace(message, term=rename(message.term))
        case Over():
            return Over(rename(message.of), rename(message.term))
        case Append():
            records = tuple(Record(rename(record.term), record.entry) for record in message.records)
            return replace(message, term=rename(message.term), after_term=rename(message.after_term), records=records)
        case Snapshot():
            base = replace(message.base, term=rename(message.base.term))
            return replace(message, term=rename(message.term), base=base)
        case _:
            return message
