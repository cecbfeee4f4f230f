"""`upshift trace`: a saved run is replayed before it is shown."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def saved(tmp_path: Path, upshift: Run) -> Path:
    """A counterexample in a scenario without a clause."""
    path = tmp_path / "run.json"
    assert 1 == upshift("check", "downgrade", "--drop", "target_above", "--trace", str(path)).code
    return path


def test_a_trace_is_converted(saved: Path, tmp_path: Path, upshift: Run) -> None:
    """To any format, into a file; what comes back is the same run."""
    itf, back = tmp_path / "run.itf.json", tmp_path / "back.json"
    assert 0 == upshift("trace", str(saved), "--format", "itf", "--out", str(itf)).code
    assert 0 == upshift("trace", str(itf), "--format", "json", "--out", str(back)).code
    assert saved.read_text(encoding="utf-8") == back.read_text(encoding="utf-8")


def test_standard_output_has_nothing_but_the_trace(saved: Path, upshift: Run) -> None:
    """So that it can be piped into other checkers."""
    said = upshift("trace", str(saved), "--format", "itf")
    assert "#meta" in json.loads(said.out)
    assert said.err.startswith("replayed: ")


def test_a_trace_that_does_not_replay_says_at_which_step(saved: Path, upshift: Run) -> None:
    """Exit code 1: the model is not what it was, or the trace was changed."""
    whole = json.loads(saved.read_text(encoding="utf-8"))
    whole["dropped"] = []
    saved.write_text(json.dumps(whole), encoding="utf-8")
    said = upshift("trace", str(saved))
    assert (1, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert f"upshift: {saved} does not replay: step " in said.err


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("is empty", ""),
        ("is no trace in ITF, JSON, Mermaid or pytest form", "hello"),
        ("broken JSON", '{"schema": '),
        ("expected a trace of schema upshift.trace/1", "{}"),
    ],
)
def test_a_file_that_is_no_trace_is_bad_input(told: str, text: str, tmp_path: Path, upshift: Run) -> None:
    """Exit code 2, and one line that names the file."""
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    said = upshift("trace", str(path))
    assert (2, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert f"upshift: {path}: {told}" in said.err


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        ("is no trace: the character U+001B", "says", "\x1b[31mred"),
        ("is no trace: the character U+D800", "says", "\ud800"),
        ("types.State: expected names that do not begin with '__'", "types", {"State": {"__class__": "int"}}),
        ("is no trace: nested deeper than 100 levels", "states", json.loads("[" * 200 + "]" * 200)),
    ],
)
def test_data_that_nobody_can_read_are_bad_input(
    told: str, field: str, value: object, saved: Path, upshift: Run
) -> None:
    """Exit code 2, one line, and nothing that a terminal would obey."""
    data = json.loads(saved.read_text(encoding="utf-8"))
    saved.write_text(json.dumps({**data, field: value}), encoding="utf-8")
    said = upshift("trace", str(saved))
    assert (2, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert said.err.startswith(f"upshift: {saved}: {told}")


def test_words_that_are_not_the_models_are_not_shown(saved: Path, upshift: Run) -> None:
    """Exit code 1, and what the model says."""
    data = json.loads(saved.read_text(encoding="utf-8"))
    saved.write_text(json.dumps({**data, "says": "All is well."}), encoding="utf-8")
    said = upshift("trace", str(saved))
    assert (1, "") == (said.code, said.out)
    assert "(saved -> now): says: 'All is well.' -> " in said.err


@pytest.mark.parametrize("form", ["lanes", "diff"])
def test_a_person_reads_first_that_it_was_replayed(form: str, saved: Path, upshift: Run) -> None:
    """Where the output is for people."""
    said = upshift("trace", str(saved), "--format", form)
    assert "" == said.err
    assert said.out.startswith("replayed: ")


def test_a_file_that_was_written_was_replayed_before(saved: Path, tmp_path: Path, upshift: Run) -> None:
    """The file has the trace and nothing else, so that is said beside it."""
    out = tmp_path / "out.txt"
    said = upshift("trace", str(saved), "--out", str(out))
    assert (0, "") == (said.code, said.err)
    assert said.out.startswith("replayed: ")
    assert "replayed" not in out.read_text(encoding="utf-8")


def test_a_missing_file_is_bad_input(upshift: Run) -> None:
    """Exit code 2."""
    said = upshift("trace", "missing.json")
    assert (2, "upshift: missing.json: No such file or directory\n") == (said.code, said.err)


def test_a_trace_of_an_unknown_scenario_is_bad_input(saved: Path, upshift: Run) -> None:
    """Exit code 2, with the nearest one."""
    saved.write_text(saved.read_text(encoding="utf-8").replace('"downgrade"', '"downgrad"'), encoding="utf-8")
    said = upshift("trace", str(saved))
    assert (2, "upshift: no scenario 'downgrad'; nearest: 'downgrade'\n") == (said.code, said.err)


def test_a_file_gets_the_format_that_its_name_asks_for(saved: Path, tmp_path: Path, upshift: Run) -> None:
    """As where a counterexample is saved."""
    chart = tmp_path / "chart.md"
    assert 0 == upshift("trace", str(saved), "--out", str(chart)).code
    assert "sequenceDiagram" in chart.read_text(encoding="utf-8")
    assert 2 == upshift("trace", str(saved), "--out", str(tmp_path / "chart.what")).code
