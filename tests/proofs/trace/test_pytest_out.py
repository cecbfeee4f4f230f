"""A trace as a pytest function."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from upshift.proofs.catalogue import build as system_of
from upshift.proofs.explore.system import System
from upshift.proofs.trace.pytest_out import BUILDER, from_pytest, to_pytest
from upshift.proofs.trace.saved import SavedTrace
from upshift.proofs.trace.shape import TraceError

Build = Callable[[str, tuple[str, ...], str | None], System[Any]]
Trace = Callable[[str], SavedTrace]


def run(saved: SavedTrace, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the test function in the file."""
    rings = ModuleType("rings")
    rings.build = build  # type: ignore[attr-defined]  # made up here
    monkeypatch.setitem(sys.modules, "rings", rings)
    names: dict[str, Any] = {}
    exec(compile(to_pytest(saved, "rings:build"), "test_saved_run.py", "exec"), names)  # noqa: S102  # it is a program
    (function,) = (value for name, value in names.items() if name.startswith("test_"))
    function()


def test_the_function_passes_while_the_law_is_broken(
    saved: SavedTrace, ring: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each kind of law."""
    run(saved, ring, monkeypatch)


def test_the_function_fails_once_the_protocol_is_repaired(
    trace: Trace, ring: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says at which step the run ends."""
    with pytest.raises(TraceError, match="step 4, barge"):
        run(trace("always"), lambda scenario, dropped, _: ring(scenario, dropped, None), monkeypatch)


def test_the_steps_are_told_with_what_they_changed(trace: Trace) -> None:
    """The function is read before it is run."""
    text = to_pytest(trace("step"))
    assert text.startswith('"""turns_stay is broken in 3 steps, as upshift found it.\n')
    assert '    "forget(n1)",  # nodes.n1.turns: 1 -> 0\n' in text
    assert 'def test_turns_stay_is_broken_in_ring() -> None:\n    """Turns are never taken back."""\n' in text
    assert "def test_both_served_is_seen_in_ring()" in to_pytest(trace("sometimes"))


def test_a_trace_is_read_back(saved: SavedTrace) -> None:
    """The file holds it."""
    assert saved == from_pytest(to_pytest(saved))


@pytest.mark.parametrize("says", ['""" quoted """', "back\\slash", "{braces}", 'ends in "'])
def test_whatever_a_law_says_the_file_is_a_program(says: str, trace: Trace) -> None:
    """Its sentence stands in a docstring."""
    saved = replace(trace("reachable"), says=says)
    assert saved == from_pytest(to_pytest(saved))


def test_the_file_is_well_formed(tmp_path: Path, saved: SavedTrace) -> None:
    """No linter finds fault with how it is written, but for the length of what was saved."""
    path = tmp_path / "test_saved_run.py"
    path.write_text(to_pytest(saved), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed here")
    found = subprocess.run(
        [ruff, "check", "--isolated", "--no-cache", "--select", "E,F,W,I,D", "--ignore", "E501,D203,D213", path],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ("", 0) == (found.stdout.removeprefix("All checks passed!\n"), found.returncode)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("a Python file without SAVED: it was not saved by upshift", "def test_x() -> None:\n    pass\n"),
        ("a Python file without SAVED: it was not saved by upshift", "SAVED = 3\n"),
        ("broken JSON", 'SAVED = "{"\n'),
        ("broken Python: unterminated triple-quoted string literal", 'SAVED = r"""\n{'),
    ],
)
def test_broken_files_are_refused(expected: str, text: str) -> None:
    """In one line."""
    with pytest.raises(TraceError) as raised:
        from_pytest(text)
    assert str(raised.value).startswith(expected)
    assert "\n" not in str(raised.value)


def test_a_saved_test_asks_the_catalogue_for_its_system() -> None:
    """Which knows toys and scenarios."""
    assert f"{system_of.__module__}:{system_of.__name__}" == BUILDER


@pytest.mark.parametrize("text", ["def test_x(): " + "-" * 200_000 + "1", "def test_x(): " + "(" * 9999])
def test_python_that_is_nested_without_end_is_refused(text: str) -> None:
    """As whatever else cannot be parsed."""
    with pytest.raises(TraceError, match=r"^broken Python: "):
        from_pytest(text)
