"""What changed between two values and nothing else: a list of places, with what was there and what is there now.

Records, maps and tuples are gone into; what came and what went is told apart from what changed. It works on states and
on the plain data of saved traces alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from upshift.proofs.show import parts_of, show

LONG = 60
"""A new element that takes more characters than this is told by how it differs from the one before it."""


class Absence(Enum):
    """Where something came there was nothing before, and where it went there is nothing after."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT


@dataclass(frozen=True, slots=True)
class Change:
    """One place that changed: `before` is ABSENT for what came, `after` for what went.

    What came into a sequence knows its `neighbour`, the path and value of the element before it: a new position of a
    log repeats most of the last one.
    """

    path: str
    before: object
    after: object
    neighbour: tuple[str, object] | None = None

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        if self.before is ABSENT:
            return f"{place}+ {self._arrival()}"
        if self.after is ABSENT:
            return f"{place}- {show(self.before)}"
        return f"{place}{show(self.before)} -> {show(self.after)}"

    def _arrival(self) -> str:
        """What came, in full, or as its neighbour with some differences if that is shorter."""
        whole = show(self.after)
        if self.neighbour is None or len(whole) <= LONG or type(self.after) is not type(self.neighbour[1]):
            return whole
        path, other = self.neighbour
        apart = ", ".join(
            f"{change.path} = {show(change.after)}" if change.after is not ABSENT else f"no {change.path}"
            for change in changes(other, self.after)
        )
        told = f"as {path}, but {apart}" if apart else f"as {path}"
        return min(whole, told, key=len)


def changes(before: object, after: object, path: str = "") -> tuple[Change, ...]:
    """Every place at which the two differ, in the order of the fields, keys and positions."""
    return tuple(_apart(before, after, path))


def _apart(before: object, after: object, path: str) -> Iterator[Change]:
    """Goes into whatever has the same parts on both sides, and stops where it has not."""
    if before == after:
        return
    record, other = parts_of(before), parts_of(after)
    if record is not None and other is not None and type(before) is type(after):
        yield from _maps(record, other, path)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _maps(before, after, path)
    elif isinstance(before, tuple | list) and isinstance(after, tuple | list):
        yield from _sequences(before, after, path)
    elif isinstance(before, frozenset) and isinstance(after, frozenset):
        yield from (Change(path, gone, ABSENT) for gone in sorted(before - after, key=show))
        yield from (Change(path, ABSENT, came) for came in sorted(after - before, key=show))
    else:
        yield Change(path, before, after)


def _maps(before: Mapping[Any, object], after: Mapping[Any, object], path: str) -> Iterator[Change]:
    """Key by key; what went is told before what came."""
    for key, value in before.items():
        if key in after:
            yield from _apart(value, after[key], inside(path, key))
        else:
            yield Change(inside(path, key), value, ABSENT)
    for key, value in after.items():
        if key not in before:
            yield Change(inside(path, key), ABSENT, value)


def _sequences(before: Sequence[object], after: Sequence[object], path: str) -> Iterator[Change]:
    """Position by position if the lengths agree; else what was kept is found first, as in a queue that was read."""
    if len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _apart(old, new, f"{path}[{place}]")
        return
    old_marks, new_marks = [show(value) for value in before], [show(value) for value in after]
    kept = SequenceMatcher(None, old_marks, new_marks, autojunk=False)
    for _, old_from, old_to, new_from, new_to in kept.get_opcodes():
        both = min(old_to - old_from, new_to - new_from)
        for step in range(both):
            yield from _apart(before[old_from + step], after[new_from + step], f"{path}[{new_from + step}]")
        for place in range(old_from + both, old_to):
            yield Change(f"{path}[{place}]", before[place], ABSENT)
        for place in range(new_from + both, new_to):
            neighbour = (f"{path}[{place - 1}]", after[place - 1]) if place else None
            yield Change(f"{path}[{place}]", ABSENT, after[place], neighbour)


def inside(path: str, key: object) -> str:
    """The path of a field or of what a map has for a key: `nodes.n1.floor`, `seats[3]`."""
    if not isinstance(key, str | Enum):
        return f"{path}[{show(key)}]"
    name = key.name if isinstance(key, Enum) else key
    return f"{path}.{name}" if path else name
