"""`upshift mutations`: the museum and the clauses, with what the manifest says of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from upshift.cli.mutations import clause_data, exhibit_of, find_exhibit, implemented, table_of_clauses
from upshift.model.clauses import CLAUSES, Clause
from upshift.model.museum import MUTATIONS, Mutation
from upshift.proofs.catalogue import EntryKind, find_clause
from upshift.proofs.implementation import MISTAKES
from upshift.proofs.manifest import Manifest, Pinned

Run = Callable[..., Any]


def pinned(kind: EntryKind, name: str, promised: str, harmless: str = "") -> Pinned:
    """A promise of an entry."""
    return Pinned(kind, name, promised, 1, 1, 1, "", harmless)


def manifest(*pins: Pinned) -> Manifest:
    """A manifest of some promises."""
    return Manifest({}, {pin.key: pin for pin in pins})


OURS = tuple(one.id for one in MISTAKES if one.id[0] in "OI")
"""The mistakes that are made in the implementation only."""


def test_every_mutation_is_shown(upshift: Run) -> None:
    """With its links, as JSON and as a table; the mistakes that are told only are named."""
    document = upshift("mutations", "--json", "-").document()
    assert [*(mutation.id for mutation in MUTATIONS), *OURS] == [one["id"] for one in document["mutations"]]
    sixteenth = next(one for one in document["mutations"] if one["id"] == "M16")
    assert (["G7"], "switch-crash", 3) == (sixteenth["rule"], sixteenth["scenario"], len(sixteenth["links"]))
    said = upshift("mutations")
    assert 0 == said.code
    assert "told, but not made in this model:" in said.out


def test_one_mutation_is_told_with_its_shortest_run(upshift: Run) -> None:
    """The story, the links, and the run that is found anew."""
    said = upshift("mutations", "m16")
    assert 0 == said.code
    assert said.out.startswith("M16: Check, then act\nbreaks the rules: G7\nthe change: ")
    assert "    https://github.com/cockroachdb/cockroach/issues/24670\n" in said.out
    assert "nobody_left_behind is broken in 4 steps" in said.out
    (one,) = upshift("mutations", "m16", "--json", "-").document()["mutations"]
    assert ("M16", 4) == (one["id"], len(one["trace"]["moves"]))


def test_the_manifest_says_what_a_mutation_breaks() -> None:
    """Or why it is harmless, or nothing yet."""
    mutation = Mutation("U99", "roll", (), note="a note", title="a title", change="a change", rules=("G1",))
    breaks = exhibit_of(mutation, None, manifest(pinned(EntryKind.MUTATION, "U99", "breaks fenced in 3 steps")))
    assert breaks.pinned is not None
    assert ("fenced", 3) == (breaks.pinned.broken, breaks.pinned.steps)
    assert ("a title", ("G1",), ("a note",)) == (breaks.title, breaks.rules, breaks.notes)
    assert exhibit_of(mutation, None, manifest()).pinned is None


def test_every_clause_is_shown(upshift: Run) -> None:
    """With its guard, and the scenario in which it is tried without."""
    document = upshift("mutations", "--clauses", "--json", "-").document()
    assert [clause.name for clause in CLAUSES] == [one["clause"] for one in document["clauses"]]
    assert 0 == upshift("mutations", "--clauses").code


def test_a_clause_tells_what_stands_in_for_it_and_what_breaks_without_both() -> None:
    """Or what breaks without it alone."""
    clause = Clause("leave", find_clause("gone"), "roll", implied_by=(find_clause("promised"),))
    pins = manifest(
        pinned(EntryKind.CLAUSE, "gone", "holds", "implied by promised"),
        pinned(EntryKind.CLAUSE, "gone+promised", "breaks fenced in 3 steps"),
    )
    data = clause_data(clause, pins)
    assert (None, ["promised"], "fenced", 3, "implied by promised") == (
        data["breaks"],
        data["implied_by"],
        data["together_breaks"],
        data["together_steps"],
        data["harmless"],
    )
    alone = clause_data(Clause("leave", find_clause("gone"), "roll"), manifest())
    (first, second) = table_of_clauses([data, alone], manifest()).rows
    assert ("leave", "gone", "implied by promised; together fenced", "3", "roll") == first.cells
    assert ("leave", "gone", "(not in the manifest)", "", "roll") == second.cells


def test_a_mutation_and_the_clauses_are_two_questions(upshift: Run) -> None:
    """Exit code 2."""
    said = upshift("mutations", "M16", "--clauses")
    assert (2, "upshift: a mutation or --clauses, not both\n") == (said.code, said.err)


def test_the_museum_is_written_to_a_file(tmp_path: Path, upshift: Run, check_schema: Callable[[str], Any]) -> None:
    """As JSON, by its schema."""
    path = tmp_path / "museum.json"
    assert 0 == upshift("mutations", "--json", str(path)).code
    assert len(MUTATIONS) + len(OURS) == len(check_schema(path.read_text(encoding="utf-8"))["mutations"])


def test_an_interrupted_search_ends_the_command(upshift: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 130."""

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("upshift.proofs.explore.reference.Search.expand", press)
    assert 130 == upshift("mutations", "M16").code


