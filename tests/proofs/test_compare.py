"""How what is found is held to what is promised: every way of weakening the model turns something red."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from upshift.model.scenario import within
from upshift.model.scenarios import BY_NAME
from upshift.proofs.catalogue import Entry, EntryKind, by_key, catalogue, of_scenario, of_toy
from upshift.proofs.compare import (
    Found,
    differences_of_entry,
    differences_of_whole,
    found_of,
    obstacles,
    pinned_from,
    repinned,
)
from upshift.proofs.explore.budget import Budget
from upshift.proofs.explore.effort import Effort, Levels, Samples
from upshift.proofs.explore.system import StateLaw, System, Witness
from upshift.proofs.explore.toys import table
from upshift.proofs.manifest import Manifest, Pinned

ENTRY = of_scenario(BY_NAME["dead-node"])
FOUND = found_of(ENTRY)
PINNED = pinned_from(FOUND)


def breaking(name: str = "U99", law: str = "small", *, holds: bool = False) -> Entry:
    """A mutation of a system of two states, which breaks its only law or not."""
    laws = (StateLaw[int](law, "the number is small", lambda n: holds or n < 1),)
    return Entry(EntryKind.MUTATION, name, "table", partial(table, (1,), laws=laws))


def whole(entries: tuple[Entry, ...], manifest: Manifest, *found: Found) -> list[str]:
    """What is amiss as a whole, when everything was chosen."""
    known = by_key(entries)
    return list(differences_of_whole(known, manifest, {one.key: one for one in found}, tuple(known)))


def test_what_is_as_promised_has_no_differences() -> None:
    """The same search gives the same answer."""
    assert () == differences_of_entry(found_of(ENTRY), PINNED)
    assert ("holds", "Complete", 56, 147, 17) == (
        FOUND.found,
        FOUND.verdict,
        FOUND.states,
        FOUND.transitions,
        FOUND.depth,
    )


def test_a_shrunk_scenario_differs() -> None:
    """A smaller bound leaves states out, and everything still holds (PQ1 #668)."""
    bounds = replace(BY_NAME["dead-node"].bounds, window=1)

    def shrunk() -> System[Any]:
        return replace(ENTRY.make(), within=partial(within, bounds))

    found = found_of(replace(ENTRY, make=shrunk))
    differences = differences_of_entry(found, PINNED)
    assert any(line.startswith("states: promised 56, found ") for line in differences)


def test_a_deleted_law_differs() -> None:
    """The counts are the same without it."""

    def lenient() -> System[Any]:
        system = ENTRY.make()
        return replace(system, laws=tuple(law for law in system.laws if law.name != "monotone"))

    found = found_of(replace(ENTRY, make=lenient))
    assert "no longer is judged by the law monotone" in differences_of_entry(found, PINNED)
    assert ("holds", PINNED.states) == (found.found, found.states)


def test_a_witness_that_is_no_longer_asked_for_differs() -> None:
    """And a new one, until it is pinned."""
    gone = replace(FOUND, witnesses=FOUND.witnesses[1:])
    assert (f"no longer is asked for the witness {FOUND.witnesses[0]}",) == differences_of_entry(gone, PINNED)
    new = replace(PINNED, witnesses=PINNED.witnesses[1:])
    told = f"is asked for the witness {FOUND.witnesses[0]}, which is not in the manifest"
    assert (told,) == differences_of_entry(FOUND, new)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("promised: breaks monotone in 3 steps; found: holds", {"promised": "breaks monotone in 3 steps"}),
        ("transitions: promised 1,470, found 147", {"transitions": 1470}),
        ("depth: promised 16, found 17", {"depth": 16}),
        (f"what is checked has changed: digest abc was pinned, found {FOUND.digest}", {"digest": "abc"}),
    ],
)
def test_each_number_and_word_counts(line: str, change: Mapping[str, object]) -> None:
    """The verdict, the counts and the digest."""
    fields = {name: getattr(PINNED, name) for name in Pinned.__dataclass_fields__}
    assert (line,) == differences_of_entry(FOUND, Pinned(**{**fields, **change}))


def test_what_is_not_in_the_manifest_differs() -> None:
    """A new scenario is promised nothing yet."""
    assert ("is missing from the manifest; found: holds",) == differences_of_entry(FOUND, None)


def test_a_mutation_that_breaks_nothing_must_say_why() -> None:
    """Otherwise nobody would know whether the scenario is too small."""
    found = found_of(breaking(holds=True))
    pinned = pinned_from(found)
    assert ("breaks nothing, and nothing says why it is harmless",) == differences_of_entry(found, pinned)
    told = replace(found, reason="out of reach")
    assert () == differences_of_entry(told, pinned_from(told))
    assert "out of reach" == pinned_from(told).harmless


def test_a_mutation_that_no_longer_breaks_its_law_differs() -> None:
    """Even if somebody had pinned that."""
    found = found_of(replace(breaking(holds=True), law="small", reason="a note about something else"))
    assert "small, which it is there to break, holds" in differences_of_entry(found, pinned_from(found))


