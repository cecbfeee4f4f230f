"""The one reporter: everything that a person is shown goes through here, and nowhere else is anything printed.

On a terminal there are colours, tables that fit and progress bars. Elsewhere, as in a log, it is plain ASCII with a
line of progress now and then. Results go to standard output, progress and errors to standard error.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable
from rich.text import Text

from upshift.proofs.explore.budget import Progress as Watch
from upshift.proofs.explore.budget import Tick
from upshift.proofs.trace.story import count
from upshift.proofs.verify import Beat, Listener

LOG_EVERY: Final = 10.0
"""Seconds between two lines of progress in a log."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand at the right."""

    title: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the colour that it has where there are colours."""

    cells: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, for people."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def plain(table: Table) -> str:
    """The table in plain text."""
    titles = tuple(column.title for column in table.columns)
    lines = [titles, *(row.cells for row in table.rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(titles))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column.right else cell.ljust(width)
            for cell, width, column in zip(line, widths, table.columns, strict=True)
        ).rstrip()
        for line in lines
    )


@dataclass(slots=True)
class Pace:
    """Lets something through now and then."""

    every: float
    last: float = field(default_factory=time.monotonic)

    def due(self) -> bool:
        """So many seconds have passed since the last time."""
        now = time.monotonic()
        if now - self.last < self.every:
            return False
        self.last = now
        return True


class Page(Console):
    """A console that leaves it to the command line what to do when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Passes it on.

        Raises:
            BrokenPipeError: always.
        """
        raise BrokenPipeError


class Reporter:
    """Shows results on `out` (None: to nobody), progress and errors on `err`, and puts documents into `documents`."""

    def __init__(self, out: TextIO | None, err: TextIO, documents: TextIO | None = None) -> None:
        self._out = None if out is None else Page(file=out, highlight=False, emoji=False, markup=False)
        self._err = Page(file=err, highlight=False, emoji=False, markup=False)
        self._documents = documents

    def say(self, text: str = "", style: str = "") -> None:
        """Shows some text as it is."""
        _show(self._out, text, style)

    def note(self, text: str) -> None:
        """Shows a line that is no result."""
        _show(self._err, text)

    def error(self, text: str) -> None:
        """Shows what went wrong."""
        _show(self._err, " ".join(text.split()), "red")

    def document(self, text: str) -> None:
        """Puts out a document for a program, with nothing around it."""
        if self._documents is not None:
            self._documents.write(text)

    def table(self, table: Table) -> None:
        """Shows a table."""
        if self._out is None:
            return
        if not self._out.is_terminal:
            _show(self._out, plain(table))
            return
        rich = RichTable(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
        for column in table.columns:
            rich.add_column(column.title, justify="right" if column.right else "left", overflow="fold")
        for row in table.rows:
            rich.add_row(*map(Text, row.cells), style=row.style or None)
        self._out.print(rich)

    def flush(self) -> None:
        """Nothing is held back any more."""
        for file in (self._out and self._out.file, self._documents):
            if file:
                file.flush()

    # ---- progress

    @contextmanager
    def verifying(self) -> Iterator[Listener]:
        """Shows how far a verification has come."""
        if not self._err.is_terminal:
            pace = Pace(LOG_EVERY)
            yield lambda beat: self.note(told(beat)) if pace.due() else None
            return
        with self._bar() as bar:
            task = bar.add_task("verifying", total=None)
            yield lambda beat: bar.update(task, total=beat.work or None, completed=beat.worked, description=told(beat))

    @contextmanager
    def exploring(self, expected: int | None) -> Iterator[Watch]:
        """Shows how far a search has come; `expected` is how many states there should be, if anybody knows."""
        if not self._err.is_terminal:
            pace = Pace(LOG_EVERY)
            yield lambda tick: self.note(ticked(tick, expected)) if pace.due() else None
            return
        with self._bar() as bar:
            task = bar.add_task("exploring", total=expected)
            yield lambda tick: bar.update(task, completed=tick.states, description=ticked(tick, expected))

    def _bar(self) -> Progress:
        """A bar on a terminal, which vanishes when it is done."""
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self._err, transient=True)


def _show(console: Console | None, text: str, style: str = "") -> None:
    """Text as it is: no line is broken, nothing in it is markup."""
    if console is not None:
        console.print(Text(text, style=style), soft_wrap=True)


def told(beat: Beat) -> str:
    """How far a verification has come, in words."""
    last = f", last {beat.last.kind} {beat.last.name}" if beat.last is not None else ""
    left = remaining(beat.seconds, beat.worked, beat.work)
    return f"{beat.done} of {beat.total} entries{last}{left}"


def ticked(tick: Tick, expected: int | None) -> str:
    """How far a search has come, in words."""
    rate = f", {tick.transitions / tick.seconds:,.0f} transitions/s" if tick.seconds > 0 else ""
    left = remaining(tick.seconds, tick.states - tick.frontier, expected or 0)
    if tick.unit == "run":
        left = remaining(tick.seconds, tick.level, tick.level + tick.frontier)
    to_do = "to go" if tick.unit == "run" else "to expand"
    return f"{tick.unit} {tick.level}, {count(tick.states, 'state')}, {tick.frontier:,} {to_do}{rate}{left}"


def remaining(seconds: float, done: int, expected: int) -> str:
    """An estimate of the time that is left, as the end of a sentence, once a tenth of the work is done."""
    if not expected <= 10 * done < 10 * expected or seconds <= 0:
        return ""
    return f", about {seconds * (expected - done) / done:,.0f} s left"
