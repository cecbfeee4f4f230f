"""The log of one node: entries with the term of the leader that ordered them, and the view after each (protocol 2).

A log may begin at a snapshot: then `base` says what the cluster was at that position, and nothing before it is kept.
Positions are counted from 1; 0 is genesis.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from upshift.impl.entries import Entry
from upshift.impl.folding import after
from upshift.impl.refusals import Refusal
from upshift.impl.views import View


@dataclass(frozen=True, slots=True)
class Base:
    """Where a log begins: a position that is committed, the term of its entry, and the view after it."""

    position: int
    term: int
    view: View


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as it travels between nodes, with the term of the leader that ordered it."""

    term: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Position:
    """A position of the log: its term and entry, the view after it, and why the entry came to nothing, if it did."""

    term: int
    entry: Entry
    view: View
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Log:
    """A base, and the positions behind it."""

    base: Base
    tail: tuple[Position, ...] = ()


def end_of(log: Log) -> int:
    """The last position."""
    return log.base.position + len(log.tail)


def position_at(log: Log, p: int) -> Position:
    """The position `p`, which must be behind the base."""
    return log.tail[p - log.base.position - 1]


def term_at(log: Log, p: int) -> int | None:
    """The term of the entry at `p`; None where the log does not reach."""
    if p == log.base.position:
        return log.base.term
    if log.base.position < p <= end_of(log):
        return position_at(log, p).term
    return None


def view_at(log: Log, p: int) -> View:
    """The view after position `p`."""
    return log.base.view if p == log.base.position else position_at(log, p).view


def last_view(log: Log) -> View:
    """The view after the whole log, delivered or not."""
    return view_at(log, end_of(log))


def last_term(log: Log) -> int:
    """The term of the last entry."""
    return log.tail[-1].term if log.tail else log.base.term


def views_from(log: Log, p: int, q: int) -> tuple[View, ...]:
    """The views from position `p` to `q`, both included."""
    return tuple(view_at(log, each) for each in range(p, q + 1))


def records_after(log: Log, p: int) -> tuple[Record, ...]:
    """The entries behind position `p`."""
    return tuple(Record(each.term, each.entry) for each in log.tail[p - log.base.position :])


def extended(log: Log, records: Iterable[Record]) -> Log:
    """The log with more entries at its end."""
    view, tail = last_view(log), list(log.tail)
    for record in records:
        view, refusal = after(view, record.entry)
        tail.append(Position(record.term, record.entry, view, refusal))
    return replace(log, tail=tuple(tail))


def shortened(log: Log, p: int) -> Log:
    """The log up to position `p`."""
    return replace(log, tail=log.tail[: p - log.base.position])


def compacted(log: Log, p: int) -> Log:
    """The log without what stands at and before position `p`, which must be committed: it becomes the base."""
    here = position_at(log, p)
    return Log(Base(p, here.term, here.view), log.tail[p - log.base.position :])
