"""`upshift verify`: the table, the last line, the files, the exit code, and pinning."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from upshift.cli.verify import conclusion, exit_of, row_of
from upshift.proofs import manifest as manifests
from upshift.proofs.catalogue import catalogue
from upshift.proofs.manifest import Manifest
from upshift.proofs.verify import Checked, Verification

Run = Callable[..., Any]
SMALL = ("dead-node", "M16", "target_above", "lock", "philosophers", "two_phase_commit")
GOOD = Checked("toy", "lock", "holds", "holds", "Complete", 8, 14, 4, 0.01, (), settled=True)
BAD = Checked("toy", "bad", "holds", "x", "Complete", 8, 14, 4, 0.01, ("promised: holds; found: x",), settled=True)
LATE = Checked("toy", "late", "holds", "nothing established", "Unknown(x)", 0, 0, 0, 0.0, ("nothing",), settled=False)


def verification(*checked: Checked, left_out: tuple[str, ...] = (), interrupted: bool = False) -> Verification:
    """The outcome with these entries."""
    settled = tuple(f"{one.name}: {line}" for one in checked if one.settled for line in one.differences)
    open_ = tuple(f"{one.name}: {line}" for one in checked if not one.settled for line in one.differences)
    return Verification(checked, (), left_out, settled, open_, 1.0, interrupted=interrupted)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manifest of our own, which may be written."""
    path = tmp_path / "manifest.toml"
    monkeypatch.setattr(manifests, "own_path", lambda: path)
    return path


@pytest.fixture
def pinned(own: Path, upshift: Run) -> Path:
    """A manifest in which the small entries are pinned."""
    assert 0 == upshift("verify", "--write", "--jobs", "1", "--only", *SMALL).code
    return own


def test_what_was_pinned_is_as_promised(pinned: Path, upshift: Run) -> None:
    """And it is not called verified, for most was left out."""
    assert pinned.is_file()
    said = upshift("verify", "--jobs", "1", "--only", *SMALL)
    assert 0 == said.code
    assert 6 == said.out.count("\nok ")
    assert "as promised, as far as it was looked at: 6 of " in said.out
    assert "verified" not in said.out
    assert "left out (" in said.out


@pytest.mark.parametrize(
    ("told", "old", "new"),
    [
        ("scenario dead-node: states: promised 57, found 56", "states = 56", "states = 57"),
        ("scenario dead-node: promised: unsettled; found: holds", 'promised = "holds"', 'promised = "unsettled"'),
        ("mutation M16: promised: breaks fenced in 4 steps", "breaks nobody_left_behind in 4", "breaks fenced in 4"),
        ("scenario dead-node: no longer is judged by the law gone", "laws = [\n", 'laws = [\n    "gone",\n'),
        ("scenario dead-node: no longer is asked for the witness w", "witnesses = [\n", 'witnesses = [\n    "w",\n'),
    ],
)
def test_a_difference_turns_it_red(told: str, old: str, new: str, pinned: Path, upshift: Run) -> None:
    """Exit code 1, and a line that says what."""
    text = pinned.read_text(encoding="utf-8")
    assert old in text
    pinned.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = upshift("verify", "--jobs", "1", "--only", *SMALL)
    assert 1 == said.code
    assert told in said.out
    assert "DIFFERS" in said.out
    assert "not as promised: 1 difference " in said.out


def test_a_manifest_that_forgets_most_entries_and_laws_is_not_verified(pinned: Path, upshift: Run) -> None:
    """A quick run looks at the whole manifest as well, though not at every entry."""
    text = pinned.read_text(encoding="utf-8")
    pinned.write_text(text.replace("[laws]\n", '[laws]\nforgotten = "always"\n'), encoding="utf-8")
    said = upshift("verify", "--jobs", "1", "--quick")
    assert 1 == said.code
    assert "scenario roll: is missing from the manifest" in said.out
    assert "law forgotten: no scenario is judged by it" in said.out
    assert "law fenced: no entry breaks it: a law that can no longer fail" in said.out


def test_a_broken_manifest_is_bad_input(own: Path, upshift: Run) -> None:
    """Exit code 2, and one line."""
    own.write_text("[laws", encoding="utf-8")
    said = upshift("verify", "--only", "lock")
    assert (2, "", 1) == (said.code, said.out, said.err.count("\n"))
    assert said.err.startswith("upshift: manifest.toml: broken TOML: ")


