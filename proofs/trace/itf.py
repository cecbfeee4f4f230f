"""A trace in the Informal Trace Format of Apalache (its ADR 015), which Quint and others read and write as well.

Integers are `{"#bigint": "3"}`, a Map `{"#map": [[key, value], ...]}`, a frozenset `{"#set": [...]}`, `tuple[T, ...]` a
list, `tuple[A, B]` `{"#tup": [...]}`, a record an object, an Enum's member a string. An option is tagged as in Quint:
`{"tag": "Some", "value": ...}`, `{"tag": "None", "value": {"#tup": []}}`. A state's variables are the fields of the
record that it is; beside them stand the action that led to it and its arguments, again as in Quint. What else is known
of the trace is in `#meta`, so that nothing is lost. Equal traces are equal texts: there is no date in them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from upshift.proofs.difference import inside
from upshift.proofs.trace.plain import encode, expect, words
from upshift.proofs.trace.saved import SavedTrace, from_data, parse
from upshift.proofs.trace.schema import rebuild
from upshift.proofs.trace.shape import (
    Anything,
    Choice,
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
    refusing,
    shape_of,
)
from upshift.proofs.trace.story import heading

DESCRIPTION: Final = "https://github.com/apalache-mc/apalache/blob/main/docs/src/adr/015adr-trace.md"

ACTION: Final = "mbt::actionTaken"
ARGUMENTS: Final = "mbt::arguments"
INIT: Final = "init"
WHOLE: Final = "state"
"""The one variable of a state that is no record."""
NOTHING: Final[Plain] = {"tag": "None", "value": {"#tup": []}}


def to_itf(saved: SavedTrace) -> str:
    """The trace as ITF, one line for each state."""
    shape = _shape(saved.state_type, saved.types)
    told = encode(saved)
    moves, states, loop = (told.pop(name) for name in ("moves", "states", "loop"))
    meta = {"format": "ITF", "format-description": DESCRIPTION, "description": next(heading(saved)), **told}
    steps = [{"action": INIT, "arguments": [], "actor": "", "kind": ""}, *moves]
    lines = [_state(shape, place, step, data) for place, (step, data) in enumerate(zip(steps, states, strict=True))]
    end = "" if loop is None else f',\n "loop": {loop}'
    return "".join(
        (
            f'{{\n "#meta": {json.dumps(meta)},\n "vars": {json.dumps([ACTION, ARGUMENTS, *_variables(shape)])},\n',
            ' "states": [\n' + ",\n".join(f"  {json.dumps(line)}" for line in lines) + f"\n ]{end}\n}}\n",
        )
    )


def from_itf(text: str) -> SavedTrace:
    """The trace in an ITF file that was written here.

    Raises:
        TraceError: it is broken, cut off, or another tool's, which does not know the types.
    """
    return from_itf_data(parse(text))


@refusing()
def from_itf_data(data: Plain) -> SavedTrace:
    """The trace in the JSON of an ITF file.

    Raises:
        TraceError: as `from_itf`.
    """
    expect(isinstance(data, Mapping), data, "", "an object")
    meta, states = data.get("#meta"), data.get("states")
    if not isinstance(meta, Mapping) or "schema" not in meta:
        raise TraceError("an ITF trace without an upshift #meta: it was not saved by upshift")
    expect(isinstance(states, list) and len(states) > 0, states, "states", "a list of states")
    shape = _shape(meta.get("state_type"), meta.get("types"))
    told = {name: value for name, value in meta.items() if name not in {"format", "format-description", "description"}}
    moves = [_move(state, f"states[{place}]") for place, state in enumerate(states)][1:]
    plain = [_plain_state(shape, state, f"states[{place}]") for place, state in enumerate(states)]
    return from_data({**told, "moves": moves, "states": plain, "loop": data.get("loop")})


def _shape(state_type: Plain, types: Plain) -> Shape:
    """The shape of the states."""
    return shape_of(rebuild(state_type, types))


def _variables(shape: Shape) -> tuple[str, ...]:
    """The variables of a state."""
    return tuple(name for name, _ in fields_of(shape)) if isinstance(shape, Record) else (WHOLE,)


def _state(shape: Shape, place: int, step: Mapping[str, Plain], data: Plain) -> Plain:
    """A state with the step that led to it."""
    value = written(shape, data)
    return {
        "#meta": {"index": place, "actor": step["actor"], "kind": step["kind"]},
        ACTION: step["action"],
        ARGUMENTS: step["arguments"],
        **(value if isinstance(shape, Record) else {WHOLE: value}),
    }


def _move(state: Plain, path: str) -> Plain:
    """The step that led to a state."""
    expect(isinstance(state, Mapping) and isinstance(state.get("#meta"), Mapping), state, path, "a state with #meta")
    meta = state["#meta"]
    names = {"action": ACTION, "arguments": ARGUMENTS}
    for name in names.values():
        expect(name in state, tuple(state), path, name)
    return {part: state[name] for part, name in names.items()} | {part: meta.get(part) for part in ("actor", "kind")}


def _plain_state(shape: Shape, state: Plain, path: str) -> Plain:
    """The state as plain data."""
    variables = {name: value for name, value in state.items() if name not in {"#meta", ACTION, ARGUMENTS}}
    if isinstance(shape, Record):
        return read(shape, variables, path)
    expect(WHOLE in variables, tuple(variables), path, f"the variable {WHOLE!r}")
    return read(shape, variables[WHOLE], path)


# ---- values


def written(shape: Shape, data: Plain) -> Plain:
    """Plain data as ITF has it."""
    match shape:
        case Scalar(type=kind):
            return {"#bigint": str(data)} if kind is int else data
        case Choice() | Anything():
            return data
        case Record():
            return {name: written(part, data[name]) for name, part in fields_of(shape)}
        case Table(key=key, value=value):
            pairs = data.items() if words(key) else data
            return {"#map": [[written(key, each), written(value, kept)] for each, kept in pairs]}
        case Sequence(element=element):
            return [written(element, each) for each in data]
        case Product(elements=elements):
            return {"#tup": [written(element, each) for element, each in zip(elements, data, strict=True)]}
        case Subset(element=element):
            return {"#set": [written(element, each) for each in data]}
        case Option(some=some):
            return NOTHING if data is None else {"tag": "Some", "value": written(some, data)}
        case Union(cases=cases):
            case_ = next(case for case in cases if case.type.__name__ == data["tag"])
            return {"tag": data["tag"], "value": written(case_, data["value"])}
        case _:
            assert_never(shape)


def read(shape: Shape, data: Plain, path: str) -> Plain:
    """Plain data from what ITF has; whether it fits the type in every other way is left to `decode`.

    Raises:
        TraceError: it is not written as its type is written.
    """
    match shape:
        case Scalar(type=kind):
            return _integer(data, path) if kind is int else data
        case Choice() | Anything():
            return data
        case Record():
            expect(isinstance(data, Mapping), data, path, f"a {shape.type.__name__}")
            parts = dict(fields_of(shape))
            return {
                name: read(parts[name], kept, inside(path, name)) if name in parts else kept
                for name, kept in data.items()
            }
        case Table(key=key, value=value):
            pairs = [
                [read(key, each, f"{path}, key"), read(value, kept, inside(path, str(each)))]
                for each, kept in _pairs(data, path)
            ]
            return dict(pairs) if words(key) else pairs
        case Sequence(element=element):
            expect(isinstance(data, list), data, path, "a list")
            return [read(element, each, f"{path}[{place}]") for place, each in enumerate(data)]
        case Product(elements=elements):
            found = _listed(data, "#tup", path)
            expect(len(found) == len(elements), data, path, f"{len(elements)} elements")
            return [read(element, each, path) for element, each in zip(elements, found, strict=True)]
        case Subset(element=element):
            return sorted((read(element, each, path) for each in _listed(data, "#set", path)), key=json.dumps)
        case Option(some=some):
            return read(some, data["value"], path) if _case(data, ("Some", "None"), path) == "Some" else None
        case Union(cases=cases):
            by_name = {case.type.__name__: case for case in cases}
            return {"tag": data["tag"], "value": read(by_name[_case(data, by_name, path)], data["value"], path)}
        case _:
            assert_never(shape)


def _integer(data: Plain, path: str) -> int:
    """An integer in either of the two forms that ITF has."""
    text: Plain = data.get("#bigint") if isinstance(data, Mapping) else data
    expect(type(text) in {int, str}, data, path, "an integer")
    try:
        return int(text)
    except ValueError:
        raise TraceError(f"{path}: expected an integer, found {json.dumps(data)[:60]}") from None


def _listed(data: Plain, key: str, path: str) -> Plain:
    """The list under the only key of an object."""
    expect(isinstance(data, Mapping) and set(data) == {key} and isinstance(data[key], list), data, path, f"a {key}")
    return data[key]


def _pairs(data: Plain, path: str) -> Iterator[tuple[Plain, Plain]]:
    """The keys and values of a map."""
    for pair in _listed(data, "#map", path):
        expect(isinstance(pair, list) and len(pair) == 2, pair, path, "a #map of pairs")
        yield pair[0], pair[1]


def _case(data: Plain, names: Iterable[str], path: str) -> Plain:
    """The tag of a variant."""
    expect(isinstance(data, Mapping) and set(data) == {"tag", "value"}, data, path, "a tag and a value")
    expect(data["tag"] in names, data["tag"], path, f"one of {', '.join(names)}")
    return data["tag"]
