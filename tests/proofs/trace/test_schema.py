"""Types as plain data, and back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import GenericAlias
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upshift.proofs.explore.result import Finding
from upshift.proofs.show import show
from upshift.proofs.trace.plain import decode, encode
from upshift.proofs.trace.schema import describe, rebuild
from upshift.proofs.trace.shape import Plain, TraceError


def test_a_type_is_written_as_python_writes_it(types: dict[str, Any]) -> None:
    """Every name before it is used."""
    expected = {
        "Node": "str",
        "Mood": ["IDLE", "WAITING", "CRITICAL"],
        "Local": {"mood": "Mood", "turns": "int"},
        "Ring": {"holder": "Node | None", "log": "tuple[Node, ...]", "nodes": "Map[Node, Local]"},
    }
    assert ("Ring", expected) == describe(types["Ring"])
    assert list(expected) == list(describe(types["Ring"])[1])


@pytest.mark.parametrize(
    "text",
    ["int", "tuple[()]", "tuple[int, str]", "frozenset[bool]", "Map[str, int | None]", "object", "tuple[int, ...]"],
)
def test_a_type_without_names_is_its_own_text(text: str) -> None:
    """There is nothing to define."""
    assert (text, {}) == describe(rebuild(text, {}))


@settings(deadline=None)
@given(st.data())
def test_a_rebuilt_type_is_the_same_type(typed_values: st.SearchStrategy[tuple[Any, Any]], data: st.DataObject) -> None:
    """It is described by the same words, reads the same data, and its values look the same."""
    hint, value = data.draw(typed_values)
    text, definitions = describe(hint)
    again = rebuild(text, json.loads(json.dumps(definitions)))
    assert (text, definitions) == describe(again)
    plain = encode(value, hint)
    read = decode(again, plain)
    assert plain == encode(read, again)
    assert show(value) == show(read)


def test_rebuilt_states_are_compared_and_shown_like_the_first(finding: Callable[[str], Finding[Any]]) -> None:
    """New classes of the same names."""
    first, *_, last = finding("sometimes").run.states
    hint = rebuild(*describe(type(first)))
    assert show(last) == show(decode(hint, encode(last)))
    assert decode(hint, encode(last)) == decode(hint, encode(last)) != decode(hint, encode(first))


@dataclass(frozen=True)
class Inner:
    """A record that knows another type of the name of one that is known elsewhere."""

    local: "Local"


@dataclass(frozen=True)
class Local:
    """Another `Local`."""

    x: int


@dataclass(frozen=True)
class Loop:
    """A record inside itself."""

    next: "Loop | None"


def test_two_types_of_one_name_are_refused(types: dict[str, Any]) -> None:
    """A name stands for one type."""
    with pytest.raises(TraceError, match="two types are called Local"):
        describe(GenericAlias(tuple, (Inner, types["Ring"])))


def test_a_type_inside_itself_is_refused() -> None:
    """A state is finite by its type."""
    with pytest.raises(TraceError, match="Loop is inside itself"):
        describe(Loop)


@pytest.mark.parametrize(
    ("expected", "text", "definitions"),
    [
        ("types: expected an object, found list", "int", []),
        ("types.int: expected a new name", "int", {"int": "str"}),
        ("types.2x: expected a new name", "int", {"2x": "str"}),
        ("types.X: expected a type, members or fields, found 3", "int", {"X": 3}),
        ("types.X.a: 'Y' is not a type", "int", {"X": {"a": "Y"}}),
        ("types.X: Field names must be valid identifiers: '2'", "int", {"X": {"2": "int"}}),
        ("types.X: 'float' is not a type", "int", {"X": "float"}),
        ("state_type: 'tuple[' is not a type", "tuple[", {}),
        ("state_type: '__import__(1)' is not a type", "__import__(1)", {}),
        ("state_type: 'list[int]' is not a type", "list[int]", {}),
        ("state_type: 'int | str' is not a type", "int | str", {}),
        ("state_type: 'Map[int]' is not a type", "Map[int]", {}),
        ("state_type: None is not a type", None, {}),
    ],
)
def test_broken_definitions_are_refused(expected: str, text: Plain, definitions: object) -> None:
    """One line says which, and nothing in it is ever run."""
    with pytest.raises(TraceError) as raised:
        rebuild(text, definitions)
    assert expected == str(raised.value)


def test_members_must_be_names() -> None:
    """An Enum made of something else is none."""
    with pytest.raises(TraceError, match=r"types\.X: "):
        rebuild("X", {"X": [1, 2]})
    made = rebuild("X", {"X": ["A", "B"]})
    assert isinstance(made, type)
    assert issubclass(made, Enum)
    assert ["A", "B"] == [member.name for member in made]
