"""What all the tests share: a switch to rewrite the documents, a Ctrl-C that is heard, and stand-ins for real nodes."""

import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pytest

from upshift.proofs import implementation
from upshift.proofs.explore.effort import EXHAUSTIVE, Effort, Levels, Samples
from upshift.proofs.explore.system import Eventually, Law, Move, StateLaw, System, Witness, unbounded, unchanged
from upshift.proofs.explore.toys import counter
from upshift.proofs.rebind import Function
from upshift.proofs.subject import Mistake, Subject


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: see `tests/test_docs.py`."""
    parser.addoption("--rewrite", action="store_true", help="make the transcripts and tables of the documents again")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as in the foreground: what was started in the background ignores it, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@dataclass(frozen=True)
class Told:
    """What a reader is shown of a state."""

    number: int


def counting(name: str, effort: Effort, swaps: Mapping[Function, Function]) -> System[int]:
    """Counts from 0 to 5, or, where anything is replaced, from 2 on to 9."""
    laws: tuple[Law[int], ...] = (
        StateLaw("small", "the number is small", lambda n: n < 9, lambda n: f"{n} is not small\n  it is {n}"),
        Witness("three", "comes to three", lambda _, __, after: after == 3),
    )
    if name == "tiny":
        laws = (*laws, Eventually("arrives", "comes to five", lambda _: True, lambda n: n == 5))
    count = Move[int]("count", (), lambda n: None if n >= 5 else 9 if swaps and n == 2 else n + 1, actor="n1")
    return System(name, (0,), (count,), laws, shown=Told, effort=effort)


def subject(name: str, system: str, effort: Effort = EXHAUSTIVE, *, deep: bool = False) -> Subject:
    """A stand-in for a system of implementation nodes."""
    says, sources = f"The nodes of {name} count.", ("upshift.proofs.explore.toys",)
    return Subject(
        name,
        "order" if system == "order" else "stack",
        says,
        "one node",
        partial(counting, name, effort),
        sources,
        deep,
    )


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems of nodes, searched whole, for some levels, by random runs, and only on request; and mistakes in them."""
    subjects = (
        subject("tiny", "order"),
        subject("tiny-levels", "stack", Levels(4)),
        subject("tiny-runs", "stack", Samples(5, 10, 7)),
        subject("tiny-deep", "order", deep=True),
    )
    swaps = ((unchanged, unbounded), (counter, counter))
    mistakes = (
        Mistake("M03", "tiny", swaps, "Counts too far", "small"),
        Mistake("O01", "tiny-levels", swaps, "Skips some", "small"),
        Mistake("O01", "tiny-runs", swaps, "Skips some", "small"),
        Mistake("O02", "tiny-levels", (), "Does nothing", "", "nothing is done"),
        Mistake("O03", "tiny-deep", swaps, "Counts too far", "small"),
    )
    monkeypatch.setattr(implementation, "SUBJECTS", subjects)
    monkeypatch.setattr(implementation, "MISTAKES", mistakes)
