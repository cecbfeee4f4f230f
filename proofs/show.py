"""How a value of a state is written for a person: on one line, by names rather than by notation."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import FunctionType

PLAIN_WORD = re.compile(r"[\w.@:/-]+")
POSITIONAL = 3
"""A record of so many fields is written without their names."""


def show(value: object, limit: int | None = None) -> str:
    """The value as a reader writes it: `ACTIVE`, `n1`, `Range(1, 2)`, `{n1: 3}`; cut off after `limit` characters."""
    text = _text(value)
    return text if limit is None or len(text) <= limit else text[: limit - 3] + "..."


def _text(value: object) -> str:
    """The whole value."""
    match value:
        case Enum():
            return value.name
        case str():
            return value if PLAIN_WORD.fullmatch(value) else repr(value)
        case _ if (parts := parts_of(value)) is not None:
            return _record(type(value).__name__, parts)
        case tuple() | list():
            return f"({', '.join(map(_text, value))}{',' * (len(value) == 1)})"
        case frozenset() | set():
            return f"{{{', '.join(sorted(map(_text, value)))}}}"
        case Mapping():
            return f"{{{', '.join(f'{_text(key)}: {_text(kept)}' for key, kept in value.items())}}}"
        case FunctionType() | type():
            return value.__name__
        case _:
            return repr(value)


def _record(name: str, parts: Mapping[str, object]) -> str:
    """A record: the names of its fields are told where there are many."""
    told = [_text(part) if len(parts) <= POSITIONAL else f"{field}={_text(part)}" for field, part in parts.items()]
    return f"{name}({', '.join(told)})"


def parts_of(value: object) -> Mapping[str, object] | None:
    """The fields of a record, which is a dataclass or a named tuple; None for anything else."""
    if isinstance(value, type):
        return None
    names = [field.name for field in fields(value)] if is_dataclass(value) else getattr(value, "_fields", None)
    return None if names is None else {name: getattr(value, name) for name in names}
