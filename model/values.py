"""The two containers that the model needs and Python lacks: a record that hashes once, and a total immutable map.

Both are values: equal contents are equal objects, nothing is ever changed in place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class Remembers:
    """A place for the hash of an immutable value, filled when it is first asked for."""

    __slots__ = ("_hash",)
    _hash: int


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots whose hash is computed once, and that equals itself without being looked into.

    The class must derive from `Remembers`. An explorer asks for the hash of the same view or node a million times;
    recomputing it was half of its time.
    """
    made = dataclass(frozen=True, slots=True)(cls)
    computed, compared = made.__hash__, made.__eq__

    def remembered(self: Any) -> int:  # noqa: ANN401  # a method of the class that is being made
        try:
            known: int = self._hash
        except AttributeError:
            known = computed(self)
            object.__setattr__(self, "_hash", known)
        return known

    def same_or_equal(self: Any, other: object) -> bool:  # noqa: ANN401  # likewise
        return self is other or compared(self, other)

    made.__hash__ = remembered  # type: ignore[method-assign]  # the same hash, remembered
    made.__eq__ = same_or_equal  # type: ignore[method-assign]  # the same equality, sooner
    return made


class Map(Remembers, Mapping[K, V]):
    """An immutable, hashable map that is total over its keys; `set` gives a new one.

    Keys keep the order of the mapping they came from (the configured order of nodes). Raises KeyError for a key that
    it was not made with, on reading and on `set`: a total map never grows.
    """

    __slots__ = ("_index", "_values")

    def __init__(self, items: Mapping[K, V]) -> None:
        self._index = {key: place for place, key in enumerate(items)}
        self._values = tuple(items.values())

    def set(self, key: K, value: V) -> "Map[K, V]":
        """The same map, but for one key."""
        place = self._index[key]
        made: Map[K, V] = Map.__new__(Map)
        made._index = self._index
        made._values = (*self._values[:place], value, *self._values[place + 1 :])
        return made

    def __getitem__(self, key: K) -> V:
        return self._values[self._index[key]]

    def __iter__(self) -> Iterator[K]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._values)

    def values(self) -> tuple[V, ...]:  # type: ignore[override]  # nothing changes: a tuple is view enough, and quicker
        """The values, in the order of the keys."""
        return self._values

    def items(self) -> Iterable[tuple[K, V]]:  # type: ignore[override]  # likewise
        """Keys and values, in order."""
        return zip(self._index, self._values, strict=True)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(self._values)
            return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Map)
            and self._values == other._values
            and (self._index is other._index or list(self._index) == list(other._index))
        )

    def __repr__(self) -> str:
        return f"Map({dict(self)!r})"

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in self.items()) + "}"
