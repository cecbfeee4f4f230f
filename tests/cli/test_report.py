"""The reporter: plain in a log, colours and bars on a terminal, nothing but the document for a program."""

import io
import re
from dataclasses import replace

import pytest

from upshift.cli import report
from upshift.cli.report import Column, Pace, Reporter, Row, Table, plain, remaining, ticked, told
from upshift.proofs.explore.budget import Tick
from upshift.proofs.verify import Beat

TABLE = Table((Column("name"), Column("states", right=True)), (Row(("roll", "1,200")), Row(("two-nodes", "9"), "red")))
TICK = Tick(level=3, states=200, transitions=900, frontier=100, seconds=2.0)
BEAT = Beat(done=1, total=4, worked=100, work=400, seconds=2.0, last=None)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine's own terminal may be."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")


def test_a_plain_table_is_aligned_ascii() -> None:
    """Numbers at the right, no blanks at the end of a line."""
    assert (
        "name       states\n"
        "---------  ------\n"
        "roll        1,200\n"
        "two-nodes       9"
    ) == plain(TABLE)  # fmt: skip


def test_in_a_log_there_are_no_colours_and_no_broken_lines() -> None:
    """Whatever its width may be."""
    out, err = io.StringIO(), io.StringIO()
    reporter = Reporter(out, err)
    reporter.say("x" * 300, "bold red")
    reporter.table(TABLE)
    reporter.error("one\nline")
    assert "x" * 300 + "\n" + plain(TABLE) + "\n" == out.getvalue()
    assert "one line\n" == err.getvalue()


def test_on_a_terminal_there_are_colours_and_tables() -> None:
    """What differs stands out."""
    out = Terminal()
    Reporter(out, io.StringIO()).table(TABLE)
    assert "\x1b[" in out.getvalue()
    assert "two-nodes" in out.getvalue()


def test_no_colour_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As NO_COLOR asks for, on a terminal too."""
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    reporter = Reporter(out, io.StringIO())
    reporter.say("text", "red")
    reporter.table(TABLE)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", out.getvalue())


def test_a_document_stands_alone() -> None:
    """What is for people is left out, and errors go their own way."""
    out, err = io.StringIO(), io.StringIO()
    reporter = Reporter(None, err, out)
    reporter.say("hello")
    reporter.table(TABLE)
    reporter.document("{}\n")
    reporter.note("note")
    reporter.flush()
    assert ("{}\n", "note\n") == (out.getvalue(), err.getvalue())


def test_brackets_are_no_markup() -> None:
    """`log[1]` is a place in a log."""
    out = io.StringIO()
    Reporter(out, io.StringIO()).say("log[1] [red]x[/red] :smile:")
    assert "log[1] [red]x[/red] :smile:\n" == out.getvalue()


def test_a_log_has_a_line_of_progress_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one for each level, and on standard error."""
    monkeypatch.setattr(report, "LOG_EVERY", 0.0)
    out, err = io.StringIO(), io.StringIO()
    reporter = Reporter(out, err)
    with reporter.exploring(400) as watch:
        watch(TICK)
    with reporter.verifying() as listen:
        listen(BEAT)
    assert "" == out.getvalue()
    assert f"{ticked(TICK, 400)}\n{told(BEAT)}\n" == err.getvalue()
    monkeypatch.setattr(report, "LOG_EVERY", 60.0)
    with reporter.exploring(400) as watch:
        watch(TICK)
    assert 2 == err.getvalue().count("\n")


def test_a_terminal_has_bars_that_vanish() -> None:
    """For a search and for a verification."""
    err = Terminal()
    reporter = Reporter(io.StringIO(), err)
    with reporter.exploring(None) as watch:
        watch(TICK)
    with reporter.verifying() as listen:
        listen(BEAT)
    assert "level 3" in err.getvalue()
    assert "1 of 4 entries" in err.getvalue()


def test_progress_tells_level_states_rate_and_what_remains() -> None:
    """As far as anybody knows."""
    assert "level 3, 200 states, 100 to expand, 450 transitions/s, about 6 s left" == ticked(TICK, 400)
    assert "level 3, 200 states, 100 to expand, 450 transitions/s" == ticked(TICK, None)
    assert "1 of 4 entries, about 6 s left" == told(BEAT)
    runs = replace(TICK, unit="run")
    assert "run 3, 200 states, 100 to go, 450 transitions/s" == ticked(runs, None)
    assert ticked(replace(runs, level=100), 400).endswith(", about 2 s left")
    assert ("", "", "") == (remaining(1.0, 4, 50), remaining(1.0, 5, 5), remaining(0.0, 1, 5))


def test_a_pace_lets_something_through_now_and_then() -> None:
    """Not at once."""
    assert not Pace(60.0).due()
    assert Pace(0.0).due()


def test_a_broken_pipe_is_passed_on() -> None:
    """The command line knows what to do."""

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Reporter(Gone(), io.StringIO()).say("hello")
