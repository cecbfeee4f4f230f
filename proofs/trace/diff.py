"""A trace as text without lanes: every step with what it changed and nothing else, one place to a line."""

from collections.abc import Iterator, Mapping

from upshift.proofs.difference import inside
from upshift.proofs.show import parts_of, show
from upshift.proofs.trace.saved import SavedTrace
from upshift.proofs.trace.shape import Value
from upshift.proofs.trace.story import WIDTH, framed, steps, wrapped


def diff(saved: SavedTrace, width: int = WIDTH) -> str:
    """The trace, step by step, after the initial state in full."""
    return framed(saved, wrapped(_rows(saved, width), width), width)


def _rows(saved: SavedTrace, width: int) -> Iterator[str]:
    """The initial state, then every step with its changes."""
    yield "0 the initial state"
    yield from (f"    {line}" for line in outline(saved.typed()[0], width - 4))
    for step in steps(saved):
        who = "" if not step.move.actor or step.move.actor in step.move.arguments else f" by {step.move.actor}"
        again = ", again and again" if step.repeated else ""
        yield f"{step.number} {step.move.label}{who}{again}"
        yield from (f"    {change}" for change in step.changes)


def outline(value: Value, width: int, path: str = "") -> Iterator[str]:
    """A value place by place: what does not fit on two lines is taken apart as long as it has parts."""
    line = f"{path}: {show(value)}" if path else show(value)
    parts = list(_parts(value, path))
    if len(line) <= 2 * width or not parts:
        yield line
        return
    for place, part in parts:
        yield from outline(part, width, place)


def _parts(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    """The parts of a record, a map or a tuple, each with its path."""
    record = parts_of(value)
    if record is not None or isinstance(value, Mapping):
        yield from ((inside(path, key), kept) for key, kept in (value if record is None else record).items())
    elif isinstance(value, tuple):
        yield from ((f"{path}[{place}]", each) for place, each in enumerate(value))
