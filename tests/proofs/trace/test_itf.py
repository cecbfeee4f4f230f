"""A trace in the Informal Trace Format."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upshift.model.values import Map
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Move, StateLaw
from upshift.proofs.trace.itf import from_itf, read, to_itf, written
from upshift.proofs.trace.plain import decode, encode
from upshift.proofs.trace.saved import SavedTrace, save
from upshift.proofs.trace.shape import Hint, Plain, TraceError, shape_of

Trace = Callable[[str], SavedTrace]


def edited(saved: SavedTrace, change: Callable[[Any], object]) -> str:
    """The file with something changed."""
    data = json.loads(to_itf(saved))
    change(data)
    return json.dumps(data)


def test_a_trace_has_the_form_of_the_format(trace: Trace) -> None:
    """`#meta`, `vars`, `states` with an index and a value for each variable, `loop`."""
    data = json.loads(to_itf(trace("lasso")))
    assert ["#meta", "vars", "states", "loop"] == list(data)
    assert ("ITF", "ring", "served", None) == tuple(
        data["#meta"][key] for key in ("format", "scenario", "law", "mutation")
    )
    assert ["mbt::actionTaken", "mbt::arguments", "holder", "log", "nodes"] == data["vars"]
    assert [0, 1, 2, 3] == [state["#meta"]["index"] for state in data["states"]]
    assert all(set(data["vars"]) | {"#meta"} == set(state) for state in data["states"])
    assert ["init", "want", "pass_on", "pass_on"] == [state["mbt::actionTaken"] for state in data["states"]]
    assert [[], ["n1"], ["n1"], ["n2"]] == [state["mbt::arguments"] for state in data["states"]]
    assert 1 == data["loop"]


def test_a_run_that_ends_has_no_loop(trace: Trace) -> None:
    """The field is optional."""
    assert "loop" not in json.loads(to_itf(trace("always")))


def test_a_state_is_written_as_quint_writes_it(trace: Trace) -> None:
    """Maps, integers and options have forms of their own."""
    first, last = json.loads(to_itf(trace("reachable")))["states"]
    assert {"tag": "Some", "value": "n1"} == first["holder"]
    assert {"tag": "None", "value": {"#tup": []}} == last["holder"]
    local = {"mood": "IDLE", "turns": {"#bigint": "0"}}
    assert {"#map": [["n1", local], ["n2", local]]} == first["nodes"]


@pytest.mark.parametrize(
    ("expected", "value", "hint"),
    [
        ({"#bigint": "-123456789012345678901234567890"}, -123456789012345678901234567890, int),
        (True, True, bool),
        ("a", "a", str),
        ([{"#bigint": "1"}], (1,), tuple[int, ...]),
        ({"#tup": [{"#bigint": "1"}, "a"]}, (1, "a"), tuple[int, str]),
        ({"#set": [{"#bigint": "1"}, {"#bigint": "2"}]}, frozenset({2, 1}), frozenset[int]),
        ({"#map": [[{"#bigint": "2"}, False]]}, Map({2: False}), Map[int, bool]),
    ],
)
def test_a_value_is_written_by_its_type(expected: Plain, value: object, hint: Hint) -> None:
    """As ADR 015 says."""
    assert expected == written(shape_of(hint), encode(value, hint))


def test_an_alternative_is_a_variant(types: dict[str, Any]) -> None:
    """As in Quint."""
    hint = types["Vote"] | types["Append"]
    expected = {"tag": "Append", "value": {"term": {"#bigint": "1"}, "voter": "n1"}}
    assert expected == written(shape_of(hint), encode(types["Append"](1, "n1"), hint))


@settings(deadline=None)
@given(st.data())
def test_what_is_written_is_read_back(typed_values: st.SearchStrategy[tuple[Any, Any]], data: st.DataObject) -> None:
    """Through the text of a file, for a value of any type."""
    hint, value = data.draw(typed_values)
    shape = shape_of(hint)
    text = json.dumps(written(shape, encode(value, hint)))
    assert value == decode(hint, read(shape, json.loads(text), "state"))


def test_a_trace_is_read_back(saved: SavedTrace) -> None:
    """Nothing is lost, and the text is the same every time."""
    assert saved == from_itf(to_itf(saved))
    assert to_itf(saved) == to_itf(from_itf(to_itf(saved)))


def test_a_state_that_is_no_record_is_one_variable() -> None:
    """Its name is `state`."""
    up = Move[tuple[int, ...]]("up", (), lambda _: (1,))
    law = StateLaw[tuple[int, ...]]("small", "small", lambda s: s[0] < 1)
    saved = save(Finding(law, Run((up,), ((0,), (1,)))), "counter", state_type=tuple[int, ...])
    assert ["mbt::actionTaken", "mbt::arguments", "state"] == json.loads(to_itf(saved))["vars"]
    assert saved == from_itf(to_itf(saved))
    with pytest.raises(TraceError, match=r"states\[0\]: expected the variable 'state'"):
        from_itf(edited(saved, lambda data: data["states"][0].pop("state")))


def test_small_integers_may_be_written_as_they_are(trace: Trace) -> None:
    """ADR 015 allows both forms."""

    def change(data: Plain) -> None:
        for state in data["states"]:
            for _, node in state["nodes"]["#map"]:
                node["turns"] = int(node["turns"]["#bigint"])

    assert trace("always") == from_itf(edited(trace("always"), change))


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("an ITF trace without an upshift #meta: it was not saved by upshift", lambda d: d.pop("#meta")),
        ("an ITF trace without an upshift #meta: it was not saved by upshift", lambda d: d["#meta"].pop("schema")),
        ("states: expected a list of states, found []", lambda d: d.update(states=[])),
        ("states[1]: expected a state with #meta, found 3", lambda d: d["states"].__setitem__(1, 3)),
        ("states[1]: expected mbt::arguments, found", lambda d: d["states"][1].pop("mbt::arguments")),
        ("states[1]: expected the field 'log', found", lambda d: d["states"][1].pop("log")),
        ('states[1]: expected a field of Ring, found "x"', lambda d: d["states"][1].update(x=1)),
        ("states[1].nodes: expected a #map, found {}", lambda d: d["states"][1].update(nodes={})),
        ("states[1].nodes: expected a #map of pairs, found 3", lambda d: d["states"][1].update(nodes={"#map": [3]})),
        ("states[1].log: expected a list, found 3", lambda d: d["states"][1].update(log=3)),
        ("states[1].holder: expected a tag and a value, found null", lambda d: d["states"][1].update(holder=None)),
        (
            'states[1].holder: expected one of Some, None, found "Any"',
            lambda d: d["states"][1].update(holder={"tag": "Any", "value": 1}),
        ),
        (
            'states[1].nodes.n1.turns: expected an integer, found {"#bigint": "x"}',
            lambda d: d["states"][1]["nodes"]["#map"][0][1].update(turns={"#bigint": "x"}),
        ),
        (
            'states[1].nodes.n1.turns: expected an integer, found {"#bigint": Infinity}',
            lambda d: d["states"][1]["nodes"]["#map"][0][1].update(turns={"#bigint": 1e400}),
        ),
        (
            "states[1].nodes.n1.turns: expected an integer, found 1.5",
            lambda d: d["states"][1]["nodes"]["#map"][0][1].update(turns=1.5),
        ),
        ("is no trace: unhashable type", lambda d: d["states"][1]["nodes"]["#map"][0].__setitem__(0, [])),
        (
            "is no trace: nested deeper than 100 levels",
            lambda d: d["states"][1].update(log=json.loads("[" * 200 + "]" * 200)),
        ),
        (
            "states[1].nodes.n1: expected a Local, found 3",
            lambda d: d["states"][1]["nodes"]["#map"][0].__setitem__(1, 3),
        ),
        ("state_type: 'Rong' is not a type", lambda d: d["#meta"].update(state_type="Rong")),
        ("types: expected an object, found NoneType", lambda d: d["#meta"].pop("types")),
    ],
)
def test_broken_traces_are_refused(expected: str, change: Callable[[Any], object], trace: Trace) -> None:
    """One line says where and why."""
    saved = trace("reachable")
    with pytest.raises(TraceError) as raised:
        from_itf(edited(saved, change))
    assert str(raised.value).startswith(expected)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("expected", "hint", "data"),
    [
        ('state: expected 2 elements, found {"#tup": [1]}', tuple[int, int], {"#tup": [1]}),
        ("state: expected a #tup, found [1, 2]", tuple[int, int], [1, 2]),
        ("state: expected a #set, found [1]", frozenset[int], [1]),
        ('state: expected a #set, found {"#set": 1}', frozenset[int], {"#set": 1}),
        ('state: expected one of Vote, Append, found "X"', "Vote | Append", {"tag": "X", "value": 1}),
    ],
)
def test_broken_values_are_refused(expected: str, hint: Hint, data: Plain, types: dict[str, Any]) -> None:
    """As above, for every type."""
    meant = types["Vote"] | types["Append"] if isinstance(hint, str) else hint
    with pytest.raises(TraceError) as raised:
        read(shape_of(meant), data, "state")
    assert expected == str(raised.value)


@pytest.mark.parametrize("text", ["", "[]", '{"#meta": {}', "3"])
def test_what_is_no_trace_is_refused(text: str) -> None:
    """In one line."""
    with pytest.raises(TraceError):
        from_itf(text)


def test_no_date_is_written(trace: Trace) -> None:
    """Equal traces are equal texts."""
    assert to_itf(trace("always")) == to_itf(replace(trace("always")))
    assert "timestamp" not in to_itf(trace("always"))
