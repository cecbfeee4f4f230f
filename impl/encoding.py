"""The frozen encoding of all that nodes write and say: one line of JSON, which every version of the software reads.

An entry is `{"entry": "JOIN", ...}` and a message `{"message": "VOTE", ...}`, with their fields by name; a disk has its
fields only. Keys are sorted, nothing is left out or added, and what is not written so is not read: one value, one text.
The calls in messages and what members know stay the texts that they are: their encoding is the version's.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from reprlib import repr as shown
from types import MappingProxyType, UnionType
from typing import Final, TypeVar, cast, get_args, get_origin, get_type_hints

from upshift.impl import entries, messages
from upshift.impl.commands import Disk
from upshift.impl.entries import Entry
from upshift.impl.log import Base, Log, Record, extended, records_after
from upshift.impl.messages import NodeMessage

T = TypeVar("T")

ENTRIES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "JOIN": entries.Join,
        "LEAVE": entries.Leave,
        "FAIL": entries.Fail,
        "PETITION": entries.Petition,
        "PARTITION": entries.Partition,
        "ADD_NODE": entries.AddNode,
        "REMOVE_NODE": entries.RemoveNode,
        "ADJUST": entries.Adjust,
        "NOTICE": entries.Notice,
        "CREATE_GROUP": entries.CreateGroup,
        "MESSAGE": entries.Message,
        "OPENING": entries.Opening,
    }
)
"""The entries by the names that they have in a text."""

MESSAGES: Final[Mapping[str, type]] = MappingProxyType(
    {
        "CANVASS": messages.Canvass,
        "SUPPORT": messages.Support,
        "CAMPAIGN": messages.Campaign,
        "VOTE": messages.Vote,
        "OVER": messages.Over,
        "APPEND": messages.Append,
        "STORED": messages.Stored,
        "BEHIND": messages.Behind,
        "SNAPSHOT": messages.Snapshot,
        "FAREWELL": messages.Farewell,
        "RECORDED": messages.Recorded,
        "KNOCK": messages.Knock,
        "PROPOSE": messages.Propose,
        "DECLINED": messages.Declined,
    }
)
"""The messages by the names that they have in a text."""

_NAMES: Final[Mapping[type, tuple[str, str]]] = MappingProxyType(
    {kind: ("entry", name) for name, kind in ENTRIES.items()}
    | {kind: ("message", name) for name, kind in MESSAGES.items()}
)

_WORDS: Final[Mapping[type, str]] = MappingProxyType(
    {bool: "true or false", int: "a whole number", str: "a text", list: "a list", dict: "an object"}
)


def encode_entry(entry: Entry) -> str:
    """An entry as a line of text."""
    return _line(entry)


def decode_entry(text: str) -> Entry:
    """The inverse of `encode_entry`.

    Raises ValueError for anything else.
    """
    return cast(Entry, _read_line("entry", Entry, text))


def encode_message(message: NodeMessage) -> str:
    """A message between nodes as a line of text."""
    return _line(message)


def decode_message(text: str) -> NodeMessage:
    """The inverse of `encode_message`.

    Raises ValueError for anything else.
    """
    return cast(NodeMessage, _read_line("message", NodeMessage, text))


def encode_disk(disk: Disk) -> str:
    """What is durable of a node as a line of text; of its log the base and the entries, from which the views follow."""
    return _line(disk)


def decode_disk(text: str) -> Disk:
    """The inverse of `encode_disk`; the entries are folded again.

    Raises ValueError for anything else.
    """
    return cast(Disk, _read_line("disk", Disk, text))


# ---- a line


def _line(value: object) -> str:
    """A value as a line."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def _read_line(where: str, kind: object, text: str) -> object:
    """The value of a kind that is written so, and not in any other way."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where}: no JSON: {error}") from None
    value = _read(where, kind, data)
    if _line(value) != text:
        raise ValueError(f"{where}: not written in the one way: {shown(text)}")
    return value


# ---- from values to what JSON has


def _plain(value: object) -> object:
    """A value in numbers, texts, lists and objects; an enumeration by its names, a log by its base and its entries."""
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Log):
        return {"base": _plain(value.base), "tail": _plain(records_after(value, value.base.position))}
    assert is_dataclass(value)  # noqa: S101  # entries, messages and disks are made of nothing else
    named = dict([_NAMES[type(value)]]) if type(value) in _NAMES else {}
    return {**named, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)}}


# ---- and back


def _read(where: str, kind: object, data: object) -> object:
    """The value of a kind: a number, text or truth, one of several kinds, several of one kind, a name, or a record."""
    if kind == Entry:
        return _read_named(where, "entry", ENTRIES, data)
    if kind == NodeMessage:
        return _read_named(where, "message", MESSAGES, data)
    if isinstance(kind, UnionType):
        known, _ = get_args(kind)
        return None if data is None else _read(where, known, data)
    if get_origin(kind) is tuple:
        return _read_several(where, get_args(kind), data)
    if kind is Log:
        return _read_log(where, data)
    assert isinstance(kind, type)  # noqa: S101  # there are no other hints in entries, messages and disks
    if kind in _WORDS:
        return _of_type(where, kind, data)
    return _read_enum(where, kind, data) if issubclass(kind, Enum) else _read_record(where, kind, data)


def _of_type(where: str, kind: type[T], data: object) -> T:
    """What JSON has, if it is of the type; true is no number."""
    if type(data) is not kind:
        raise ValueError(f"{where}: {_WORDS[kind]} is expected, not {shown(data)}")
    return data


def _read_enum(where: str, kind: type[Enum], data: object) -> Enum:
    """The one of that name."""
    name = _of_type(where, str, data)
    if name not in kind.__members__:
        raise ValueError(f"{where}: {shown(name)} is none of {', '.join(kind.__members__)}")
    return kind[name]


def _read_several(where: str, kinds: tuple[object, ...], data: object) -> tuple[object, ...]:
    """Any number of one kind, or as many as there are kinds."""
    some = _of_type(where, list, data)
    each = (kinds[0],) * len(some) if kinds[-1] is Ellipsis else kinds
    if len(each) != len(some):
        raise ValueError(f"{where}: {len(each)} items are expected, not {len(some)}")
    return tuple(_read(f"{where}[{place}]", kind, some[place]) for place, kind in enumerate(each))


@cache
def _kinds_of(kind: type) -> Mapping[str, object]:
    """The fields of a record, each with what it may hold."""
    assert is_dataclass(kind)  # noqa: S101  # as above
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read_fields(where: str, kinds: Mapping[str, object], data: object) -> dict[str, object]:
    """An object with exactly these fields."""
    found = _of_type(where, dict, data)
    for name in sorted(kinds.keys() ^ found.keys()):
        raise ValueError(f"{where}: {shown(name)} is {'missing' if name in kinds else 'no field of it'}")
    return {name: _read(f"{where}.{name}", kind, found[name]) for name, kind in kinds.items()}


def _read_record(where: str, kind: type, data: object) -> object:
    """A record; what it refuses to be made of, as an empty range, is refused."""
    values = _read_fields(where, _kinds_of(kind), data)
    try:
        return cast(object, kind(**values))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _read_named(where: str, key: str, kinds: Mapping[str, type], data: object) -> object:
    """A record that says by a name which one it is."""
    found = _of_type(where, dict, data)
    name = _of_type(f"{where}.{key}", str, found.get(key))
    if name not in kinds:
        raise ValueError(f"{where}: {shown(name)} is the name of no {key}")
    return _read_record(f"{where} {name}", kinds[name], {field: found[field] for field in found if field != key})


def _read_log(where: str, data: object) -> Log:
    """A log: its views are made again from its base, of which they are a function."""
    values = _read_fields(where, {"base": Base, "tail": tuple[Record, ...]}, data)
    return extended(Log(cast(Base, values["base"])), cast(tuple[Record, ...], values["tail"]))
