"""`upshift claims`: every claim points at what exists."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import upshift.cli.claims
from upshift import impl, model
from upshift.cli.claims import Names, dangling, functions, names, told
from upshift.cli.claims import tests as listed
from upshift.proofs.claims import Claim, load

Run = Callable[..., Any]
KNOWN = Names(
    {"adjust.judge"}, {"adjust.guard"}, {"monotone"}, {"a_switch_is_accepted"}, {"tests/model/test_adjust.py"}
)


def claim(**fields: tuple[str, ...]) -> Claim:
    """A claim that points at what is known, but for some fields."""
    whole = {
        "modelled": ("adjust.judge",),
        "implemented": ("adjust.guard",),
        "laws": ("monotone",),
        "witnesses": ("a_switch_is_accepted",),
        "tests": ("tests/model/test_adjust.py",),
    }
    return replace(load()[0], **{**whole, **fields})  # type: ignore[arg-type]  # no field but tuples


def test_what_the_shipped_claims_name_exists() -> None:
    """Functions of model and implementation, laws, witnesses that some scenario asks for, tests and stories."""
    assert [] == [line for line in dangling(load(), names()) if " no law and no " not in line and "nothing" not in line]


def test_a_claim_that_points_at_what_exists_is_well() -> None:
    """Nothing is said."""
    assert [] == list(dangling((claim(),), KNOWN))


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("claim 1: no function of the model 'adjust.jugde'; nearest: 'adjust.judge'", {"modelled": ("adjust.jugde",)}),
        (
            "claim 1: no function of the implementation 'adjust.gaurd'; nearest: 'adjust.guard'",
            {"implemented": ("adjust.gaurd",)},
        ),
        ("claim 1: no law 'monotony'; nearest: 'monotone'", {"laws": ("monotony",)}),
        ("claim 1: no witness 'x'; nearest: 'a_switch_is_accepted'", {"witnesses": ("x",)}),
        ("claim 1: no test 'x'; nearest: 'tests/model/test_adjust.py'", {"tests": ("x",)}),
        ("claim 1: nothing says where it is modelled", {"modelled": ()}),
        ("claim 1: nothing says where it is implemented", {"implemented": ()}),
        ("claim 1: no law and no witness checks it", {"laws": (), "witnesses": ()}),
        ("claim 1: no test tests it", {"tests": ()}),
    ],
)
def test_a_claim_that_points_at_nothing_differs(line: str, fields: dict[str, tuple[str, ...]]) -> None:
    """With the nearest thing that exists."""
    assert [line.partition(";")[0]] == [told.partition(";")[0] for told in dangling((claim(**fields),), KNOWN)]


def test_tests_are_not_looked_for_where_there_are_none() -> None:
    """As in an installed package."""
    assert [] == list(dangling((claim(tests=("x",)),), replace(KNOWN, tests=None)))


@pytest.mark.parametrize(("package", "name"), [(model, "fence.fence"), (impl, "releases.second.apply_2")])
def test_a_function_is_named_with_its_module(package: ModuleType, name: str) -> None:
    """By itself it could be any of several."""
    found = functions(package)
    assert name in found
    assert [] == [each for each in found if "." not in each or each.startswith("upshift.")]


def test_a_function_of_a_class_is_named_behind_it() -> None:
    """What is imported from elsewhere, and what Python itself calls, is none."""
    found = functions(impl)
    assert {"adjust.guard", "cluster.Cluster.roll"} <= found
    assert not {"folding.judge_adjust", "cluster.Cluster", "cluster.Cluster.__init__"} & found


def test_tests_are_known_by_file_and_function(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside the source, with the stories; None elsewhere."""
    found = listed()
    if found is not None:
        name = test_tests_are_known_by_file_and_function.__name__
        story = "tests/impl/stories/01-rolling-update.txt"
        assert {"tests/cli/test_claims.py", f"tests/cli/test_claims.py::{name}", story} <= found
        assert "tests/cli/test_claims.py::claim" not in found  # a helper
    monkeypatch.setattr("upshift.model.__path__", [str(tmp_path / "model")])
    assert listed() is None


def test_a_claim_is_told_with_what_it_points_at() -> None:
    """No line is longer than a page is wide."""
    lines = "\n".join(told(claim())).splitlines()
    assert lines[0].startswith(" 1  A cluster's software is updated, node by node,")
    assert "    modelled    adjust.judge" in lines
    assert "    implemented adjust.guard" in lines
    everything = "\n".join(line for each in load() for line in told(each)).splitlines()
    assert max(map(len, lines + everything)) <= 100
    assert load()[6].tests[0].partition("::")[2] in " ".join(everything).replace(",", "").split()
    assert [] == [line for line in told(claim(witnesses=())) if "witnesses" in line]


def test_the_command_fails_if_a_claim_points_at_nothing(upshift: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, and the differences are in the JSON."""
    upshift_claims = upshift_module()
    monkeypatch.setattr(upshift_claims, "load", lambda: (claim(),) * 31)
    monkeypatch.setattr(upshift_claims, "names", lambda: KNOWN)
    assert 0 == upshift("claims").code
    monkeypatch.setattr(upshift_claims, "names", lambda: replace(KNOWN, laws=()))
    said = upshift("claims", "--json", "-")
    assert 1 == said.code
    assert ["claim 1: no law 'monotone'"] * 31 == said.document()["differences"]


def test_broken_data_are_bad_input(upshift: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and one line."""

    def broken() -> None:
        raise ValueError("claim 7: it has no requirement")

    monkeypatch.setattr(upshift_module(), "load", broken)
    said = upshift("claims")
    assert (2, "upshift: claims.toml: claim 7: it has no requirement\n") == (said.code, said.err)


def upshift_module() -> Any:  # noqa: ANN401  # a module
    """The command as a module."""
    return upshift.cli.claims
