"""Counterexamples that outlive the program."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from upshift.proofs.blame import Blame
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Kind, Move, StateLaw, StepLaw
from upshift.proofs.trace.lanes import lanes
from upshift.proofs.trace.saved import SCHEMA, SavedMove, SavedTrace, from_data, from_json, save, to_json, to_line
from upshift.proofs.trace.shape import TraceError


def test_a_finding_is_saved_by_its_names(trace: Callable[[str], SavedTrace]) -> None:
    """Everything that is needed to find it again, and to tell it."""
    saved = trace("always")
    assert (SCHEMA, "ring", (), "M1", "alone", "always", None) == (
        saved.schema,
        saved.scenario,
        saved.dropped,
        saved.mutation,
        saved.law,
        saved.law_kind,
        saved.loop,
    )
    assert ["want(n1)", "want(n2)", "enter(n1)", "barge(n2)"] == [move.label for move in saved.moves]
    assert SavedMove("want", ("n1",), "n1", Kind.OPERATOR) == saved.moves[0]
    assert "At most one node is inside." == saved.says


@pytest.mark.parametrize(
    ("case", "clause"),
    [
        ("always", "n == m or not (me.mood is Mood.CRITICAL and other.mood is Mood.CRITICAL)"),
        ("step", "before.nodes[n].turns <= after.nodes[n].turns"),
        ("lasso", "me.mood is not Mood.WAITING"),
        ("stutter", "me.mood is not Mood.WAITING"),
        ("reachable", "s.holder is not None"),
    ],
)
def test_the_clause_that_broke_is_saved_with_it(case: str, clause: str, trace: Callable[[str], SavedTrace]) -> None:
    """Of each kind of law."""
    saved = trace(case)
    assert saved.blame is not None
    assert clause == saved.blame.clause


def test_a_witness_has_no_clause_to_blame(trace: Callable[[str], SavedTrace]) -> None:
    """It was asked for."""
    assert None is trace("sometimes").blame


def test_a_trace_is_read_back_from_json(saved: SavedTrace) -> None:
    """Equal, and of the same types, from either form."""
    assert saved == from_json(to_json(saved)) == from_json(to_line(saved))
    assert "\n" not in to_line(saved)


def test_each_move_and_each_state_has_a_line_of_its_own(trace: Callable[[str], SavedTrace]) -> None:
    """A file is read and compared line by line."""
    lines = to_json(trace("reachable")).splitlines()
    assert ' "moves": [' in lines
    assert '  {"action": "lose", "arguments": [], "actor": "network", "kind": "FAULT"}' in lines
    assert 2 == sum(line.startswith('  {"holder": ') for line in lines)


def test_the_states_are_values_again(saved: SavedTrace) -> None:
    """Without the program that wrote them."""
    assert ["Ring"] * len(saved.states) == [type(state).__name__ for state in saved.typed()]


def test_a_state_that_does_not_tell_its_type_needs_it_told() -> None:
    """A tuple may be of any type."""
    law = StateLaw[tuple[int, ...]]("small", "small", lambda s: s[0] < 1)
    up = Move[tuple[int, ...]]("up", (), lambda _: (1,))
    found = Finding(law, Run((up,), ((0,), (1,))))
    with pytest.raises(TraceError, match="tuple is not a type"):
        save(found, "counter")
    saved = save(found, "counter", state_type=tuple[int, ...])
    assert ([0], [1]) == saved.states
    assert saved == from_json(to_json(saved))


@dataclass(frozen=True)
class Loose:
    """A record whose field does not hold what it says."""

    x: int


def test_a_state_that_would_not_be_read_back_is_not_written() -> None:
    """A broken file is found out when it is written, not when it is needed."""
    law = StateLaw[Loose]("never", "never", lambda s: s.x < 0)
    loose = Loose(1.5)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TraceError, match=r"states\[0\]\.x: expected an integer"):
        save(Finding(law, Run((), (loose,))), "loose")


@dataclass(frozen=True, eq=False)
class Unequal:
    """A record that is equal to itself only."""

    x: int


def test_a_state_that_is_not_what_is_read_back_is_not_written() -> None:
    """A state is a value."""
    law = StateLaw[Unequal]("never", "never", lambda s: s.x < 0)
    with pytest.raises(TraceError, match=r"states\[0\]: what is written is not what is read back"):
        save(Finding(law, Run((), (Unequal(1),))), "unequal")


def test_a_law_that_cannot_be_blamed_is_saved_all_the_same() -> None:
    """The run is worth more than its clause."""
    answers = iter([False, True])
    law = StateLaw[Loose]("fickle", "fickle", lambda _: next(answers))
    saved = save(Finding(law, Run((), (Loose(1),))), "loose")
    assert isinstance(saved.blame, Blame)
    assert "cannot be named" in saved.blame.clause


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("expected a trace of schema upshift.trace/1, found none", {"schema": None}),
        ("expected a trace of schema upshift.trace/1, found 'upshift.trace/9'", {"schema": "upshift.trace/9"}),
        (
            "law_kind: expected one of always, step, eventually, reachable, sometimes, found 'never'",
            {"law_kind": "never"},
        ),
        ("states: expected one more than the 0 moves, found 2", {"moves": []}),
        ("loop: expected a state from 0 to 1, found 2", {"loop": 2}),
        ('moves[0].kind: expected one of PROTOCOL, OPERATOR, FAULT, found ""', {"moves": [{"kind": ""}]}),
        ("blame: expected a Blame, found 3", {"blame": 3}),
        ("state_type: 'Rong' is not a type", {"state_type": "Rong"}),
        ("states[1]: expected a Ring, found 3", {"states": [None, 3]}),
    ],
)
def test_broken_traces_are_refused(expected: str, change: dict[str, Any], trace: Callable[[str], SavedTrace]) -> None:
    """One line says where and why."""
    data = json.loads(to_json(trace("reachable")))
    first, move = data["states"][0], data["moves"][0]
    if "states" in change:
        change = {"states": [first if state is None else state for state in change["states"]]}
    if change.get("moves"):
        change = {"moves": [{**move, **each} for each in change["moves"]]}
    with pytest.raises(TraceError) as raised:
        from_data({**data, **change})
    assert expected == str(raised.value)


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '{"schema"', "[" * 100_000])
def test_what_is_no_trace_is_refused_in_one_line(text: str) -> None:
    """Whatever the file holds."""
    with pytest.raises(TraceError) as raised:
        from_json(text)
    assert "\n" not in str(raised.value)


def test_a_file_that_was_cut_off_says_so(saved: SavedTrace) -> None:
    """At whatever place."""
    text = to_json(saved).rstrip()
    for end in range(1, len(text), 97):
        with pytest.raises(TraceError, match=r"broken JSON: .* at line \d+; is the file cut off\?"):
            from_json(text[:end])


def test_a_trace_is_a_value(saved: SavedTrace) -> None:
    """Changing a copy leaves the first alone."""
    assert "other" == replace(saved, scenario="other").scenario
    assert "ring" == saved.scenario


def test_a_law_that_explains_itself_is_saved_with_what_it_says() -> None:
    """Of a state or a step, in place of a clause; where it says nothing the clause is named as ever."""
    up = Move[Loose]("up", (), lambda _: Loose(1))
    run = Run((up,), (Loose(0), Loose(1)))
    of_state = StateLaw[Loose]("zero", "zero", lambda s: s.x == 0, lambda s: f"it is\n  {s.x}")
    of_step = StepLaw[Loose]("still", "still", lambda a, b: a == b, lambda a, b: f"from {a.x} to {b.x}")
    silent = replace(of_state, explain=lambda _: None)
    told = [save(Finding(law, run), "loose") for law in (of_state, of_step, silent)]
    assert [("it is", "  1"), ("from 0 to 1",)] == [each.blame.lines() for each in told[:2] if each.blame is not None]
    assert told[2].blame == save(Finding(replace(of_state, explain=None), run), "loose").blame
    assert told == [from_json(to_json(each)) for each in told]
    assert "zero is false after step 1\n  it is\n    1\n" in lanes(told[0])


def test_a_trace_tells_what_is_shown_of_its_states() -> None:
    """The engine's own states may be numbers that mean something to it alone."""
    law = StateLaw[tuple[int, ...]]("small", "small", lambda s: s[0] < 1)
    up = Move[tuple[int, ...]]("up", (), lambda _: (1,))
    found = Finding(law, Run((up,), ((0,), (1,))))
    saved = save(found, "counter", shown_as=lambda s: Loose(s[0] * 10))
    assert ({"x": 0}, {"x": 10}) == saved.states
    assert "x: 0 -> 10" in lanes(saved)
