"""`upshift check`: what it says, saves and answers, of scenarios and toys, whole and broken."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from upshift.model.scenarios import BY_NAME
from upshift.proofs.explore.toys import TOYS
from upshift.proofs.implementation import SUBJECTS

Run = Callable[..., Any]


def test_a_scenario_that_holds(upshift: Run) -> None:
    """What was established within which bounds, every law, every witness, and what was never done."""
    said = upshift("check", "dead-node")
    assert (0, "") == (said.code, said.err)
    assert "Complete: every state within the bounds (window 2, out any, cut 1, " in said.out
    assert "56 states, 147 transitions, depth 17, 11 successors cut by the bounds, " in said.out
    assert "never taken: catch_up, promise," in said.out
    assert re.search(r"^monotone +always +yes$", said.out, re.MULTILINE)
    assert re.search(r"^never_stuck +reachable +yes$", said.out, re.MULTILINE)
    assert re.search(r"^orders_REMOVE_NODE +in 2 steps$", said.out, re.MULTILINE)
    assert "not established" not in said.out


def test_the_output_is_plain_ascii_where_there_is_no_terminal(upshift: Run) -> None:
    """Fit for any log."""
    said = upshift("check", "switch-crash", "--mutation", "M16")
    assert said.out.isascii()
    assert "\x1b" not in said.out


def test_a_mutation_breaks_a_law_and_the_run_is_shown_saved_and_shown_again(tmp_path: Path, upshift: Run) -> None:
    """Exit code 1; `upshift trace` replays what was saved."""
    path = tmp_path / "t.itf.json"
    said = upshift("check", "switch-crash", "--mutation", "M16", "--trace", str(path))
    assert 1 == said.code
    assert "Bounded: a law broke, and the search ended there: no run of more than 4 steps was looked at." in said.out
    assert re.search(r"^nobody_left_behind +step +BROKEN in 4 steps$", said.out, re.MULTILINE)
    assert re.search(r"^capability +always +not established$", said.out, re.MULTILINE)
    assert "with the mistake M16: Check, then act\n" in said.out
    assert "order_adjust(n1)" in said.out
    assert f"saved: {path}\n" in said.out
    again = upshift("trace", str(path))
    assert 0 == again.code
    assert again.out.partition("\n")[2] in said.out + "\n"
    assert "order_adjust(n1)" in again.out
    assert re.fullmatch(r"replayed: 4 steps, \w+ is broken as it was\n", again.out.splitlines(keepends=True)[0])


def test_a_clause_is_dropped(upshift: Run) -> None:
    """And the run says without which."""
    said = upshift("check", "downgrade", "--drop", "target_above")
    assert 1 == said.code
    assert "without target_above" in said.out
    assert "again: upshift check downgrade --drop target_above --law monotone" in said.out


def test_a_dropped_clause_that_breaks_nothing_is_as_expected(upshift: Run) -> None:
    """The witnesses of the scenario are not asked for then."""
    assert 0 == upshift("check", "group-during-switch", "--drop", "not_too_old").code


@pytest.mark.parametrize("form", ["diff", "mermaid", "itf", "json", "pytest"])
def test_the_run_is_shown_in_any_format(form: str, upshift: Run) -> None:
    """As the traces have them."""
    marks = {
        "diff": "knock",
        "mermaid": "sequenceDiagram",
        "itf": "#meta",
        "json": "upshift.trace/1",
        "pytest": "def test_",
    }
    assert marks[form] in upshift("check", "knocking", "--format", form).out


@pytest.mark.parametrize("name", ["t.itf.json", "t.json", "t.md", "t.mmd", "test_t.py"])
def test_the_run_is_saved_by_its_extension_and_shown_again(name: str, tmp_path: Path, upshift: Run) -> None:
    """From every format that keeps it."""
    path = str(tmp_path / name)
    assert 1 == upshift("check", "philosophers", "--trace", path).code
    said = upshift("trace", path)
    assert 0 == said.code
    assert "never_stuck is out of reach after step 4" in said.out


def test_a_saved_test_is_one_that_passes(tmp_path: Path, upshift: Run) -> None:
    """The counterexample as a regression test, run as it is."""
    path = tmp_path / "test_t.py"
    upshift("check", "downgrade", "--drop", "target_above", "--trace", str(path))
    scope: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), scope)  # noqa: S102  # our own
    (test,) = (value for name, value in scope.items() if name.startswith("test_"))
    test()


def test_nothing_is_saved_where_nothing_broke(tmp_path: Path, upshift: Run) -> None:
    """And that is said."""
    path = tmp_path / "t.json"
    said = upshift("check", "lock", "--trace", str(path))
    assert (0, f"{path}: not written: there is no run to save\n") == (said.code, said.err)
    assert not path.exists()


def test_one_law_alone(upshift: Run) -> None:
    """The search goes on until this one breaks, and no other is judged."""
    found = upshift("check", "switch-crash", "--mutation", "U04", "--law", "one_history", "--json", "-")
    assert 1 == found.code
    assert [("one_history", False)] == [(law["name"], law["holds"]) for law in found.document()["laws"]]


def test_one_witness_alone_is_shown_with_its_run(tmp_path: Path, upshift: Run) -> None:
    """An example of what the scenario is there to show."""
    path = tmp_path / "t.json"
    said = upshift("check", "dead-node", "--law", "a_switch_is_accepted", "--trace", str(path))
    assert 0 == said.code
    assert "a_switch_is_accepted is seen in 7 steps" in said.out
    assert "a_switch_is_accepted is seen as it was" in upshift("trace", str(path)).out


@pytest.mark.parametrize(
    ("budget", "option"),
    [
        ("states", ("--max-states", "10")),
        ("seconds", ("--max-seconds", "0.000001")),
        ("memory", ("--max-memory", "1M")),
    ],
)
def test_a_budget_that_runs_out_establishes_nothing(budget: str, option: tuple[str, str], upshift: Run) -> None:
    """Exit code 3, whichever it was."""
    said = upshift("check", "two-requests", *option, "--engine", "reference")
    assert 3 == said.code
    assert f"Truncated: the budget of {budget} ran out, and nothing is established." in said.out
    assert not re.search(r" yes$", said.out, re.MULTILINE)


def test_what_the_bound_hides_is_not_established(upshift: Run) -> None:
    """Exit code 3."""
    said = upshift("check", "counter_cut")
    assert 3 == said.code
    assert "Unknown: the bound cuts moves that decide arrives; nothing is established." in said.out


def test_going_on_finds_every_law_that_breaks(upshift: Run) -> None:
    """The search is complete then, and the laws that hold are established."""
    found = upshift("check", "lock_unforced", "--keep-going", "--json", "-")
    document = found.document()
    assert (1, "Complete", False) == (found.code, document["verdict"], document["holds"])
    assert {"served_0": False, "served_1": False} == {law["name"]: law["holds"] for law in document["laws"]}


def test_the_verdict_as_json(tmp_path: Path, upshift: Run, check_schema: Callable[[str], Any]) -> None:
    """In a file and on standard output alike; the trace of a broken law is in it."""
    path = tmp_path / "v.json"
    assert 1 == upshift("check", "switch-crash", "--mutation", "m16", "--json", str(path)).code
    document = check_schema(path.read_text(encoding="utf-8"))
    assert ("switch-crash", "M16", [], None) == tuple(
        document[name] for name in ("scenario", "mutation", "dropped", "law")
    )
    assert ("Bounded(5)", False, 5) == (document["verdict"], document["holds"], document["depth"])
    broken = {law["name"]: law for law in document["laws"] if law["holds"] is False}
    assert 4 == broken["nobody_left_behind"]["steps"] == len(broken["nobody_left_behind"]["trace"]["moves"])
    assert {None} == {law["trace"] for law in document["laws"] if law["holds"] is None}
    assert None in {witness["seen"] for witness in document["witnesses"]}
    said = upshift("check", "switch-crash", "--mutation", "m16", "--json", "-")
    assert {**document, "seconds": 0} == {**said.document(), "seconds": 0}


def test_the_verdict_as_junit(tmp_path: Path, upshift: Run) -> None:
    """A case for each law; the one that breaks has its run."""
    path = tmp_path / "v.xml"
    upshift("check", "philosophers", "--junit", str(path))
    (suite,) = ET.parse(path).getroot()  # noqa: S314  # our own
    assert ("2", "1") == (suite.attrib["tests"], suite.attrib["failures"])
    (failure,) = suite.iter("failure")
    assert "broken in 4 steps" == failure.attrib["message"]
    assert "never_stuck is broken in 4 steps" in (failure.text or "")


def test_the_list_names_every_scenario_and_toy(upshift: Run) -> None:
    """With the system that it is of, its bounds, and what it is about."""
    document = upshift("check", "--list", "--json", "-").document()
    nodes = [one.name for one in SUBJECTS]
    assert [*BY_NAME, *nodes, *TOYS] == [one["name"] for one in document["scenarios"]]
    assert {"version", "order", "stack", "toy"} == {one["system"] for one in document["scenarios"]}
    said = upshift("check", "--list")
    assert 0 == said.code
    assert all(name in said.out for name in BY_NAME)


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("check which scenario? upshift check --list names them", ()),
        ("cannot tell the format of 'run.jsn'; nearest: '.json'", ("dead-node", "--trace", "run.jsn")),
        ("cannot write missing/a.json: there is no folder missing", ("roll", "--json", "missing/a.json")),
        ("lock is a toy, which has neither clauses nor mutations", ("lock", "--drop", "gone")),
    ],
)
def test_bad_input_is_one_line_before_any_work(message: str, arguments: tuple[str, ...], upshift: Run) -> None:
    """Exit code 2."""
    said = upshift("check", *arguments)
    assert (2, "", f"upshift: {message}\n") == (said.code, said.out, said.err)


def test_an_interrupted_search_is_said_to_be_one(upshift: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 130, and nothing is established."""
    laws = upshift("check", "lock", "--json", "-").document()["laws"]

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("upshift.proofs.explore.reference.Search.expand", press)
    said = upshift("check", "lock")
    assert 130 == said.code
    assert "Interrupted: nothing is established." in said.out
    assert len(laws) == said.out.count("not established")


