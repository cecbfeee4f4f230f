"""What stands for what: versions, views and entries of the implementation in the words of the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from upshift.impl import entries, views
from upshift.impl.log import Position as Ordered
from upshift.impl.refusals import Refusal as Told
from upshift.impl.refusals import Why
from upshift.impl.versions import Range as Software
from upshift.model.requests import switch_entry
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import (
    Entry,
    Group,
    GroupView,
    Judged,
    Node,
    Position,
    Reason,
    Refusal,
    Request,
    Seat,
    Status,
    View,
    about_group,
    about_node,
)

UNBORN: Final = 1
"""What the model says of a group's version before the group is created; nobody looks at it."""

UNSAID: Final = frozenset({Why.NOT_CONFIGURED, Why.STALE})
"""Reasons for which an entry is nothing at all: it takes no position in the model."""


def range_of(software: Software) -> Range:
    """A range of versions."""
    return Range(software.oldest, software.newest)


def request_of(request: views.Request) -> Request:
    """A request to adjust the version."""
    return Request(Node(request.node), request.incarnation, request.number, request.target)


def refusal_of(refusal: Told | None) -> Refusal | None:
    """A refusal, without the names that it is about."""
    return None if refusal is None else Refusal[refusal.why.name]


def seat_of(seat: views.Seat) -> Seat:
    """A line of the roster."""
    return Seat(Status[seat.status.name], seat.incarnation, None if seat.claim is None else range_of(seat.claim))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The translation for a cluster of these nodes and groups, which remembers the views that it has translated."""

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    known_views: dict[views.View, View] = field(default_factory=dict)

    def view(self, view: views.View) -> View:
        """A view; a node that it does not know is ABSENT, and a group that was not created yet does not exist.

        Raises LookupError for a node or a group that is not of the cluster.
        """
        known = self.known_views.get(view)
        if known is None:
            known = self.known_views[view] = self._view(view)
        return known

    def _view(self, view: views.View) -> View:
        """The view, translated."""
        seats = {seat.node: seat_of(seat) for seat in view.seats}
        groups = {group.name: self._group(group) for group in view.groups}
        verdicts = {
            line.request.node: Judged(request_of(line.request), refusal_of(line.refusal)) for line in view.ledger
        }
        _all_known({*seats, *verdicts}, self.nodes)
        _all_known(groups, self.groups)
        absent, unborn = Seat(Status.ABSENT, 0, None), GroupView(False, self.hosting(()), UNBORN)
        return View(
            Map({n: seats.get(n, absent) for n in self.nodes}),
            view.version,
            Map({g: groups.get(g, unborn) for g in self.groups}),
            Map({n: verdicts.get(n) for n in self.nodes}),
        )

    def hosting(self, hosts: tuple[str, ...]) -> Map[Node, bool]:
        """The nodes that host a group."""
        return Map({n: n in hosts for n in self.nodes})

    def _group(self, group: views.Group) -> GroupView:
        """A group that was created."""
        return GroupView(True, self.hosting(group.hosts), group.version)

    def position(self, before: views.View, here: Ordered) -> Position | None:
        """A position behind the view `before`; None for an entry that takes none in the model.

        Those are an opening, a request whose id the ledger knows, and whatever its guard has refused there: but for a
        request that is new, and a message, of which the refusal is news.
        """
        entry = self._entry(before, here)
        return None if entry is None else Position(entry, self.view(here.view))

    def _entry(self, before: views.View, here: Ordered) -> Entry | None:
        """The entry, if it takes a position."""
        entry = here.entry
        if isinstance(entry, entries.Opening) or (here.refusal is not None and here.refusal.why in UNSAID):
            return None
        if isinstance(entry, entries.Adjust):
            return None if here.view == before else switch_entry(request_of(entry.request), refusal_of(here.refusal))
        if isinstance(entry, entries.Message):
            why, built_at = refusal_of(here.refusal), entry.built_at
            return Entry(
                Reason.MESSAGE, Node(entry.sender), Group(entry.group), None, why, built_at, entry.needs, built_at
            )
        if here.refusal is not None:
            return None
        reason = Reason[entries.reason_of(entry, before).name]
        if isinstance(entry, entries.Notice | entries.CreateGroup):
            return about_group(reason, Group(entry.group))
        return about_node(reason, Node(entry.node))


def _all_known(names: set[str] | Mapping[str, object], known: tuple[str, ...]) -> None:
    """Raises LookupError for a name that is not known."""
    for name in names:
        if name not in known:
            raise LookupError(f"{name} is none of {', '.join(known)}")