@pytest.mark.usefixtures("nodes")
def test_a_mistake_of_the_museum_that_is_made_in_nodes_too_says_so(upshift: Run) -> None:
    """With the verdict, in the list and in its own story; those that are made in nodes alone follow the museum."""
    said = upshift("mutations")
    assert "made in the implementation:\nM03@tiny         (not in the manifest)\n" in said.out
    document = upshift("mutations", "--json", "-").document()["mutations"]
    assert [*(mutation.id for mutation in MUTATIONS), "O01", "O02", "O03"] == [one["id"] for one in document]
    made = {one["id"]: [each["scenario"] for each in one["implementation"]] for one in document}
    assert (["tiny"], ["tiny-levels", "tiny-runs"], []) == (made["M03"], made["O01"], made["M16"])
    story = upshift("mutations", "m03").out
    assert "made in the implementation, in tiny: (not in the manifest) (upshift check tiny --mutation M03)\n" in story
    assert story.count("--mutation M03") == 2


@pytest.mark.usefixtures("nodes")
def test_a_mistake_that_is_made_in_nodes_alone_is_told_with_its_run(upshift: Run) -> None:
    """In the first of the systems in which it is made; what the museum does not tell is left out."""
    said = upshift("mutations", "o01")
    assert 0 == said.code
    assert said.out.startswith("O01: Skips some\nmade in the implementation, in tiny-levels: (not in the manifest)")
    assert "small is broken in 3 steps" in said.out
    harmless = upshift("mutations", "O02").out
    assert "note: nothing is done\n" in harmless
    assert "breaks nothing: Bounded(4)\n" in harmless
    unknown = upshift("mutations", "O99")
    assert 2 == unknown.code
    assert "no mutation 'O99'; nearest: 'O0" in unknown.err


@pytest.mark.usefixtures("nodes")
def test_the_manifest_says_what_a_mistake_in_nodes_breaks() -> None:
    """Of each system apart."""
    pins = manifest(pinned(EntryKind.MUTATION, "O01@tiny-runs", "breaks small in 3 steps"))
    exhibit = find_exhibit("O01", pins)
    assert exhibit.pinned is None
    assert [("O01@tiny-levels", None), ("O01@tiny-runs", 3)] == [
        (mistake.name, made.steps if made is not None else None) for mistake, made in exhibit.made
    ]
    assert ["", "made in the implementation:", "O01@tiny-levels  (not in the manifest)"] == list(
        implemented((exhibit,))
    )[:3]
    assert "O01@tiny-runs    breaks small in 3 steps" == list(implemented((exhibit,)))[3]