def test_writing_is_deterministic_and_keeps_what_was_not_looked_at(pinned: Path, upshift: Run) -> None:
    """The same entries give the same text."""
    before = pinned.read_text(encoding="utf-8")
    assert 0 == upshift("verify", "--write", "--jobs", "1", "--only", "lock").code
    assert before == pinned.read_text(encoding="utf-8")


def test_what_is_not_established_is_not_written(pinned: Path, upshift: Run) -> None:
    """Exit code 3, and the manifest is left as it was."""
    before = pinned.read_text(encoding="utf-8")
    said = upshift("verify", "--write", "--jobs", "1", "--max-seconds", "0.000001", "--only", "dead-node")
    assert 3 == said.code
    assert "the manifest was left as it was" in said.err
    assert before == pinned.read_text(encoding="utf-8")


def test_a_scenario_that_does_not_hold_is_not_written(
    pinned: Path, upshift: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, and the manifest is left as it was."""
    before = pinned.read_text(encoding="utf-8")
    monkeypatch.setattr("upshift.proofs.compare.finding", lambda _: "breaks fenced in 3 steps")
    said = upshift("verify", "--write", "--jobs", "1", "--only", "dead-node")
    assert 1 == said.code
    assert "upshift: scenario dead-node: breaks fenced in 3 steps" in said.err
    assert before == pinned.read_text(encoding="utf-8")


def test_writing_needs_every_entry(upshift: Run) -> None:
    """A quick one would promise less than there was."""
    said = upshift("verify", "--write", "--quick")
    assert (2, "upshift: --write needs every entry: it does not go with --quick\n") == (said.code, said.err)


def test_the_result_as_json_and_junit(
    pinned: Path, tmp_path: Path, upshift: Run, check_schema: Callable[[str], Any]
) -> None:
    """Both at once, whole and valid."""
    json, xml = tmp_path / "v.json", tmp_path / "v.xml"
    assert pinned.is_file()
    code = upshift("verify", "--jobs", "1", "--only", *SMALL, "--json", str(json), "--junit", str(xml)).code
    document = check_schema(json.read_text(encoding="utf-8"))
    assert (0, True, False, []) == (code, document["ok"], document["complete"], document["differences"])
    assert len(catalogue()) == len(document["entries"]) + len(document["left_out"])
    assert "breaks nobody_left_behind in 4 steps" in {entry["found"] for entry in document["entries"]}
    root = ET.parse(xml).getroot()  # noqa: S314  # our own
    assert ("0", str(len(document["left_out"]))) == (root.attrib["failures"], root.attrib["skipped"])


def test_an_output_that_cannot_be_written_is_told_before_the_work(upshift: Run) -> None:
    """Exit code 2."""
    said = upshift("verify", "--json", "missing/v.json")
    assert (2, "") == (said.code, said.out)
    assert "there is no folder missing" in said.err


@pytest.mark.parametrize(
    ("code", "line", "found"),
    [
        (
            0,
            "verified: everything is as promised: 1 toy (1 Complete); 8 states, 14 transitions, 1.0 s",
            verification(GOOD),
        ),
        (0, "as promised, as far as it was looked at: 1 of 2 entries", verification(GOOD, left_out=("toy bad",))),
        (1, "not as promised: 1 difference (2 of 2 entries", verification(GOOD, BAD)),
        (3, "not established: 1 entry (2 of 2 entries", verification(GOOD, LATE)),
        (1, "not as promised: 1 difference (2 of 2 entries", verification(BAD, LATE)),
        (130, "interrupted: 1 of 2 entries finished", verification(GOOD, left_out=("toy bad",), interrupted=True)),
    ],
)
def test_the_last_line_says_what_is_established(code: int, line: str, found: Verification) -> None:
    """And verified is said of nothing less than all."""
    lines = list(conclusion(found, 2))
    assert any(told.startswith(line) for told in lines)
    assert line.startswith("verified") == any("verified" in told for told in lines)
    assert code == exit_of(found)


def test_a_row_has_its_mark() -> None:
    """What differs is told from what is unknown."""
    assert ["ok", "DIFFERS", "UNKNOWN"] == [row_of(one).cells[0] for one in (GOOD, BAD, LATE)]


@pytest.mark.usefixtures("interruptible")
def test_control_c_ends_it_with_a_table_of_what_was_finished() -> None:
    """In a process of its own: exit code 130, no traceback."""
    command = (sys.executable, "-m", "upshift", "verify", "--only", "roll-crash", "lock", "--jobs", "2")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as running:
        time.sleep(3.0)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers too
        out, err = running.communicate(timeout=30)
    assert (130, "") == (running.returncode, err)
    assert re.search(r"^interrupted: [01] of ", out, re.MULTILINE)


def test_the_manifest_is_that_of_this_catalogue() -> None:
    """Every entry is pinned, none is left over, and each pins a scenario that is there."""
    assert list(catalogue()) == list(manifests.load().entries)
    assert isinstance(manifests.load(), Manifest)


def test_what_was_found_is_not_said_twice() -> None:
    """Where it is what was promised the table says just that."""
    assert ("holds", "as promised") == row_of(GOOD).cells[3:5]
    assert ("holds", "x") == row_of(BAD).cells[3:5]


# ---- what is promised of a part

PART = Checked(
    "scenario", "part", "holds for 12 levels", "holds for 12 levels", "Bounded(12)", 9, 9, 12, 0.1, (), settled=True
)
RUNS = Checked(
    "scenario", "runs", "holds in 9 runs", "holds in 9 runs", "Sampled(9, seed 7)", 9, 9, 12, 0.1, (), settled=True
)
BROKEN = Checked(
    "mutation", "M", "breaks x in 1 step", "breaks x in 1 step", "Bounded(2)", 2, 1, 2, 0.1, (), settled=True
)
OPEN = Checked("toy", "open", "unsettled", "unsettled", "Unknown(why)", 2, 1, 2, 0.1, (), settled=True)


def test_a_part_is_called_what_it_is() -> None:
    """In the table, beside that it is as promised; what breaks as it should is not said to be a part."""
    assert [
        "Bounded(12), as promised",
        "Sampled(9, seed 7), as promised",
        "as promised",
        "as promised",
    ] == [row_of(one).cells[4] for one in (PART, RUNS, BROKEN, OPEN)]


def test_the_last_line_counts_what_is_complete_and_what_is_not() -> None:
    """And says verified of nothing less than all."""
    (_, whole) = conclusion(verification(GOOD, BROKEN, OPEN), 3)
    assert whole.startswith(
        "verified: everything is as promised: 2 toys, 1 mutation (1 Complete, 1 broken as they should, 1 unsettled); "
    )
    (_, part) = conclusion(verification(GOOD, PART, RUNS, BROKEN), 4)
    assert part.startswith(
        "everything is as promised, not all is established: 1 toy, 2 scenarios, 1 mutation "
        "(1 Complete, 1 broken as they should, 1 only Bounded, 1 only Sampled); "
    )
    assert 0 == exit_of(verification(GOOD, PART, RUNS, BROKEN))


@pytest.mark.usefixtures("nodes")
def test_systems_of_nodes_are_pinned_one_by_one_and_verified(
    own: Path, tmp_path: Path, upshift: Run, check_schema: Callable[[str], Any]
) -> None:
    """With their mistakes; exit code 0 though a part is no proof, and the numbers are the same every time."""
    tiny = [entry.name for entry in catalogue().values() if "tiny" in entry.name]
    assert 7 == len(tiny)
    assert 0 == upshift("verify", "--write", "--jobs", "1", "--only", *tiny).code
    text = own.read_text(encoding="utf-8")
    assert '[laws.order]\nsmall = "always"\narrives = "eventually"\n\n[laws.stack]\nsmall = "always"\n' in text
    assert 'promised = "holds for 4 levels"' in text
    json, xml = tmp_path / "v.json", tmp_path / "v.xml"
    files = ("--json", str(json), "--junit", str(xml))
    said = upshift("verify", "--jobs", "1", "--only", *tiny, *files)
    assert 0 == said.code
    assert re.search(
        r"^ok +scenario +tiny-levels +holds for 4 levels +Bounded\(4\), as promised ", said.out, re.MULTILINE
    )
    assert "(1 Complete, 3 broken as they should, 2 only Bounded, 1 only Sampled; " in said.out
    document = check_schema(json.read_text(encoding="utf-8"))
    assert document["ok"]
    assert "Sampled(5, seed 7)" in {entry["verdict"] for entry in document["entries"]}
    assert "0" == ET.parse(xml).getroot().attrib["failures"]  # noqa: S314  # our own
    own.write_text(text.replace("holds in 5 runs", "holds in 6 runs"), encoding="utf-8")
    worse = upshift("verify", "--jobs", "1", "--only", "tiny-runs")
    assert 1 == worse.code
    assert "scenario tiny-runs: promised: holds in 6 runs; found: holds in 5 runs" in worse.out