# ---- systems of implementation nodes


@pytest.mark.usefixtures("nodes")
@pytest.mark.parametrize(
    ("name", "words", "so_far", "promise"),
    [
        (
            "tiny-levels",
            "Bounded(4): every state of the first 4 levels (one node) was visited",
            "in 4 levels",
            "Bounded(4)",
        ),
        (
            "tiny-runs",
            "Sampled(5, seed 7): 5 random runs (one node) were taken",
            "in 5 runs",
            "Sampled(5, seed 7)",
        ),
    ],
)
def test_what_was_looked_at_in_part_is_not_established(
    name: str, words: str, so_far: str, promise: str, upshift: Run
) -> None:
    """Exit code 3, though nothing broke; a law that was not judged is told from one that did not break so far."""
    said = upshift("check", name)
    assert 3 == said.code
    assert f"{name}: The nodes of {name} count.\n" in said.out
    assert f"{words}; nothing is said of the others, and no law is established.\n" in said.out
    assert re.search(rf"^small +always +not broken {so_far}$", said.out, re.MULTILINE)
    assert re.search(r"^three +in 3 steps$", said.out, re.MULTILINE)
    assert not re.search(r" yes$", said.out, re.MULTILINE)
    document = upshift("check", name, "--json", "-").document()
    assert (promise, False, None) == (document["verdict"], document["holds"], document["laws"][0]["holds"])


