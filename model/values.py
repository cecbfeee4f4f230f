"""The two containers that the model needs and Python lacks: a record that hashes once, and a total immutable map.

Both are values: equal contents are equal objects, nothing is ever changed in place.
"""

from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, dataclass_transform

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


class Map(dict[K, V]):
    """An immutable, hashable map that is total over its keys; `set` gives a new one.

    It is a dictionary that refuses to be changed, because nothing in Python is read faster. Keys keep the order of the
    mapping they came from (the configured order of nodes). Raises KeyError for a key that it was not made with, on
    reading and on `set`: a total map never grows. Raises TypeError on any attempt to change it. Equal maps have their
    keys in the same order.
    """

    __slots__ = ("_hash",)
    _hash: int

    def set(self, key: K, value: V) -> "Map[K, V]":
        """The same map, but for one key."""
        if key not in self:
            raise KeyError(key)
        made = Map(self)
        dict.__setitem__(made, key, value)
        return made

    def __hash__(self) -> int:  # type: ignore[override]  # it never changes, so it can be hashed
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(tuple(self.values()))
            return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Map) and dict.__eq__(self, other) and list(self) == list(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __reduce__(self) -> tuple[type["Map[K, V]"], tuple[dict[K, V]]]:
        return Map, (dict(self),)

    def __repr__(self) -> str:
        return f"Map({dict(self)!r})"

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in self.items()) + "}"

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a Map never changes; `set` gives a new one")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse
