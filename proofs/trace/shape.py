"""What the type of a state is made of, read from its type hints once: the one place that looks into `typing`.

Whatever is written to a file or read from one is a walk over a shape: `plain` for JSON, `itf` for the Informal Trace
Format, `schema` for the type itself.
"""

import types
import typing
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, NewType, TypeAlias

from upshift.model.values import Map

Hint: TypeAlias = Any
"""A type as an annotation has it."""
Value: TypeAlias = Any
"""A value of a state, or a part of one."""
Plain: TypeAlias = Any
"""What `json` reads and writes."""


class TraceError(Exception):
    """A trace is not what it says, or cannot be read: one line, naming the place and what was found there."""


@contextmanager
def refusing() -> Iterator[None]:
    """Reads what anybody may have written: whatever Python has against it, as against an unhashable element of a set.

    Raises:
        TraceError: in place of the exceptions that data can cause.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise TraceError(f"is no trace: {why}") from error


@dataclass(frozen=True, slots=True)
class Scalar:
    """A bool, int or str; `name` is that of a NewType of it, or its own."""

    type: type
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A member of an Enum, known by its name."""

    enum: type[Enum]


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass or a named tuple; see `fields_of`."""

    type: type[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A total `Map`."""

    key: "Shape"
    value: "Shape"


@dataclass(frozen=True, slots=True)
class Sequence:
    """`tuple[T, ...]`."""

    element: "Shape"


@dataclass(frozen=True, slots=True)
class Product:
    """`tuple[A, B]`: so many elements, each of its own type."""

    elements: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Subset:
    """A `frozenset`."""

    element: "Shape"


@dataclass(frozen=True, slots=True)
class Option:
    """`T | None`."""

    some: "Shape"


@dataclass(frozen=True, slots=True)
class Union:
    """One of several records, known by their names."""

    cases: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """`object`: plain data already, which is left as it is."""


Shape = Scalar | Choice | Record | Table | Sequence | Product | Subset | Option | Union | Anything


@lru_cache(maxsize=1024)
def shape_of(hint: Hint) -> Shape:
    """The shape of a type hint.

    Raises:
        TraceError: it is no type that a state may be made of.
    """
    origin: Hint = typing.get_origin(hint)
    match origin, typing.get_args(hint):
        case None, _:
            return _simple(hint)
        case ((types.UnionType | typing.Union), members):
            return _union(hint, members)
        case typing.Literal, words if all(isinstance(word, str) for word in words):
            return Scalar(str, "str")
        case _, (key, value) if origin is Map:
            return Table(shape_of(key), shape_of(value))
        case _, (element, end) if origin is tuple and end is Ellipsis:
            return Sequence(shape_of(element))
        case _, elements if origin is tuple:
            return Product(tuple(map(shape_of, elements)))
        case _, (element,) if origin is frozenset:
            return Subset(shape_of(element))
    raise TraceError(f"{hint} is not a type that a state is made of")


def _simple(hint: Hint) -> Shape:
    """A type without parameters."""
    if isinstance(hint, NewType):
        base = shape_of(hint.__supertype__)
        return Scalar(base.type, hint.__name__) if isinstance(base, Scalar) else base
    if hint in {bool, int, str}:
        return Scalar(hint, hint.__name__)
    if hint is object:
        return Anything()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Choice(hint)
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        return Record(hint)
    raise TraceError(f"{getattr(hint, '__name__', hint)} is not a type that a state is made of")


def _union(hint: Hint, members: Iterable[Hint]) -> Shape:
    """`T | None`, or one of several records; the two may be combined."""
    cases = [shape_of(member) for member in members if member is not types.NoneType]
    records = tuple(case for case in cases if isinstance(case, Record))
    if len(cases) > 1 and (len(records) != len(cases) or len({case.type.__name__ for case in records}) != len(cases)):
        raise TraceError(f"{hint}: only records with names of their own may be alternatives")
    some = cases[0] if len(cases) == 1 else Union(records)
    return Option(some) if types.NoneType in members else some


@lru_cache(maxsize=1024)
def fields_of(record: Record) -> tuple[tuple[str, Shape], ...]:
    """The fields of a record in their order, each with its shape."""
    hints = typing.get_type_hints(record.type)
    names = getattr(record.type, "_fields", None) or [field.name for field in fields(record.type)]
    return tuple((name, shape_of(hints[name])) for name in names)


def kind_of(value: Value) -> Hint:
    """The type of a root value: a record, an Enum or a scalar says its own.

    Raises:
        TraceError: it does not; a tuple does not say the type of its elements.
    """
    kind: Hint = type(value)
    shape_of(kind)
    return kind
