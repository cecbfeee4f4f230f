"""A trace as text with lanes, as `spin -c` draws them: a column per actor, a mark where it acts, then what changed.

Plain ASCII, for a terminal or a log.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from upshift.proofs.explore.system import Kind
from upshift.proofs.trace.saved import SavedTrace
from upshift.proofs.trace.story import WIDTH, Step, actors, framed, steps, wrapped

MARKS: Final[Mapping[Kind, str]] = {Kind.PROTOCOL: "*", Kind.OPERATOR: "o", Kind.FAULT: "!"}
IDLE: Final = "|"
REPEATED: Final = ">"


def lanes(saved: SavedTrace, width: int = WIDTH) -> str:
    """The trace in lanes; the steps of a loop are marked in the margin."""
    return framed(saved, _rows(steps(saved), actors(saved), width), width)


def _rows(taken: tuple[Step, ...], names: tuple[str, ...], width: int) -> Iterator[str]:
    """The head of the lanes, then every step."""
    heads = names
    if sum(len(name) + 2 for name in names) > width // 3:
        heads = tuple(str(number) for number in range(1, len(names) + 1))
        yield from wrapped(("lanes: " + ", ".join(map(" = ".join, zip(heads, names, strict=True))),), width)
    columns = dict(zip(names, map(len, heads), strict=True))
    kinds = [kind for kind in Kind if any(step.move.kind is kind for step in taken)]
    legend = "  ".join(f"{MARKS[kind]} {kind.value}" for kind in kinds)
    if taken:
        yield f"{_margin('', ' ', zip(heads, columns.values(), strict=True))}{legend}"
    yield f"{_margin('0', ' ', _idle(columns))}the initial state"
    for step in taken:
        yield from _row(step, columns, width)


def _row(step: Step, columns: Mapping[str, int], width: int) -> Iterator[str]:
    """The step with its change beside it, if there is room for all; else what changed stands below."""
    repeated = REPEATED if step.repeated else " "
    marks = [(MARKS[step.move.kind] if name == step.actor else IDLE, size) for name, size in columns.items()]
    first = f"{_margin(str(step.number), repeated, marks)}{step.move.label}"
    told = [str(change) for change in step.changes]
    beside = f"{first}   {'; '.join(told)}"
    if told and len(told) <= 2 and len(beside) <= width:
        yield beside
        return
    yield from wrapped((first.lstrip(),), width, first[: len(first) - len(first.lstrip())])
    yield from wrapped((f"  {line}" for line in told), width, _margin("", repeated, _idle(columns)))


def _idle(columns: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Lanes in which nothing happens."""
    return ((IDLE, size) for size in columns.values())


def _margin(number: str, repeated: str, marks: Iterable[tuple[str, int]]) -> str:
    """What stands left of the text of a row."""
    return f"{number:>4} {repeated} {''.join(f'{mark:<{size}}  ' for mark, size in marks)}"