def test_an_exception_is_a_finding() -> None:
    """Its text is told; it is no traceback, and nothing is established."""
    found = found_of(Entry(EntryKind.TOY, "bad", "bad", partial(int, "no number")))  # type: ignore[arg-type]  # it raises
    assert "Unknown(ValueError: invalid literal for int() with base 10: 'no number')" == found.verdict
    assert not found.settled
    assert (f"nothing is established: {found.verdict}",) == differences_of_entry(found, None)


def test_running_out_of_memory_is_a_finding() -> None:
    """As any other exception."""

    def greedy() -> System[Any]:
        raise MemoryError

    found = found_of(replace(ENTRY, make=greedy))
    assert ("nothing established", "Unknown(MemoryError)") == (found.found, found.verdict)


def test_a_budget_that_runs_out_establishes_nothing() -> None:
    """It is not pinned either."""
    found = found_of(ENTRY, Budget(states=10))
    assert ("nothing established", "Truncated(states)", False) == (found.found, found.verdict, found.settled)
    assert ("scenario dead-node: nothing is established: Truncated(states)",) == tuple(obstacles((found,)))


def test_only_a_toy_may_be_unsettled() -> None:
    """That its bound hides what decides is then the right answer."""
    toy = found_of(of_toy("counter_cut"))
    assert ("unsettled", True, ()) == (toy.found, toy.settled, tuple(obstacles((toy,))))
    scenario = found_of(replace(of_toy("counter_cut"), kind=EntryKind.SCENARIO))
    assert ("nothing established", False) == (scenario.found, scenario.settled)


def test_a_witness_that_is_never_seen_is_told() -> None:
    """A scenario that does not show what it is there to show does not hold."""
    witness = Witness[int]("arrives", "the number is 2", lambda _, __, after: after == 2)
    found = found_of(replace(ENTRY, make=partial(table, (1,), laws=(witness,))))
    assert ("does not show arrives", "Complete") == (found.found, found.verdict)
    assert ("scenario dead-node: does not show arrives",) == tuple(obstacles((found,)))


# ---- all of them


def test_a_law_that_can_no_longer_fail_differs() -> None:
    """No entry breaks it, neither as found nor as promised."""
    law = "monotone"
    manifest = Manifest({law: "always"}, {PINNED.key: PINNED})
    line = "law monotone: no entry breaks it: a law that can no longer fail"
    assert line in whole((ENTRY,), manifest, FOUND)
    culprit = breaking(law=law)
    found = found_of(culprit)
    assert "breaks monotone in 1 step" == found.found
    both = Manifest(manifest.laws, {**manifest.entries, found.key: pinned_from(found)})
    assert line not in whole((ENTRY, culprit), both, FOUND, found)
    assert line not in whole((ENTRY, culprit), both)
    assert line in whole((ENTRY, culprit), both, FOUND, replace(found, found="holds"))


def test_a_toy_breaks_no_law_of_the_protocol() -> None:
    """Even if it has one of the same name."""
    manifest = Manifest({"monotone": "always"}, {PINNED.key: PINNED})
    toy = replace(breaking(law="monotone"), kind=EntryKind.TOY)
    assert "law monotone: no entry breaks it: a law that can no longer fail" in whole(
        (ENTRY, toy), manifest, found_of(toy)
    )


def test_a_law_by_which_nothing_is_judged_differs() -> None:
    """It was deleted; and one that is new, or of another kind, is not pinned yet."""
    laws = {**FOUND.laws, "monotone": "step", "gone": "always"}
    del laws["fenced"]
    lines = whole((ENTRY,), Manifest(laws, {PINNED.key: PINNED}), FOUND)
    assert "law gone: no scenario is judged by it" in lines
    assert "law monotone: is of the kind always, and step was promised" in lines
    assert "law fenced: is missing from the manifest" in lines


def test_an_entry_that_nothing_answers_to_differs() -> None:
    """Its scenario was deleted or renamed; the nearest one is named."""
    pinned = replace(PINNED, name="dead-nod")
    lines = whole((ENTRY,), Manifest({}, {pinned.key: pinned}), FOUND)
    assert "scenario dead-nod: is in the manifest, but nothing answers to it; nearest: 'dead-node'" in lines


def test_an_entry_that_was_not_chosen_must_be_in_the_manifest_all_the_same() -> None:
    """What is chosen tells so by itself."""
    known = by_key((ENTRY,))
    line = "scenario dead-node: is missing from the manifest"
    assert line in differences_of_whole(known, Manifest({}, {}), {}, ())
    assert line not in differences_of_whole(known, Manifest({}, {}), {}, (ENTRY.key,))


def test_pinning_keeps_what_was_not_looked_at_and_forgets_what_is_gone() -> None:
    """In the order of the catalogue, with the laws as they are."""
    other = of_toy("lock")
    kept = pinned_from(found_of(other))
    gone = replace(PINNED, name="gone")
    old = Manifest({"old": "always"}, {gone.key: gone, kept.key: kept})
    new = repinned(by_key((ENTRY, other)), old, (FOUND,))
    assert Manifest(FOUND.laws, {PINNED.key: PINNED, kept.key: kept}) == new
    assert [PINNED.key, kept.key] == list(new.entries)


