"""Checks the entries of the catalogue, several at a time, and says of each what was found and how it differs.

The biggest come first, so that no processor waits for the other at the end. Whatever goes wrong with one entry is its
finding and stops no other; an interruption ends the workers and keeps what was finished.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from typing import Final

from upshift.proofs.catalogue import TOY, VERSION, Entry
from upshift.proofs.compare import Found, differences_of_entry, differences_of_whole, found_of
from upshift.proofs.explore.budget import UNLIMITED, Budget
from upshift.proofs.manifest import Manifest, Pinned

QUICK_TRANSITIONS: Final = 15_000
"""A quick verification leaves out the entries that take as long as more transitions of the model."""
TOY_COST: Final = 30
"""So many transitions of a toy take as long as one of the model."""
NODES_COST: Final = 10
"""So many transitions of implementation nodes do."""
HEARTBEAT: Final = 0.5
"""So many seconds pass at most between two reports of progress."""
NOT_IN_MANIFEST: Final = "-"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was promised of one entry, what was found, and every difference; `settled` if it was searched as planned."""

    kind: str
    name: str
    promised: str
    found: str
    verdict: str
    states: int
    transitions: int
    depth: int
    seconds: float
    differences: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: every entry that was finished, what differs in all, and what was not looked at."""

    checked: tuple[Checked, ...]
    found: tuple[Found, ...]
    left_out: tuple[str, ...]
    differences: tuple[str, ...]
    unsettled: tuple[str, ...]
    seconds: float
    interrupted: bool

    @property
    def ok(self) -> bool:
        """Everything that was to be checked was checked, and is as promised."""
        return not (self.differences or self.unsettled or self.interrupted)

    @property
    def complete(self) -> bool:
        """Nothing was left out."""
        return not (self.left_out or self.interrupted)


@dataclass(frozen=True, slots=True)
class Beat:
    """How far a verification has come, in entries and in the work that it is expected to be."""

    done: int
    total: int
    worked: int
    work: int
    seconds: float
    last: Checked | None


Listener = Callable[[Beat], None]


def verify(
    catalogue: Mapping[str, Entry],
    manifest: Manifest,
    chosen: Iterable[str] | None = None,
    *,
    jobs: int = 1,
    budget: Budget = UNLIMITED,
    whole: bool = True,
    listen: Listener = lambda _: None,
) -> Verification:
    """Checks the chosen entries of the catalogue (all of them by default) and holds them to the manifest.

    With one job everything happens in this process. The budget is that of each entry. Unless it is the `whole` manifest
    that is in question, nothing is said of entries that were not chosen and of laws as such.
    """
    began = time.monotonic()
    keys = tuple(catalogue) if chosen is None else tuple(key for key in catalogue if key in set(chosen))
    expected = {key: work(catalogue[key], manifest.entries[key]) for key in keys if key in manifest.entries}
    order = sorted(keys, key=lambda key: (key in expected, -expected.get(key, 0)))
    entries = [catalogue[key] for key in order]
    found: dict[str, Found] = {}
    reached = 0  # of the work that is expected
    last: Checked | None = None

    def beat(one: Found | None) -> None:
        nonlocal reached, last
        if one is not None:
            found[one.key] = one
            reached += expected.get(one.key, 0)
            last = checked_of(one, manifest)
        listen(Beat(len(found), len(keys), reached, sum(expected.values()), time.monotonic() - began, last))

    interrupted = False
    alone = jobs == 1 or len(entries) <= 1
    try:
        beat(None)
        with closing(_one_by_one(entries, budget) if alone else _in_workers(entries, budget, jobs)) as results:
            for one in results:
                beat(one)
    except KeyboardInterrupt:
        interrupted = True
    finished = tuple(found[key] for key in keys if key in found)
    seconds = time.monotonic() - began
    return held_to(catalogue, manifest, finished, keys, seconds=seconds, interrupted=interrupted, whole=whole)


def held_to(
    catalogue: Mapping[str, Entry],
    manifest: Manifest,
    found: tuple[Found, ...],
    chosen: Collection[str],
    *,
    seconds: float = 0.0,
    interrupted: bool = False,
    whole: bool = True,
) -> Verification:
    """What was found, held to a manifest."""
    checked = tuple(checked_of(one, manifest) for one in found)
    lines = tuple((one.settled, f"{one.kind} {one.name}: {line}") for one in checked for line in one.differences)
    known = {one.key: one for one in found}
    return Verification(
        checked=checked,
        found=found,
        left_out=tuple(key for key in catalogue if key not in known),
        differences=(
            *(line for settled, line in lines if settled),
            *(differences_of_whole(catalogue, manifest, known, chosen) if whole else ()),
        ),
        unsettled=tuple(line for settled, line in lines if not settled),
        seconds=seconds,
        interrupted=interrupted,
    )


def checked_of(found: Found, manifest: Manifest) -> Checked:
    """What was found of an entry, beside what was promised of it."""
    pinned = manifest.entries.get(found.key)
    return Checked(
        kind=found.kind.value,
        name=found.name,
        promised=pinned.promised if pinned is not None else NOT_IN_MANIFEST,
        found=found.found,
        verdict=found.verdict,
        states=found.states,
        transitions=found.transitions,
        depth=found.depth,
        seconds=found.seconds,
        differences=differences_of_entry(found, pinned),
        settled=found.settled,
    )


def work(entry: Entry, pinned: Pinned) -> int:
    """How much work an entry is, in transitions of the model."""
    return pinned.transitions // {VERSION: 1, TOY: TOY_COST}.get(entry.system, NODES_COST)


def quick(catalogue: Mapping[str, Entry], manifest: Manifest) -> tuple[str, ...]:
    """The entries that are small, as far as the manifest knows them."""
    pins = manifest.entries
    return tuple(key for key, entry in catalogue.items() if key in pins and work(entry, pins[key]) <= QUICK_TRANSITIONS)


def processors(entries: int) -> int:
    """How many workers there should be for so many entries."""
    return max(1, min(os.cpu_count() or 1, entries))


# ---- here, or in workers


def _one_by_one(entries: Iterable[Entry], budget: Budget) -> Generator[Found | None]:
    """Each entry in this process.

    Raises:
        KeyboardInterrupt: the engine was interrupted, and said so.
    """
    for entry in entries:
        found = found_of(entry, budget)
        if found.interrupted:
            raise KeyboardInterrupt
        yield found


def _in_workers(entries: Iterable[Entry], budget: Budget, jobs: int) -> Generator[Found | None]:
    """Each entry in one of several processes, in the order in which they are done; None where there is news of none.

    Workers are started afresh and not forked: a fork of a process with threads, as a progress bar has, may hang.
    """
    before = set(active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_worker)
    try:
        with _deaf():
            waiting = {pool.submit(found_of, entry, budget): entry for entry in entries}
        while waiting:
            done, _ = wait(waiting, timeout=HEARTBEAT, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                yield _answer(future, waiting.pop(future))
        pool.shutdown()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        # A worker that was being started when we were stopped is in the list only a moment later: look again.
        while late := set(active_children()) - before:
            for child in late:
                child.kill()
                child.join()


def _answer(future: Future[Found], entry: Entry) -> Found:
    """What a worker answered; one that was ended from outside answers nothing."""
    try:
        return future.result()
    except BrokenProcessPool:
        return Found.failed(entry, "a worker was ended from outside, or ran out of memory")


@contextmanager
def _deaf() -> Generator[None]:
    """Workers that are started here are deaf to interruptions, which they leave to the process that started them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin_worker() -> None:
    """A worker does not outlive the process that started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends the worker when its parent has ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
