"""The manifest: what it says, how it is read and written, and what is wrong with a broken one."""

from dataclasses import replace
from pathlib import Path

import pytest

from upshift.proofs.catalogue import EntryKind
from upshift.proofs.manifest import (
    Manifest,
    ManifestError,
    Pinned,
    broken_law,
    load,
    own_path,
    partly,
    read,
    to_toml,
    unbroken,
    write,
)

SCENARIO = Pinned(EntryKind.SCENARIO, "roll", "holds", 1200, 3400, 9, "abc", "", ("monotone",), ("orders_JOIN",))
MUTATION = Pinned(EntryKind.MUTATION, "M01", "breaks monotone in 3 steps", 12, 34, 4, "def")
CLAUSE = Pinned(EntryKind.CLAUSE, "gone", "holds", 12, 34, 4, "ffe", 'implied by "x" here')
MANIFEST = Manifest({"monotone": "always"}, {pinned.key: pinned for pinned in (SCENARIO, MUTATION, CLAUSE)})
TEXT = to_toml(MANIFEST)


def test_what_is_written_is_read_back() -> None:
    """And written again it is the same text."""
    assert MANIFEST == read(TEXT)
    assert TEXT == to_toml(read(TEXT))


def test_the_text_is_for_people_too() -> None:
    """It begins by saying what it is; long numbers are grouped, and a list has a line for each name."""
    assert TEXT.startswith("# The manifest of verdicts")
    assert "states = 1_200\n" in TEXT
    assert '    "orders_JOIN",\n' in TEXT


def test_the_manifest_that_is_shipped_has_the_public_counts_of_two_phase_commit() -> None:
    """288, 8,832 and 296,448 states: what every checker reports for 3, 5 and 7 participants."""
    entries = load().entries
    names = ("two_phase_commit", "two_phase_commit_5", "two_phase_commit_7")
    assert [288, 8_832, 296_448] == [entries[f"toy {name}"].states for name in names]


def test_the_manifest_that_is_shipped_is_as_the_program_writes_it() -> None:
    """Nobody has put anything in by hand."""
    assert own_path().read_text(encoding="utf-8") == to_toml(load())


def test_a_promise_names_the_law_and_the_steps() -> None:
    """Or neither, if nothing breaks."""
    assert ("monotone", 3) == (MUTATION.broken, MUTATION.steps)
    assert (None, None) == (CLAUSE.broken, CLAUSE.steps)
    assert "fenced" == broken_law("breaks fenced in 1 step")


@pytest.mark.parametrize(
    ("message", "old", "new"),
    [
        ("broken TOML: ", "[laws]", "[laws"),
        ("no kind of entry is called 'mutatoin'; nearest: 'mutation'", "[[mutation]]", "[[mutatoin]]"),
        ("expected schema = 'upshift.manifest/1', found 'x'", '"upshift.manifest/1"', '"x"'),
        ("the table [laws] is missing", '[laws]\nmonotone = "always"', ""),
        ("law monotone: there is no kind 'alway'; nearest: 'always'", '"always"', '"alway"'),
        (
            "mutation M01: 'depth' is missing",
            'transitions = 34\ndepth = 4\ndigest = "def"',
            'transitions = 34\ndigest = "def"',
        ),
        ("scenario roll: no field is called 'state'; nearest: 'states'", "states = 1_200", "state = 1_200"),
        ("scenario roll: states = True should be a whole number", "states = 1_200", "states = true"),
        ("scenario roll: laws = [1] should be a list of names", 'laws = [\n    "monotone",\n]', "laws = [1]"),
        ("scenario roll: no field is called 'harmless'", 'name = "roll"', 'name = "roll"\nharmless = "x"'),
        ("scenario roll: nothing can be promised as 'hold'; nearest: 'holds'", '"holds"', '"hold"'),
        ("mutation M01 comes twice", '[[clause]]\nname = "gone"', '[[mutation]]\nname = "M01"'),
        ("scenario: expected tables [[scenario]]", "[[scenario]]", "[scenario]"),
    ],
)
def test_a_broken_manifest_is_refused_in_one_line(message: str, old: str, new: str) -> None:
    """With the place, and the nearest thing that would be right."""
    assert old in TEXT
    with pytest.raises(ManifestError) as refused:
        read(TEXT.replace(old, new, 1))
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, one that is no text, and a broken one."""
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = 1", encoding="utf-8")
    for path in (tmp_path / "missing.toml", binary, broken):
        with pytest.raises(ManifestError, match=path.name):
            load(path)


def test_it_is_written_whole(tmp_path: Path) -> None:
    """Nothing else is left beside it."""
    path = tmp_path / "manifest.toml"
    write(path, MANIFEST)
    assert MANIFEST == load(path)
    assert [path] == list(tmp_path.iterdir())


PARTS = replace(SCENARIO, name="crash", promised="holds for 12 levels")
RUNS = replace(SCENARIO, name="storm", promised="holds in 1 run")


def test_what_holds_so_far_is_promised_as_that() -> None:
    """For some levels or in some runs; it is unbroken, and no law of it breaks."""
    manifest = Manifest({}, {pinned.key: pinned for pinned in (PARTS, RUNS)})
    assert manifest == read(to_toml(manifest))
    forms = ("holds", "holds for 12 levels", "holds in 1 run", "holds for 0 levels", "unsettled", "breaks x in 1 step")
    assert [True, True, True, False, False, False] == list(map(unbroken, forms))
    assert [False, True, True, False, False, False] == list(map(partly, forms))
    assert (None, None) == (PARTS.broken, PARTS.steps)
    with pytest.raises(ManifestError, match=r"'holds for 0 levels'; nearest: 'holds for N levels'$"):
        read(to_toml(manifest).replace("for 12", "for 0"))


def test_each_system_of_nodes_has_its_own_table_of_laws() -> None:
    """One law may be of two kinds in two systems."""
    manifest = Manifest({"monotone": "always"}, {}, {"order": {"monotone": "step"}, "stack": {}})
    assert manifest == read(to_toml(manifest))
    assert '[laws.order]\nmonotone = "step"\n' in to_toml(manifest)
    laws = [("version", "monotone", "always"), ("order", "monotone", "step")]
    assert laws == list(manifest.laws_by_system())
    with pytest.raises(ManifestError, match=r"^law monotone: there is no kind 'stop'; nearest: 'step'$"):
        read(to_toml(manifest).replace('"step"', '"stop"'))