def test_the_catalogue_has_no_differences_with_what_would_be_pinned_of_it() -> None:
    """Every kind of entry, as far as it is small."""
    keys = ("scenario dead-node", "mutation M16", "clause target_above", "toy lock")
    for found in map(found_of, map(catalogue().__getitem__, keys)):
        assert () == differences_of_entry(found, pinned_from(found))


# ---- systems of implementation nodes


def found_in(*keys: str) -> tuple[Mapping[str, Entry], dict[str, Found]]:
    """Some entries, and what is found of them."""
    entries = {key: catalogue()[key] for key in keys}
    return entries, {key: found_of(entry) for key, entry in entries.items()}


@pytest.mark.usefixtures("nodes")
def test_what_was_looked_at_in_part_is_as_promised_when_it_holds_so_far() -> None:
    """It is settled, can be pinned, and differs when it is less or more."""
    _, found = found_in("scenario tiny", "scenario tiny-levels", "scenario tiny-runs")
    assert [
        ("holds", "Complete"),
        ("holds for 4 levels", "Bounded(4)"),
        ("holds in 5 runs", "Sampled(5, seed 7)"),
    ] == [(one.found, one.verdict) for one in found.values()]
    for one in found.values():
        assert () == differences_of_entry(one, pinned_from(one))
        assert (True, ()) == (one.settled, tuple(obstacles((one,))))
    levels = found["scenario tiny-levels"]
    for promised in ("holds", "holds for 5 levels"):
        line = f"promised: {promised}; found: holds for 4 levels"
        assert (line,) == differences_of_entry(levels, replace(pinned_from(levels), promised=promised))


@pytest.mark.usefixtures("nodes")
def test_what_was_looked_at_in_part_must_show_its_witnesses() -> None:
    """Otherwise too little of it was looked at."""
    entry = catalogue()["scenario tiny-levels"]
    for effort in (Levels(3), Samples(1, 2, 7)):
        assert "does not show three" == found_of(replace(entry, make=partial(with_effort, entry, effort))).found
    one_level = replace(entry.make(), effort=Levels(1), laws=())
    assert "holds for 1 level" == found_of(replace(entry, make=lambda: one_level)).found


def with_effort(entry: Entry, effort: Effort) -> System[Any]:
    """The system of an entry, explored otherwise."""
    return replace(entry.make(), effort=effort)


@pytest.mark.usefixtures("nodes")
def test_a_mistake_that_breaks_nothing_so_far_is_told() -> None:
    """It is there to break its law; and if it has none it must say why."""
    entries, found = found_in("mutation M03@tiny", "mutation O01@tiny-runs", "mutation O02@tiny-levels")
    assert ["breaks small in 3 steps"] * 2 + ["holds for 4 levels"] == [one.found for one in found.values()]
    harmless = found["mutation O02@tiny-levels"]
    assert "nothing is done" == pinned_from(harmless).harmless
    silent = replace(harmless, reason="")
    assert ("breaks nothing, and nothing says why it is harmless",) == differences_of_entry(silent, pinned_from(silent))
    early = found_of(
        replace(entries["mutation M03@tiny"], make=partial(with_effort, entries["mutation M03@tiny"], Levels(3)))
    )
    assert "small, which it is there to break, holds" in differences_of_entry(early, pinned_from(early))


@pytest.mark.usefixtures("nodes")
def test_a_law_must_fail_in_each_system_that_has_it() -> None:
    """That a mistake of one system breaks it says nothing of another."""
    entries, found = found_in("scenario tiny", "mutation M03@tiny", "scenario tiny-levels")
    pins = {key: pinned_from(one) for key, one in found.items()}
    laws = {"order": {"small": "always", "arrives": "eventually"}, "stack": {"small": "always"}}
    lines = list(differences_of_whole(entries, Manifest({}, pins, laws), found, tuple(entries)))
    assert [
        "law arrives of order: no entry breaks it: a law that can no longer fail",
        "law small of stack: no entry breaks it: a law that can no longer fail",
    ] == lines
    wrong = {"order": {"small": "step", "gone": "always"}}
    lines = list(differences_of_whole(entries, Manifest({}, pins, wrong), found, tuple(entries)))
    assert [
        "law small of order: is of the kind always, and step was promised",
        "law gone of order: no scenario is judged by it",
        "law arrives of order: is missing from the manifest",
        "law small of stack: is missing from the manifest",
    ] == lines


@pytest.mark.usefixtures("nodes")
def test_the_laws_of_each_system_are_pinned_apart() -> None:
    """The model's stay where they are."""
    entries, found = found_in("scenario tiny", "scenario tiny-levels", "scenario dead-node")
    new = repinned(entries, Manifest({}, {}), found.values())
    assert FOUND.laws == new.laws
    assert {"order": {"small": "always", "arrives": "eventually"}, "stack": {"small": "always"}} == new.laws_of_nodes
