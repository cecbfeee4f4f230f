"""A trace as a Mermaid sequence diagram, with the trace itself in a comment, so that the picture can be read back."""

from collections.abc import Iterable, Iterator
from typing import Final

from upshift.proofs.trace.saved import SavedTrace, from_json, to_line
from upshift.proofs.trace.shape import TraceError
from upshift.proofs.trace.story import EVERYBODY, Step, actors, again, ending, heading, steps

COMMENT: Final = "%% upshift: "
ENTITIES: Final = str.maketrans({"#": "#35;", ";": "#59;", "<": "#lt;"})
"""What begins an entity, ends a statement, or begins a tag."""


def to_mermaid(saved: SavedTrace) -> str:
    """One participant for each actor, a message to itself for each step, and a note of what changed."""
    return "\n".join(_lines(saved)) + "\n"


def from_mermaid(text: str) -> SavedTrace:
    """The trace in the comment of a diagram, whatever is around it.

    Raises:
        TraceError: there is none, or it is broken.
    """
    for line in text.splitlines():
        if line.strip().startswith(COMMENT):
            return from_json(line.strip().removeprefix(COMMENT))
    raise TraceError(f"a Mermaid diagram without the line {COMMENT!r}: not saved by upshift, or cut off")


def _lines(saved: SavedTrace) -> Iterator[str]:
    """The lines of the diagram. Participants have names of their own: a node may be called `end`."""
    names = actors(saved) or (EVERYBODY,)
    ids = {name: f"p{place}" for place, name in enumerate(names)}
    everybody = ",".join(dict.fromkeys((ids[names[0]], ids[names[-1]])))
    yield "sequenceDiagram"
    yield "    autonumber"
    yield from (f"    participant {ids[name]} as {_text(name)}" for name in names)
    yield f"    Note over {everybody}: {_note(heading(saved))}"
    once: list[str] = []
    for_ever: list[str] = []
    for step in steps(saved):
        (for_ever if step.repeated else once).extend(_step(step, ids[step.actor]))
    yield from (f"    {line}" for line in once)
    if for_ever:
        yield "    loop for ever"
        yield from (f"        {line}" for line in for_ever)
        yield "    end"
    elif saved.loop is not None:
        yield f"    Note over {everybody}: stutters for ever"
    yield f"    Note over {everybody}: {_note((*ending(saved), again(saved)))}"
    yield f"    {COMMENT}{to_line(saved)}"


def _step(step: Step, participant: str) -> Iterator[str]:
    """A message to itself, and what it changed."""
    yield f"{participant}->>{participant}: {_text(step.move.label)}"
    if step.changes:
        yield f"Note over {participant}: {_note(map(str, step.changes))}"


def _note(lines: Iterable[str]) -> str:
    """The lines of a note."""
    return "<br/>".join(map(_text, lines))


def _text(line: str) -> str:
    """The text as Mermaid takes it."""
    return line.translate(ENTITIES)
