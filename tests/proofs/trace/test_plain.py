"""States as plain data, and back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upshift.model.values import Map
from upshift.proofs.explore.result import Finding
from upshift.proofs.trace.plain import decode, encode
from upshift.proofs.trace.shape import Hint, Plain, TraceError


def test_a_state_is_plain(finding: Callable[[str], Finding[Any]]) -> None:
    """Records and maps are objects, members of an Enum their names."""
    expected: Plain = {
        "holder": None,
        "log": [],
        "nodes": {"n1": {"mood": "WAITING", "turns": 0}, "n2": {"mood": "IDLE", "turns": 0}},
    }
    assert expected == encode(finding("stutter").run.states[-1])


@pytest.mark.parametrize(
    ("expected", "value", "hint"),
    [
        ({}, Map({}), Map[int, int]),
        ([[2, "b"], [1, "a"]], Map({2: "b", 1: "a"}), Map[int, str]),
        ([1, 2], frozenset({2, 1}), frozenset[int]),
        ([1, "a"], (1, "a"), tuple[int, str]),
        ([None, 1], (None, 1), tuple[int | None, ...]),
    ],
)
def test_a_container_is_plain(expected: object, value: object, hint: Hint) -> None:
    """What has no order gets one; what is no word is no key of an object."""
    assert (expected or []) == (encode(value, hint) or [])


def test_alternatives_are_tagged(types: dict[str, Any]) -> None:
    """Their fields do not tell them apart."""
    hint = types["Vote"] | types["Append"]
    assert {"tag": "Vote", "value": {"term": 1, "voter": "n1"}} == encode(types["Vote"](1, "n1"), hint)
    assert types["Append"](1, "n1") == decode(hint, {"tag": "Append", "value": {"term": 1, "voter": "n1"}})


@settings(deadline=None)
@given(st.data())
def test_what_is_written_is_read_back(typed_values: st.SearchStrategy[tuple[Any, Any]], data: st.DataObject) -> None:
    """Exactly, and of the same types, also through a file."""
    hint, value = data.draw(typed_values)
    assert value == decode(hint, json.loads(json.dumps(encode(value, hint))))
    assert repr(value) == repr(decode(hint, encode(value, hint))) or "frozenset" in repr(value)


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ('state.nodes.n1.turns: expected an integer, found "x"', lambda d: d["nodes"]["n1"].update(turns="x")),
        ("state.nodes.n1.turns: expected an integer, found true", lambda d: d["nodes"]["n1"].update(turns=True)),
        (
            "state.nodes.n1.mood: expected one of IDLE, WAITING, CRITICAL, found 3",
            lambda d: d["nodes"]["n1"].update(mood=3),
        ),
        ("state.nodes: expected an object, found []", lambda d: d.update(nodes=[])),
        ("state.nodes.n1: expected a Local, found 7", lambda d: d["nodes"].update(n1=7)),
        ('state.log: expected a list, found "n1"', lambda d: d.update(log="n1")),
        ("state.log[0]: expected a string, found 1", lambda d: d.update(log=[1])),
        ("state.holder: expected a string, found 1", lambda d: d.update(holder=1)),
        ('state: expected the field \'log\', found ["holder", "nodes"]', lambda d: d.pop("log")),
        ('state: expected a field of Ring, found "more"', lambda d: d.update(more=1)),
    ],
)
def test_broken_data_is_refused_with_its_place(
    expected: str, change: Callable[[Any], object], finding: Callable[[str], Finding[Any]], types: dict[str, Any]
) -> None:
    """One line says where, what was expected, and what was found."""
    data = encode(finding("always").run.states[0])
    change(data)
    with pytest.raises(TraceError) as raised:
        decode(types["Ring"], data)
    assert expected == str(raised.value)


@pytest.mark.parametrize(
    ("expected", "hint", "data"),
    [
        ("state: expected each element once, found [1, 1]", frozenset[int], [1, 1]),
        ("state: expected each key once, found [[1, 2], [1, 3]]", Map[int, int], [[1, 2], [1, 3]]),
        ("state[0]: expected a list of 2, found [1]", Map[int, int], [[1]]),
        ("state: expected a list of 2, found [1]", tuple[int, int], [1]),
        ("state[1]: expected a string, found 2", tuple[int, str], [1, 2]),
        ('state, key: expected one of IDLE, WAITING, CRITICAL, found "x"', "Map[Mood, int]", {"x": 1}),
        ('state: expected a tag and a value, found {"term": 1}', "Vote | Append", {"term": 1}),
        ('state.tag: expected one of Vote, Append, found "x"', "Vote | Append", {"tag": "x", "value": 1}),
    ],
)
def test_broken_containers_are_refused(expected: str, hint: Hint, data: Plain, types: dict[str, Any]) -> None:
    """As above, for every type."""
    named = {"Map[Mood, int]": types["Moods"], "Vote | Append": types["Vote"] | types["Append"]}
    with pytest.raises(TraceError) as raised:
        decode(named.get(str(hint), hint), data)
    assert expected == str(raised.value)
