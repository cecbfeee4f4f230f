"""How values are written for a person."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import pytest

from upshift.model.values import Map, Remembers, record
from upshift.proofs.show import parts_of, show


class Status(Enum):
    """An Enum whose values are not its names."""

    ACTIVE = 1


@record
class Range(Remembers):
    """A small record."""

    oldest: int
    newest: int


@dataclass(frozen=True)
class Large:
    """A record of many fields."""

    a: int
    b: str
    c: bool
    d: Range | None


class Pair(NamedTuple):
    """A named tuple."""

    left: int
    right: int


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("ACTIVE", Status.ACTIVE),
        ("n1", "n1"),
        ("'two words'", "two words"),
        ("''", ""),
        ("3", 3),
        ("True", True),
        ("None", None),
        ("Range(1, 2)", Range(1, 2)),
        ("Large(a=1, b=x, c=False, d=Range(1, 2))", Large(1, "x", False, Range(1, 2))),
        ("Pair(1, 2)", Pair(1, 2)),
        ("{n1: Range(1, 2), n2: None}", Map({"n1": Range(1, 2), "n2": None})),
        ("(1, 2)", (1, 2)),
        ("(1,)", (1,)),
        ("()", ()),
        ("(1, 2)", [1, 2]),
        ("{n1, n2}", frozenset({"n2", "n1"})),
        ("show", show),
        ("Range", Range),
        ("1.5", 1.5),
    ],
)
def test_a_value_is_written_by_its_names(expected: str, value: object) -> None:
    """A reader sees the words of the protocol, not the notation of Python."""
    assert expected == show(value)


def test_what_is_too_long_is_cut_off() -> None:
    """The limit counts the dots."""
    assert "aaaaa..." == show("a" * 20, 8)
    assert "aaaaaaaa" == show("a" * 8, 8)


def test_only_records_have_parts() -> None:
    """A class is no record, only its instances are."""
    assert {"oldest": 1, "newest": 2} == parts_of(Range(1, 2))
    assert [None, None, None] == [parts_of(Range), parts_of((1, 2)), parts_of(Map({}))]
