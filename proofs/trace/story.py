"""What every way of showing a trace says: its heading, what each step changed, how it ends, how to have it again."""

import shlex
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from upshift.proofs.difference import Change, changes
from upshift.proofs.trace.saved import SavedMove, SavedTrace

WIDTH = 100
"""The width of a page of text."""
EVERYBODY = "-"
"""The lane of moves that belong to no actor."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number, the move, the places that it changed, and whether it is repeated for ever."""

    number: int
    move: SavedMove
    changes: tuple[Change, ...]
    repeated: bool

    @property
    def actor(self) -> str:
        """The lane that the step belongs to."""
        return self.move.actor or EVERYBODY


def steps(saved: SavedTrace) -> tuple[Step, ...]:
    """The steps of the run in their order."""
    repeated_from = len(saved.moves) if saved.loop is None else saved.loop
    return tuple(
        Step(place + 1, move, changes(before, after), place >= repeated_from)
        for place, (move, (before, after)) in enumerate(zip(saved.moves, pairwise(saved.typed()), strict=True))
    )


def actors(saved: SavedTrace) -> tuple[str, ...]:
    """The lanes: every actor that moves, by name, `n2` before `n10`."""
    return tuple(sorted({move.actor or EVERYBODY for move in saved.moves}, key=lambda name: (len(name), name)))


def outcome(saved: SavedTrace) -> str:
    """What became of the law: a witness is seen, any other is broken."""
    return "seen" if saved.law_kind == "sometimes" else "broken"


def heading(saved: SavedTrace) -> Iterator[str]:
    """The law and what became of it, what it says, and where that was found."""
    yield f"{saved.law} is {outcome(saved)} in {count(len(saved.moves), 'step')}"
    yield saved.says
    mutation = f", mutation {saved.mutation}" if saved.mutation is not None else ""
    dropped = f", without {', '.join(saved.dropped)}" if saved.dropped else ""
    yield f"scenario {saved.scenario}{mutation}{dropped}"


def looping(saved: SavedTrace) -> str | None:
    """How the run goes on for ever, if it does."""
    if saved.loop is None:
        return None
    if saved.loop == len(saved.moves):
        return "-- stutters for ever --"
    return f"-- loops for ever, to step {saved.loop} --"


def ending(saved: SavedTrace) -> Iterator[str]:
    """Where the law was decided, and by which clause."""
    last = len(saved.moves)
    after = f"after step {last}" if last else "from the start"
    yield {
        "always": f"{saved.law} is false {after}",
        "step": f"{saved.law} is false of step {last}",
        "eventually": f"{saved.law} stays false for ever",
        "reachable": f"{saved.law} is out of reach {after}",
        "sometimes": f"{saved.law} is seen in step {last}",
    }[saved.law_kind]
    if saved.blame is not None:
        yield from (f"  {line}" for line in saved.blame.lines())


def again(saved: SavedTrace) -> str:
    """The command that finds it again."""
    words = ["upshift", "check", saved.scenario]
    words += [word for clause in saved.dropped for word in ("--drop", clause)]
    words += ["--mutation", saved.mutation] if saved.mutation is not None else []
    return shlex.join([*words, "--law", saved.law])


# ---- as text


def count(number: int, one: str, many: str | None = None) -> str:
    """A number of things in words: `1 state`, `2,000 states`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def framed(saved: SavedTrace, rows: Iterable[str], width: int) -> str:
    """The rows of a trace between its heading and its ending; no line but the command is longer than the width."""
    loop = looping(saved)
    lines = [
        *wrapped(heading(saved), width),
        "",
        *rows,
        *([loop] if loop is not None else []),
        "",
        *wrapped(ending(saved), width),
        f"again: {again(saved)}",
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def wrapped(lines: Iterable[str], width: int, margin: str = "") -> Iterator[str]:
    """The lines behind a margin, those that are too long broken; what goes on is indented deeper."""
    for line in lines:
        indent = margin + " " * (len(line) - len(line.lstrip()))
        yield from textwrap.wrap(
            line.strip(), width, initial_indent=indent, subsequent_indent=f"{indent}    ", break_on_hyphens=False
        ) or [margin]
