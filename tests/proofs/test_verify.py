"""Checking many entries: here or in workers, to the end or not."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import active_children

import pytest

from upshift.proofs.catalogue import Entry, EntryKind, by_key, catalogue, of_toy
from upshift.proofs.compare import found_of, pinned_from
from upshift.proofs.explore.budget import Budget
from upshift.proofs.explore.system import Move, System
from upshift.proofs.manifest import Manifest, Pinned
from upshift.proofs.verify import QUICK_TRANSITIONS, Beat, processors, quick, verify, work

SMALL = by_key(
    [
        *(
            catalogue()[key]
            for key in ("scenario dead-node", "scenario downgrade", "mutation M16", "clause target_above")
        ),
        *(of_toy(name) for name in ("lock", "two_phase_commit", "counter_cut")),
    ]
)


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    """What is found of the small ones."""
    return Manifest({}, {key: pinned_from(found_of(entry)) for key, entry in SMALL.items()})


def interrupts() -> System[int]:
    """A system whose search is interrupted."""

    def press(_: int) -> int:
        raise KeyboardInterrupt

    return System("interrupts", (0,), (Move("press", (), press),))


def bad(name: str) -> Entry:
    """An entry that cannot be made into a system, in any process."""
    return Entry(EntryKind.TOY, name, name, partial(int, "no number"))  # type: ignore[arg-type]  # it raises


def test_everything_as_promised_is_ok_and_complete(manifest: Manifest) -> None:
    """Each entry once, in the order of the catalogue."""
    found = verify(SMALL, manifest, whole=False)
    assert found.ok
    assert found.complete
    assert list(SMALL) == [f"{one.kind} {one.name}" for one in found.checked]
    assert {"scenario", "mutation", "clause", "toy"} == {one.kind for one in found.checked}
    assert all(one.settled and not one.differences for one in found.checked)


def test_workers_find_what_is_found_here(manifest: Manifest) -> None:
    """All but the seconds."""
    here, there = (verify(SMALL, manifest, jobs=jobs, whole=False) for jobs in (1, 2))
    assert [replace(one, seconds=0.0) for one in here.checked] == [replace(one, seconds=0.0) for one in there.checked]
    assert there.ok
    assert [] == active_children()


def test_a_difference_is_told_with_its_entry(manifest: Manifest) -> None:
    """And it is not ok."""
    pinned = replace(manifest.entries["toy lock"], states=9)
    found = verify(SMALL, Manifest({}, {**manifest.entries, pinned.key: pinned}), whole=False)
    assert ("toy lock: states: promised 9, found 8",) == found.differences
    assert not found.ok


def test_what_was_not_chosen_is_left_out(manifest: Manifest) -> None:
    """It is not complete, and says so."""
    found = verify(SMALL, manifest, ["toy lock"], whole=False)
    assert ["lock"] == [one.name for one in found.checked]
    assert tuple(key for key in SMALL if key != "toy lock") == found.left_out
    assert (True, False) == (found.ok, found.complete)


def test_the_manifest_as_a_whole_is_looked_at(manifest: Manifest) -> None:
    """Unless it is not in question."""
    gone = Manifest({"gone": "always"}, manifest.entries)
    line = "law gone: no scenario is judged by it"
    assert line in verify(SMALL, gone, ["toy lock"]).differences
    assert line not in verify(SMALL, gone, ["toy lock"], whole=False).differences


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_the_finding_of_its_entry_and_stops_no_other(jobs: int) -> None:
    """Its text is told, and nothing is established."""
    found = verify(by_key((bad("a"), of_toy("lock"), bad("b"))), Manifest({}, {}), jobs=jobs, whole=False)
    assert ["a", "lock", "b"] == [one.name for one in found.checked]
    told = "nothing is established: Unknown(ValueError: invalid literal for int() with base 10: 'no number')"
    assert (f"toy a: {told}", f"toy b: {told}") == found.unsettled
    assert not found.ok


def test_a_worker_that_is_ended_from_outside_is_a_finding() -> None:
    """As one is that takes too much memory."""
    dying = Entry(EntryKind.TOY, "dying", "dying", partial(os._exit, 3))
    found = verify(by_key((dying, bad("b"))), Manifest({}, {}), jobs=2, whole=False)
    assert "Unknown(a worker was ended from outside, or ran out of memory)" in {one.verdict for one in found.checked}
    assert 2 == len(found.checked)
    assert not found.ok


def test_a_budget_that_runs_out_establishes_nothing(manifest: Manifest) -> None:
    """It is no difference, and not ok."""
    found = verify(SMALL, manifest, ["toy two_phase_commit"], budget=Budget(states=5), whole=False)
    assert ("toy two_phase_commit: nothing is established: Truncated(states)",) == found.unsettled
    assert () == found.differences
    assert not found.ok


def test_an_interruption_keeps_what_was_finished(manifest: Manifest) -> None:
    """And says that the rest was not looked at."""
    last = Entry(EntryKind.TOY, "interrupts", "interrupts", interrupts)
    # What is promised of it makes it the smallest, so that it comes last.
    pinned = replace(manifest.entries["toy lock"], name=last.name, transitions=0)
    pins = Manifest({}, {**manifest.entries, pinned.key: pinned})
    found = verify(by_key((*SMALL.values(), last)), pins, whole=False)
    assert (True, False, False) == (found.interrupted, found.ok, found.complete)
    assert len(SMALL) == len(found.checked)
    assert ("toy interrupts",) == found.left_out


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_ends_the_workers() -> None:
    """At once, whatever they are at."""
    entries = by_key((of_toy("two_phase_commit_7"), replace(of_toy("two_phase_commit_7"), name="again")))

    def interrupt(_: Beat) -> None:
        if active_children() and not timers:
            timers.append(threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)))
            timers[0].start()

    timers: list[threading.Timer] = []
    began = time.monotonic()
    found = verify(entries, Manifest({}, {}), jobs=2, whole=False, listen=interrupt)
    assert found.interrupted
    assert () == found.checked
    assert [] == active_children()
    assert time.monotonic() - began < 30


def test_progress_is_told_after_each_entry(manifest: Manifest) -> None:
    """How many are done, and how much of the work."""
    beats: list[Beat] = []
    verify(SMALL, manifest, listen=beats.append, whole=False)
    assert list(range(len(SMALL) + 1)) == [beat.done for beat in beats]
    total = sum(work(entry, manifest.entries[key]) for key, entry in SMALL.items())
    assert (0, total) == (beats[0].worked, beats[-1].worked)
    assert {total} == {beat.work for beat in beats}
    assert beats[0].last is None
    assert all(beat.last is not None for beat in beats[1:])


def order_of(manifest: Manifest) -> Iterator[str]:
    """The names in the order in which they are checked."""
    beats: list[Beat] = []
    verify(SMALL, manifest, listen=beats.append, whole=False)
    yield from (beat.last.name for beat in beats if beat.last is not None)


def test_the_biggest_come_first_and_what_nobody_knows_before_them(manifest: Manifest) -> None:
    """So that nobody waits at the end."""
    unknown = {key: pinned for key, pinned in manifest.entries.items() if key != "toy lock"}
    assert ["lock", "downgrade", "M16", "dead-node", "two_phase_commit", "target_above", "counter_cut"] == list(
        order_of(Manifest({}, unknown))
    )


def test_a_quick_verification_is_of_what_is_known_to_be_small() -> None:
    """Up to a number of transitions that stands in one place."""

    def pin(key: str, transitions: int) -> Pinned:
        entry = SMALL[key]
        return Pinned(entry.kind, entry.name, "holds", 1, transitions, 1, "")

    pins = {key: pin(key, n) for key, n in (("toy lock", QUICK_TRANSITIONS), ("mutation M16", QUICK_TRANSITIONS + 1))}
    assert ("toy lock",) == quick(SMALL, Manifest({}, pins))


def test_there_are_no_more_workers_than_entries() -> None:
    """And at least one."""
    assert (1, 1) == (processors(0), processors(1))
    assert processors(10_000) == (os.cpu_count() or 1)


@pytest.mark.usefixtures("nodes")
def test_what_is_promised_of_a_part_is_verified_and_costs_what_nodes_cost() -> None:
    """Ten of their transitions take as long as one of the model, thirty of a toy's."""
    known = {key: entry for key, entry in catalogue().items() if "tiny" in key}
    pins = {key: pinned_from(found_of(entry)) for key, entry in known.items()}
    found = verify(known, Manifest({}, pins), whole=False)
    assert found.ok
    assert 3 == sum(one.found.startswith("holds ") for one in found.checked)
    pinned = replace(pins["scenario tiny"], transitions=300)
    costs = [work(entry, pinned) for entry in (SMALL["scenario dead-node"], known["scenario tiny"], SMALL["toy lock"])]
    assert [300, 30, 10] == costs
    big = {"scenario tiny": replace(pinned, transitions=10 * QUICK_TRANSITIONS + 9)}
    assert ("scenario tiny",) == quick(known, Manifest({}, big))
