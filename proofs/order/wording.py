"""Entries, logs and messages in the few words in which a reader of a run is shown them."""

from typing import assert_never

from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    RemoveNode,
)
from upshift.impl.log import Log, Record
from upshift.impl.messages import (
    Append,
    Behind,
    Campaign,
    Canvass,
    Declined,
    Farewell,
    Knock,
    NodeMessage,
    Over,
    Propose,
    Recorded,
    Snapshot,
    Stored,
    Support,
    Vote,
)
from upshift.impl.views import View


def entry_in_words(entry: Entry) -> str:
    """An entry: a node is named with its incarnation, `n1#2`."""
    match entry:
        case Join(claim=claim):
            return f"JOIN {entry.node}#{entry.incarnation} {claim}"
        case Leave() | Fail() | Petition() | Partition():
            return f"{type(entry).__name__.upper()} {entry.node}#{entry.incarnation}"
        case AddNode(node=node):
            return f"ADD {node}"
        case RemoveNode(node=node):
            return f"REMOVE {node}"
        case Adjust(request=request):
            return f"ADJUST to {request.target} by {request.node}#{request.incarnation}.{request.number}"
        case Notice(group=group, to=to):
            return f"NOTICE {group} to {to}"
        case CreateGroup(group=group, hosts=hosts):
            return f"CREATE {group} on {' '.join(hosts)}"
        case Message(group=""):
            return entry.body
        case Message(sender=sender, group=group, built_at=built_at, body=body):
            return f"MESSAGE {sender}#{entry.incarnation}.{entry.number} to {group} at {built_at}: {body}"
        case Opening():
            return "OPENING"
        case _:
            assert_never(entry)


def view_in_words(view: View) -> str:
    """A view: versions, roster, groups and ledger, with all that tells it from another."""
    seats = (
        f"{seat.node}#{seat.incarnation} {seat.status.name} {seat.claim or '?'}"
        + (f" said {seat.said}" * bool(seat.said))
        for seat in view.seats
    )
    groups = (f"{group.name} on {' '.join(group.hosts)} at {group.version}" for group in view.groups)
    ledger = (
        f"{entry_in_words(Adjust(line.request))}: {line.refusal.why.name if line.refusal else 'accepted'}"
        for line in view.ledger
    )
    return "; ".join((f"version {view.version}", *seats, *groups, *ledger))


def log_in_words(log: Log) -> tuple[str, ...]:
    """The entries of a log, each with its term, and why it came to nothing, if it did."""
    return tuple(
        f"{entry_in_words(here.entry)} @{here.term}" + (f" ({here.refusal.why.name})" if here.refusal else "")
        for here in log.tail
    )


def records_in_words(records: tuple[Record, ...]) -> str:
    """What travels: entries, each with its term."""
    return ", ".join(f"{entry_in_words(record.entry)} @{record.term}" for record in records) or "nothing"


def message_in_words(message: NodeMessage) -> str:
    """A message; `@3` is a term, `12@3` a position and the term of its entry."""
    match message:
        case Canvass(term=term, last_term=last, length=length) | Campaign(term=term, last_term=last, length=length):
            return f"{type(message).__name__} @{term} with {length}@{last}"
        case Support(term=term) | Vote(term=term):
            return f"{type(message).__name__} @{term}"
        case Over(of=of, term=term):
            return f"Over @{of}, it is @{term}"
        case Append(term=term, after=after, after_term=after_term, records=records, commit=commit):
            return f"Append @{term} behind {after}@{after_term}: {records_in_words(records)}; committed {commit}"
        case Stored(term=term, length=length, member=member):
            return f"Stored @{term} up to {length}" + (f", member #{member}" if member else "")
        case Behind(term=term, length=length):
            return f"Behind @{term}, committed {length}"
        case Snapshot(term=term, base=base):
            return f"Snapshot @{term} of {base.position}@{base.term}: {view_in_words(base.view)}"
        case Farewell(position=position) | Recorded(position=position):
            return f"{type(message).__name__} {position}"
        case Knock(whole=whole):
            return "Knock for a snapshot" if whole else "Knock"
        case Propose(entry=entry):
            return f"Propose {entry_in_words(entry)}"
        case Declined(entry=entry, refusal=refusal):
            return f"Declined {entry_in_words(entry)}: {refusal}"
        case _:
            assert_never(message)
