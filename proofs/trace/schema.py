"""The types of a state as plain data, so that a saved trace can be read without the program that wrote it.

Types are written as Python writes them: `{"Status": ["ACTIVE", "INACTIVE"], "Node": "str", "Local": {"floor": "int"},
"State": {"log": "tuple[View, ...]", "nodes": "Map[Node, Local]"}}`. Read back they are new classes of the same names.
"""

import ast
import types
from collections.abc import Iterator, Mapping
from dataclasses import make_dataclass
from enum import Enum
from typing import NewType, assert_never

from upshift.model.values import Map
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
    fields_of,
    shape_of,
)

BASIC: Mapping[str, Hint] = {"bool": bool, "int": int, "str": str, "object": object}
Named = Choice | Record | Scalar
"""What may have a name of its own."""

GENERIC: Mapping[str, Hint] = {"tuple": tuple, "frozenset": frozenset, "Map": Map}


def describe(hint: Hint) -> tuple[str, dict[str, Plain]]:
    """The type as it is written, and the definitions of the names in it, each before it is used.

    Raises:
        TraceError: two types of one name, or a type inside itself.
    """
    root = shape_of(hint)
    told: dict[str, Plain] = {}
    meant: dict[str, Named] = {}
    for name, shape in _named(root, ()):
        if meant.setdefault(name, shape) != shape:
            raise TraceError(f"two types are called {name}")
        told.setdefault(name, _definition(shape))
    return written(root), told


def _named(shape: Shape, around: tuple[Shape, ...]) -> Iterator[tuple[str, Named]]:
    """The types with a name of their own, those that a type is made of before the type."""
    if shape in around:
        raise TraceError(f"{written(shape)} is inside itself")
    for part in _parts(shape):
        yield from _named(part, (*around, shape))
    if isinstance(shape, Choice | Record) or (isinstance(shape, Scalar) and shape.name not in BASIC):
        yield written(shape), shape


def _parts(shape: Shape) -> tuple[Shape, ...]:
    """The types that a type is made of."""
    match shape:
        case Scalar() | Choice() | Anything():
            return ()
        case Record():
            return tuple(part for _, part in fields_of(shape))
        case Table(key=key, value=value):
            return key, value
        case Sequence(element=element) | Subset(element=element):
            return (element,)
        case Product(elements=elements):
            return elements
        case Option(some=some):
            return (some,)
        case Union(cases=cases):
            return cases
        case _:
            assert_never(shape)


def written(shape: Shape) -> str:
    """The type as Python writes it."""
    match shape:
        case Scalar(name=name):
            return name
        case Choice(enum=kind) | Record(type=kind):
            return kind.__name__
        case Table(key=key, value=value):
            return f"Map[{written(key)}, {written(value)}]"
        case Sequence(element=element):
            return f"tuple[{written(element)}, ...]"
        case Product(elements=elements):
            return f"tuple[{', '.join(map(written, elements)) or '()'}]"
        case Subset(element=element):
            return f"frozenset[{written(element)}]"
        case Option(some=some):
            return f"{written(some)} | None"
        case Union(cases=cases):
            return " | ".join(map(written, cases))
        case Anything():
            return "object"
        case _:
            assert_never(shape)


def _definition(shape: Named) -> Plain:
    """What a name stands for: a list of members, an object of fields, or the type that a NewType is of."""
    match shape:
        case Choice(enum=enum):
            return [member.name for member in enum]
        case Record():
            return {name: written(part) for name, part in fields_of(shape)}
        case Scalar(type=kind):
            return kind.__name__
        case _:
            assert_never(shape)


def rebuild(text: str, definitions: Plain) -> Hint:
    """The type, made of new classes.

    Raises:
        TraceError: the definitions or the text are broken.
    """
    if not isinstance(definitions, Mapping):
        raise TraceError(f"types: expected an object, found {type(definitions).__name__}")
    known = dict(BASIC)
    for name, definition in definitions.items():
        where = f"types.{name}"
        if not name.isidentifier() or name in known or name in GENERIC:
            raise TraceError(f"{where}: expected a new name")
        try:
            known[name] = _defined(name, definition, known, where)
        except (TypeError, ValueError) as error:
            raise TraceError(f"{where}: {error}") from error
    return _hint(text, known, "state_type")


def _defined(name: str, definition: Plain, known: Mapping[str, Hint], where: str) -> Hint:
    """The type that a definition stands for."""
    if isinstance(definition, list | Mapping) and any(str(part).startswith("__") for part in definition):
        raise TypeError("expected names that do not begin with '__'")
    match definition:
        case str():
            return NewType(name, _hint(definition, known, where))
        case [*members]:
            return Enum(name, members)
        case {**parts}:
            fields: list[tuple[str, Hint]] = [
                (str(part), _hint(hint, known, f"{where}.{part}")) for part, hint in parts.items()
            ]
            return make_dataclass(name, fields, frozen=True)
        case _:
            raise TypeError(f"expected a type, members or fields, found {definition!r}")


def _hint(text: object, known: Mapping[str, Hint], where: str) -> Hint:
    """The type that is written, read without running it."""
    try:
        hint = _read(ast.parse(str(text), mode="eval").body, known)
        shape_of(hint)
    except (SyntaxError, TypeError, ValueError, KeyError, RecursionError, MemoryError, TraceError) as error:
        raise TraceError(f"{where}: {text!r:.60} is not a type") from error
    return hint


def _read(node: ast.expr, known: Mapping[str, Hint]) -> Hint:
    """Names, what they are applied to, and alternatives; nothing else."""
    match node:
        case ast.Name(id=name):
            return known[name]
        case ast.Constant(value=None | types.EllipsisType() as value):
            return value
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=elements)):
            return GENERIC[name][tuple(_read(element, known) for element in elements)]
        case ast.Subscript(value=ast.Name(id=name), slice=element):
            return GENERIC[name][_read(element, known)]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _read(left, known) | _read(right, known)
        case _:
            raise TypeError(ast.unparse(node))