@pytest.mark.usefixtures("nodes")
def test_a_system_of_nodes_that_is_searched_whole_holds(upshift: Run) -> None:
    """As a scenario of the model does; also one that is not part of what is verified."""
    assert [0, 0] == [upshift("check", name).code for name in ("tiny", "tiny-deep")]


@pytest.mark.usefixtures("nodes")
@pytest.mark.parametrize(
    ("words", "name", "mistake"),
    [
        ("Bounded: a law broke, and the search ended there: no run of more than 3 steps", "tiny", "m03"),
        ("Bounded: a law broke, and the search ended there: no run of more than 3 steps", "tiny-levels", "O01"),
        ("Sampled(1, seed 7): a law broke, and the sampling ended there: a shorter run may", "tiny-runs", "O01"),
    ],
)
def test_a_mistake_in_nodes_is_shown_saved_and_shown_again(
    words: str, name: str, mistake: str, tmp_path: Path, upshift: Run
) -> None:
    """Exit code 1; the run tells what is shown of the states, and the law says what is wrong."""
    path = tmp_path / "t.itf.json"
    said = upshift("check", name, "--mutation", mistake, "--trace", str(path))
    assert 1 == said.code
    assert f"with the mistake {mistake.upper()}: " in said.out
    assert words in said.out
    assert "number: 2 -> 9\n" in said.out
    assert "small is false after step 3\n  9 is not small\n    it is 9\nagain: upshift check" in said.out
    assert f"again: upshift check {name} --mutation {mistake.upper()} --law small\n" in said.out
    again = upshift("trace", str(path))
    assert (0, "") == (again.code, again.err)
    assert "number: 2 -> 9\n" in again.out


@pytest.mark.usefixtures("nodes")
def test_a_saved_test_of_nodes_is_one_that_passes(tmp_path: Path, upshift: Run) -> None:
    """It asks the law about the system's own states."""
    path = tmp_path / "test_t.py"
    upshift("check", "tiny", "--mutation", "M03", "--trace", str(path))
    scope: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), scope)  # noqa: S102  # our own
    (test,) = (value for name, value in scope.items() if name.startswith("test_"))
    test()


@pytest.mark.usefixtures("nodes")
def test_the_list_names_the_systems_of_nodes_too(upshift: Run) -> None:
    """Each with the system that it is of, and its bounds in words."""
    listed = {one["name"]: one for one in upshift("check", "--list", "--json", "-").document()["scenarios"]}
    assert [*BY_NAME, "tiny", "tiny-levels", "tiny-runs", "tiny-deep", *TOYS] == list(listed)
    assert [("order", "one node"), ("stack", "one node")] == [
        (listed[name]["system"], listed[name]["bounds"]) for name in ("tiny", "tiny-levels")
    ]


@pytest.mark.usefixtures("nodes")
@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("no mutation 'M16' in tiny; nearest: 'M03'", ("tiny", "--mutation", "M16")),
        ("tiny is of the implementation, which has no clauses to be dropped", ("tiny", "--drop", "gone")),
    ],
)
def test_what_makes_no_sense_of_nodes_is_one_line(message: str, arguments: tuple[str, ...], upshift: Run) -> None:
    """Exit code 2."""
    said = upshift("check", *arguments)
    assert (2, "", f"upshift: {message}\n") == (said.code, said.out, said.err)
