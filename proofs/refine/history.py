"""The log as it stands on the disks: what is committed, in the words of the model (where what is on all disks agrees).

A log may begin at a snapshot, so each disk has a stretch of it. The history is the longest of them, and as far back as
the others that reach it have it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from upshift.impl.commands import Disk
from upshift.impl.entries import Entry, Join
from upshift.impl.log import Log
from upshift.impl.log import Position as Ordered
from upshift.impl.views import View as Seen
from upshift.model.normal import DELIVERED
from upshift.model.views import Position, View
from upshift.proofs.refine.words import Words

V = TypeVar("V")

KEPT: Final = 200_000
"""So many objects are remembered by who they are; then all are forgotten, and found again by what they are."""


@dataclass(frozen=True, slots=True, eq=False)
class ById(Generic[V]):
    """What was found out about objects, by who they are: they are kept, so that no other can take their place."""

    known: dict[Hashable, tuple[tuple[object, ...], V]] = field(default_factory=dict)

    def get(self, *objects: object) -> V | None:
        """What is known of the objects together."""
        found = self.known.get(tuple(map(id, objects)))
        return None if found is None else found[1]

    def put(self, value: V, *objects: object) -> V:
        """The value, which is known from here on."""
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known[tuple(map(id, objects))] = (objects, value)
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Ordering:
    """A position of the implementation's log; `position` is None if it takes none in the model. Each is there once."""

    entry: Entry
    view: View
    position: Position | None


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """What one disk has of the committed log: the positions behind `base`. Each is there once."""

    base: int
    view: View
    orderings: tuple[Ordering, ...]

    @property
    def commit(self) -> int:
        """The last position."""
        return self.base + len(self.orderings)

    def view_at(self, p: int) -> View:
        """The view after a position."""
        return self.view if p == self.base else self.orderings[p - self.base - 1].view


class Disagreement(Exception):  # noqa: N818  # it is no error of the program, but what is looked for
    """Two disks have different entries at one position, or different views after it."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The committed log, from the implementation's position `start` on.

    `log` is the model's; `taken` are the entries of its positions behind the first. `places` maps each position of the
    implementation from `start` on to the last one of the model up to there, `joins` a node and an incarnation to the
    place of its JOIN.
    """

    start: int
    log: tuple[Position, ...]
    taken: tuple[Entry, ...]
    places: tuple[int, ...]
    joins: dict[tuple[str, int], int]

    @property
    def last(self) -> View:
        """The view at its end."""
        return self.log[-1].view

    def place_of(self, p: int) -> int:
        """The model's position at which a node is that has delivered so much; the first, if it is not kept."""
        return self.places[max(p - self.start, 0)]


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """The translation of logs, which remembers what it has translated."""

    words: Words
    positions: ById[Ordering] = field(default_factory=ById)
    orderings: dict[Hashable, Ordering] = field(default_factory=dict)
    logs: ById[dict[int, Stretch]] = field(default_factory=ById)
    stretches: dict[Hashable, Stretch] = field(default_factory=dict)
    histories: dict[Hashable, History] = field(default_factory=dict)

    def stretch(self, disk: Disk) -> Stretch:
        """What a disk has of the committed log."""
        known = self.logs.get(disk.log)
        if known is None:
            known = self.logs.put({}, disk.log)
        found = known.get(disk.commit)
        if found is None:
            found = known[disk.commit] = self._stretch(disk.log, disk.commit)
        return found

    def _stretch(self, log: Log, commit: int) -> Stretch:
        """The stretch, translated."""
        before, orderings = log.base.view, []
        for here in log.tail[: commit - log.base.position]:
            orderings.append(self._ordering(before, here))
            before = here.view
        made = Stretch(log.base.position, self.words.view(log.base.view), tuple(orderings))
        return self.stretches.setdefault((made.base, made.view, made.orderings), made)

    def _ordering(self, before: Seen, here: Ordered) -> Ordering:
        """One position; it follows on one view only, so it is known by who it is."""
        known = self.positions.get(here)
        if known is not None:
            return known
        made = Ordering(here.entry, self.words.view(here.view), self.words.position(before, here))
        only = self.orderings.setdefault((here.term, here.entry, made.view, made.position), made)
        return self.positions.put(only, here)

    def history(self, stretches: tuple[Stretch, ...], start: int = 0) -> History:
        """What the disks have together, from where they have it, or from a later position.

        Raises Disagreement if they do not agree.
        """
        known = self.histories.get((stretches, start))
        if known is None:
            whole = together(stretches)
            known = self.histories[stretches, start] = told(whole if whole.base >= start else since(whole, start))
        return known


# ---- several disks


def together(stretches: Iterable[Stretch]) -> Stretch:
    """The longest stretch, made longer at its beginning by those that reach it.

    Raises Disagreement if two of them do not agree where both have something.
    """
    longest, *others = sorted(stretches, key=lambda each: (each.commit, -each.base), reverse=True)
    for other in sorted(others, key=lambda each: each.commit, reverse=True):
        if other.commit < longest.base:
            continue
        _agree(longest, other)
        if other.base < longest.base:
            longest = Stretch(
                other.base, other.view, (*other.orderings[: longest.base - other.base], *longest.orderings)
            )
    return longest


def _agree(longest: Stretch, other: Stretch) -> None:
    """Raises Disagreement if what both have is not the same."""
    for p in range(max(longest.base, other.base), other.commit + 1):
        if longest.view_at(p) != other.view_at(p):
            raise Disagreement(f"two nodes have different views after position {p}")
        if p > max(longest.base, other.base):
            one, two = (each.orderings[p - each.base - 1] for each in (longest, other))
            if one is not two:
                raise Disagreement(f"two nodes have different entries at position {p}: {one.entry} and {two.entry}")


def since(whole: Stretch, start: int) -> Stretch:
    """The stretch from a later position on."""
    return Stretch(start, whole.view_at(start), whole.orderings[start - whole.base :])


def told(whole: Stretch) -> History:
    """The history in the words of the model."""
    log = [Position(DELIVERED, whole.view)]
    taken: list[Entry] = []
    places = [0]
    joins: dict[tuple[str, int], int] = {}
    for ordering in whole.orderings:
        if ordering.position is not None:
            log.append(ordering.position)
            taken.append(ordering.entry)
            if isinstance(ordering.entry, Join):
                joins[ordering.entry.node, ordering.entry.incarnation] = len(taken)
        places.append(len(taken))
    return History(whole.base, tuple(log), tuple(taken), tuple(places), joins)
