"""A state as plain data, and back: what `json` can write, read back exactly by the help of the type.

A record is an object by field names, a Map an object by its keys (a list of pairs unless they are words), an Enum's
member its name, a tuple a list, a frozenset a sorted list. Where several records may stand, one is written as
`{"tag": "Vote", "value": {...}}`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Final, assert_never
from unicodedata import category

from upshift.model.values import Map
from upshift.proofs.difference import inside
from upshift.proofs.trace.shape import (
    Anything,
    Choice,
    Hint,
    Option,
    Plain,
    Product,
    Record,
    Scalar,
    Sequence,
    Shape,
    Subset,
    Table,
    TraceError,
    Union,
    Value,
    fields_of,
    kind_of,
    shape_of,
)

DEEPEST: Final = 100
"""No data of a trace are nested deeper."""
UNREADABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Characters that a terminal obeys, that hide or reorder others, that break a line, and halves of characters."""

KINDS = {bool: "true or false", int: "an integer", str: "a string"}


def encode(value: Value, hint: Hint = None) -> Plain:
    """The plain data of a value; `hint` is its type, needed only where the value does not tell."""
    return to_plain(shape_of(kind_of(value) if hint is None else hint), value)


def decode(hint: Hint, data: Plain, path: str = "state") -> Value:
    """The value of the type that the plain data stands for.

    Raises:
        TraceError: it stands for none; `path` and what follows it name the place.
    """
    return from_plain(shape_of(hint), data, path)


# ---- writing


def to_plain(shape: Shape, value: Value) -> Plain:
    """The plain data of a value of that shape."""
    match shape:
        case Scalar() | Anything():
            return value
        case Choice():
            return value.name
        case Record():
            return {name: to_plain(part, getattr(value, name)) for name, part in fields_of(shape)}
        case Table(key=key, value=kept):
            pairs = [[to_plain(key, each), to_plain(kept, value[each])] for each in value]
            return dict(pairs) if words(key) else pairs
        case Sequence(element=element):
            return [to_plain(element, each) for each in value]
        case Product(elements=elements):
            return [to_plain(element, each) for element, each in zip(elements, value, strict=True)]
        case Subset(element=element):
            return sorted((to_plain(element, each) for each in value), key=json.dumps)
        case Option(some=some):
            return None if value is None else to_plain(some, value)
        case Union():
            kind = type(value)
            return {"tag": kind.__name__, "value": to_plain(Record(kind), value)}
        case _:
            assert_never(shape)


def words(key: Shape) -> bool:
    """The keys of a map of that shape can be the keys of an object."""
    return isinstance(key, Choice) or (isinstance(key, Scalar) and key.type is str)


# ---- reading


def readable(data: Plain) -> Plain:
    """The data, if a person can be shown all of them: no character commands a terminal, nothing is nested without end.

    Raises:
        TraceError: they are not fit to be shown.
    """
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise TraceError(f"is no trace: nested deeper than {DEEPEST} levels")
        match value:
            case str():
                bad = [character for character in value if category(character) in UNREADABLE]
                if bad:
                    raise TraceError(f"is no trace: the character U+{ord(bad[0]):04X} in {json.dumps(value)[:60]}")
            case dict():
                waiting += [(part, depth + 1) for pair in value.items() for part in pair]
            case list():
                waiting += [(part, depth + 1) for part in value]
            case _:
                continue
    return data


def from_plain(shape: Shape, data: Plain, path: str) -> Value:
    """The value of that shape."""
    match shape:
        case Anything():
            return data
        case Scalar(type=kind):
            return expect(type(data) is kind, data, path, KINDS[kind])
        case Choice(enum=enum):
            names = [member.name for member in enum]
            return enum[expect(data in names, data, path, f"one of {', '.join(names)}")]
        case Record():
            return _record(shape, data, path)
        case Table():
            return _table(shape, data, path)
        case Sequence(element=element):
            return _elements(data, path, lambda _: element)
        case Product(elements=elements):
            expect(isinstance(data, list) and len(data) == len(elements), data, path, f"a list of {len(elements)}")
            return _elements(data, path, lambda place: elements[place])
        case Subset(element=element):
            found = frozenset(_elements(data, path, lambda _: element))
            expect(len(found) == len(data), data, path, "each element once")
            return found
        case Option(some=some):
            return None if data is None else from_plain(some, data, path)
        case Union(cases=cases):
            by_name = {case.type.__name__: case for case in cases}
            expect(isinstance(data, Mapping) and {"tag", "value"} == set(data), data, path, "a tag and a value")
            expect(data["tag"] in by_name, data["tag"], f"{path}.tag", f"one of {', '.join(by_name)}")
            return from_plain(by_name[data["tag"]], data["value"], path)
        case _:
            assert_never(shape)


def _record(shape: Record, data: Plain, path: str) -> Value:
    """An object with exactly the fields of the record."""
    expect(isinstance(data, Mapping), data, path, f"a {shape.type.__name__}")
    parts = dict(fields_of(shape))
    for name in parts:
        expect(name in data, tuple(data), path, f"the field {name!r}")
    for name in data:
        expect(name in parts, name, path, f"a field of {shape.type.__name__}")
    return shape.type(**{name: from_plain(part, data[name], inside(path, name)) for name, part in parts.items()})


def _table(shape: Table, data: Plain, path: str) -> Value:
    """An object, or a list of pairs."""
    if words(shape.key):
        expect(isinstance(data, Mapping), data, path, "an object")
        pairs = list(data.items())
    else:
        pairs = list(_elements(data, path, lambda _: Product((Anything(), Anything()))))
    read = {
        from_plain(shape.key, key, f"{path}, key"): from_plain(shape.value, kept, inside(path, key))
        for key, kept in pairs
    }
    expect(len(read) == len(pairs), data, path, "each key once")
    return Map(read)


def _elements(data: Plain, path: str, shape_at: Callable[[int], Shape]) -> tuple[Value, ...]:
    """The elements of a list."""
    expect(isinstance(data, list), data, path, "a list")
    return tuple(from_plain(shape_at(place), each, f"{path}[{place}]") for place, each in enumerate(data))


def expect(holds: bool, data: Plain, path: str, what: str) -> Plain:
    """The data, if it is what is expected there.

    Raises:
        TraceError: it is not.
    """
    if not holds:
        raise TraceError(f"{path or 'the trace'}: expected {what}, found {json.dumps(data, default=str)[:60]}")
    return data
