"""A trace as a sequence diagram."""

import textwrap
from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.proofs.trace.mermaid import from_mermaid, to_mermaid
from upshift.proofs.trace.saved import SavedTrace, to_line
from upshift.proofs.trace.shape import TraceError

Trace = Callable[[str], SavedTrace]


def test_a_trace_is_a_diagram(trace: Trace) -> None:
    """One participant for each actor, messages for steps, notes for changes, a frame for the loop."""
    expected = textwrap.dedent("""\
        sequenceDiagram
            autonumber
            participant p0 as n1
            participant p1 as n2
            Note over p0,p1: served is broken in 3 steps<br/>Whoever waits is served in the end.<br/>scenario ring, without enter
            p0->>p0: want(n1)
            Note over p0: nodes.n1.mood: IDLE -> WAITING
            loop for ever
                p0->>p0: pass_on(n1)
                Note over p0: holder: n1 -> n2
                p1->>p1: pass_on(n2)
                Note over p1: holder: n2 -> n1
            end
            Note over p0,p1: served stays false for ever""")  # noqa: E501  # a note is one line
    assert to_mermaid(trace("lasso")).startswith(expected)


def test_a_stutter_is_a_note(trace: Trace) -> None:
    """There is nothing to frame."""
    assert "    Note over p0,p1: stutters for ever\n" in to_mermaid(trace("stutter"))


def test_a_diagram_is_read_back(saved: SavedTrace) -> None:
    """Also out of a page of Markdown."""
    assert saved == from_mermaid(to_mermaid(saved))
    assert saved == from_mermaid(f"# A run\n\n```mermaid\n{to_mermaid(saved)}```\n")


def test_what_would_break_the_diagram_is_written_as_an_entity(trace: Trace) -> None:
    """A law may say anything."""
    saved = replace(trace("reachable"), says="a; b # c < d")
    assert "<br/>a#59; b #35; c #lt; d<br/>" in to_mermaid(saved)
    assert saved == from_mermaid(to_mermaid(saved))


def test_a_step_that_changes_nothing_has_no_note(trace: Trace) -> None:
    """An empty note is none."""
    saved = trace("reachable")
    idle = replace(saved, states=(saved.states[0], saved.states[0]))
    assert "    p0->>p0: lose()\n    Note over p0: in_play is out of reach" in to_mermaid(idle)


def test_a_run_without_steps_has_somebody(trace: Trace) -> None:
    """A note must stand over somebody."""
    saved = replace(trace("always"), moves=(), states=trace("always").states[:1])
    assert "    participant p0 as -\n    Note over p0: alone is broken in 0 steps<br/>" in to_mermaid(saved)


@pytest.mark.parametrize("text", ["sequenceDiagram\n", "sequenceDiagram\n  %% upshift\n"])
def test_a_diagram_of_somebody_else_is_refused(text: str) -> None:
    """The picture alone is not the trace."""
    with pytest.raises(TraceError, match="not saved by upshift, or cut off"):
        from_mermaid(text)


def test_a_comment_that_was_cut_off_is_refused(trace: Trace) -> None:
    """In one line."""
    text = to_mermaid(trace("step"))
    with pytest.raises(TraceError, match="is the file cut off"):
        from_mermaid(text[: text.index("upshift: ") + len(to_line(trace("step"))) // 2])
