"""How a command ends, whatever happens: an exit code, one line, and never a traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import upshift.cli.app
from upshift.cli import main
from upshift.proofs.explore import ReplayError

COMMAND = (sys.executable, "-m", "upshift")


def test_the_module_is_the_command() -> None:
    """`python -m upshift --version` in a process of its own."""
    ended = subprocess.run([*COMMAND, "--version"], check=True, capture_output=True, text=True)
    assert ("upshift 0.1.0\n", "") == (ended.stdout, ended.stderr)


@pytest.mark.parametrize(
    ("code", "error", "line"),
    [
        (3, ReplayError("no bisimulation"), "upshift: nothing is established: ReplayError: no bisimulation\n"),
        (3, MemoryError("too much"), "upshift: nothing is established: MemoryError: too much\n"),
        (130, KeyboardInterrupt(), "upshift: interrupted\n"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    code: int, error: BaseException, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken model, too little memory, an interruption outside of a search."""

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(upshift.cli.app, "RUN", {"claims": fail})
    assert code == main(["claims"])
    assert ("", line) == capsys.readouterr()


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("upshift: no scenario 'dead-nod'; nearest: 'dead-node'", ("check", "dead-nod")),
        (
            "upshift: no law 'capabilty' in dead-node; nearest: 'capability'",
            ("check", "dead-node", "--law", "capabilty"),
        ),
        ("upshift: no clause 'gon'; nearest: 'gone'", ("check", "dead-node", "--drop", "gon")),
        ("upshift: no mutation 'N16'; nearest: 'M16'", ("mutations", "N16")),
        ("upshift: no command 'chek'; nearest: 'check'", ("chek",)),
        ("upshift: upshift check: no option '--lwa'; nearest: '--law'", ("check", "dead-node", "--lwa")),
        ("upshift: no scenario, mutation, clause or toy 'M1'; nearest: 'M21'", ("verify", "--only", "M1")),
    ],
)
def test_a_wrong_name_is_one_line_that_names_the_nearest(
    line: str, arguments: tuple[str, ...], upshift: Callable[..., Any]
) -> None:
    """On standard error, with exit code 2."""
    said = upshift(*arguments)
    assert (2, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert line.partition(";")[0] == said.err.strip().partition(";")[0]
    assert "; nearest: " in said.err


def test_nonsense_is_refused_with_the_nearest_scenario(upshift: Callable[..., Any]) -> None:
    """Exit code 2, and one line."""
    said = upshift("check", "nonsense")
    assert (2, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert said.err.startswith("upshift: no scenario 'nonsense'; nearest: '")


def test_who_stops_reading_ends_the_command_in_silence() -> None:
    """As `upshift check --list | head -1` does."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        ended = subprocess.run([*COMMAND, "claims"], check=False, stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert (141, "") == (ended.returncode, ended.stderr)


def test_json_on_standard_output_has_nothing_around_it(upshift: Callable[..., Any]) -> None:
    """Of every command that has it, with the schema that it names."""
    assert "upshift.scenarios/1" == upshift("check", "--list", "--json", "-").document()["schema"]
    assert "upshift.claims/1" == upshift("claims", "--json", "-").document()["schema"]
    assert "upshift.mutations/1" == upshift("mutations", "--json", "-").document()["schema"]
    assert "upshift.verdict/1" == upshift("check", "lock", "--json", "-").document()["schema"]
    assert "upshift.verify/1" == upshift("verify", "--only", "lock", "--json", "-").document()["schema"]
