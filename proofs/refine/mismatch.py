"""What is said where a step of the implementation is no step of the model: both sides, lane by lane."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from upshift.model.state import State
from upshift.model.views import Node
from upshift.proofs.blame import Blame
from upshift.proofs.difference import Change, changes
from upshift.proofs.refine.move import LOG, Move
from upshift.proofs.show import show

FEW: Final = 4
"""So many changes of one lane are told, and so many moves that were tried."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A move of the model that was tried: what was done, and why that was not it."""

    labels: tuple[str, ...]
    why: Blame | str

    def lines(self) -> tuple[str, ...]:
        """The move, and the reason beneath it."""
        reason = self.why.lines() if isinstance(self.why, Blame) else (self.why,)
        return (", ".join(self.labels), *(f"  {line}" for line in reason))


@dataclass(frozen=True, slots=True)
class Lane:
    """One node, or the log: what the implementation did there besides, and what the model could do instead."""

    name: str
    did: tuple[Change, ...]
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A step that is no step of the model; `so_far` are the actions that explain a part of it."""

    says: str
    so_far: tuple[str, ...] = ()
    lanes: tuple[Lane, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The mismatch as text."""
        taken = (f"after {', '.join(self.so_far)}:",) if self.so_far else ()
        return (self.says, *taken, *_lanes(self.lanes))

    def __str__(self) -> str:
        return "\n".join(self.lines())


def _lanes(lanes: Iterable[Lane]) -> Iterator[str]:
    """The lanes that say something."""
    for lane in lanes:
        yield lane.name
        yield from _few("  the implementation: ", map(str, lane.did))
        if not lane.tried:
            yield "  the model:          no action does this"
        for tried in lane.tried[:FEW]:
            first, *rest = tried.lines()
            yield f"  the model:          {first}"
            yield from (f"                      {line}" for line in rest)


def _few(head: str, told: Iterable[str]) -> Iterator[str]:
    """The first few, and how many there are besides."""
    texts = list(told)
    yield from (f"{head}{text}" for text in texts[:FEW])
    if len(texts) > FEW:
        yield f"{' ' * len(head)}and {len(texts) - FEW} more"


def mismatch(closest: State, goal: State, so_far: tuple[str, ...], moves: Iterable[Move]) -> Mismatch:
    """The mismatch that is left where the search came closest."""
    tried: dict[str, list[Tried]] = {}
    for move in moves:
        tried.setdefault(move.lane, []).append(Tried(move.labels, _why_not(move, closest, goal)))
    lanes = []
    if closest.log != goal.log:
        did = changes(closest.log, goal.log, LOG)
        lanes.append(Lane(LOG, did, tuple(tried.get(LOG, ()))))
    lanes += [
        Lane(n, changes(closest.nodes[n], me), tuple(tried.get(n, ())))
        for n, me in goal.nodes.items()
        if closest.nodes[n] != me
    ]
    return Mismatch("a step of the implementation is no step of the model", so_far, tuple(lanes))


def _why_not(move: Move, closest: State, goal: State) -> Blame | str:
    """Why a move was not the right one."""
    after = move.result()
    if after is None:
        return move.why() or ""
    if move.lane == LOG:
        place = len(closest.log)
        return _elsewhere(changes(goal.log[place], after.log[place]), "the position has")
    n = Node(move.lane)
    return _elsewhere(changes(goal.nodes[n], after.nodes[n]), "leads on, and leaves")


def _elsewhere(apart: tuple[Change, ...], head: str) -> str:
    """How what the model comes to differs from what the implementation came to."""
    told = ", ".join(f"{each.path} {show(each.after)} for {show(each.before)}" for each in apart[:FEW])
    return f"{head} {told}" if told else "leads nowhere from here"
