"""Random runs of machines, the same again for the same seed: letters come, get lost and are doubled, nodes crash.

They go where they want, faults and all; `calm` ones have few faults and get further.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import Final

from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Configure,
    Create,
    Event,
    Received,
    ReportFailed,
    ReportLost,
    Tick,
    TimeOut,
    Unconfigure,
)
from upshift.impl.log import last_view
from upshift.impl.messages import NodeMessage
from upshift.impl.programs import Release, Values
from upshift.impl.releases import FIRST, SECOND, second
from upshift.impl.views import genesis, reads
from upshift.proofs.stack.machine import ORIGINAL, Code, Machine, Turned, crashed, new_machine, started, stepped


def apply_3(words: Values, function: str, argument: str) -> tuple[Values, str]:
    """A call at version 3, which can also say how many words there are.

    Raises KeyError for a function that version 3 does not have.
    """
    return (words, str(len(words))) if function == "sum" else second.apply_2(words, function, argument)


VERSION_3: Final = replace(
    second.VERSION_2, version=3, functions={**second.VERSION_2.functions, "sum": 3}, apply=apply_3
)
THIRD: Final = Release("third", (second.VERSION_2, VERSION_3))
"""A release that runs versions 2 and 3."""

RELEASES: Final = (FIRST, SECOND, THIRD)
LETTERS: Final = 24
"""So many letters are on their way at most; the oldest of more are lost."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way."""

    sender: str
    receiver: str
    message: NodeMessage


@dataclass(frozen=True, slots=True)
class World:
    """The machines, and what is on its way."""

    machines: tuple[Machine, ...]
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a run: what was done, and the machines before and after it."""

    did: str
    before: tuple[Machine, ...]
    after: tuple[Machine, ...]


CALM: Final[Mapping[str, int]] = MappingProxyType(
    {
        "letter": 700,
        "tick": 70,
        "time out": 14,
        "start": 60,
        "crash": 2,
        "lose": 10,
        "double": 10,
        "leave": 8,
        "adjust": 25,
        "call": 14,
        "create": 10,
        "fail": 3,
        "partition": 1,
        "compact": 5,
    }
)
WILD: Final[Mapping[str, int]] = MappingProxyType(
    {
        "letter": 500,
        "tick": 90,
        "time out": 35,
        "start": 60,
        "crash": 20,
        "lose": 40,
        "double": 30,
        "leave": 15,
        "adjust": 25,
        "call": 20,
        "create": 12,
        "fail": 15,
        "partition": 10,
        "compact": 12,
        "configure": 3,
        "unconfigure": 3,
    }
)
"""How often each thing happens, of the sum of all."""


def run(
    seed: int,
    nodes: tuple[str, ...] = ("n1", "n2", "n3"),
    groups: tuple[str, ...] = ("A",),
    steps: int = 200,
    *,
    calm: bool = False,
    code: Code = ORIGINAL,
) -> Iterator[Taken]:
    """A run from a cold start at version 1, step by step; what does nothing is no step."""
    draw = Random(seed)  # noqa: S311  # no secret hangs on it
    oldest = draw.choice((FIRST, SECOND, SECOND))
    world = World(tuple(new_machine(name, oldest, genesis(nodes, 1)) for name in nodes))
    often = CALM if calm else WILD
    kinds, weights = tuple(often), tuple(often.values())
    taken = 0
    for _ in range(20 * steps):
        [kind] = draw.choices(kinds, weights)
        done = happened(world, kind, draw, groups, code)
        if done is None:
            continue
        did, after = done
        yield Taken(did, world.machines, after.machines)
        world, taken = after, taken + 1
        if taken == steps:
            return


def happened(world: World, kind: str, draw: Random, groups: tuple[str, ...], code: Code) -> tuple[str, World] | None:
    """Something of that kind, or None if there is nothing that it could happen to."""
    match kind:
        case "letter" | "lose" | "double":
            return passed(world, kind, draw, code) if world.letters else None
        case "crash" | "start":
            return turned(world, kind, draw, code)
        case _:
            name = draw.choice(world.machines).name
            event = asked(kind, name, world, draw, groups)
            return None if event is None else did(world, name, event, code)


def passed(world: World, kind: str, draw: Random, code: Code) -> tuple[str, World]:
    """A letter arrives, is lost, or is there twice; the oldest arrives most often."""
    i = draw.randrange(len(world.letters)) if draw.random() < 0.4 else 0
    letter = world.letters[i]
    rest = (*world.letters[:i], *world.letters[i + 1 :])
    said = f"{type(letter.message).__name__} of {letter.sender} for {letter.receiver}"
    if kind == "lose":
        return f"lost: {said}", replace(world, letters=rest)
    if kind == "double":
        return f"doubled: {said}", replace(world, letters=(*world.letters, letter))
    there = replace(world, letters=rest)
    return did(there, letter.receiver, Received(letter.sender, letter.message), code) or (f"in vain: {said}", there)


def turned(world: World, kind: str, draw: Random, code: Code) -> tuple[str, World] | None:
    """A machine crashes, or is started with what it has or with something else."""
    machine = draw.choice(world.machines)
    if kind == "crash":
        off = crashed(machine)
        return None if off is None else (f"{machine.name} crashes", with_machine(world, (off, (), ())))
    release = draw.choice(RELEASES) if draw.random() < 0.2 else newest_that_fits(machine, draw)
    on = started(machine, release, code)
    return None if on is None else (f"{machine.name} is started with {release}", with_machine(world, on))


def newest_that_fits(machine: Machine, draw: Random) -> Release:
    """What is installed, or often the newest that reads what is on the disk."""
    fitting = [release for release in RELEASES if reads(release.range, last_view(machine.disk.log))]
    return fitting[-1] if fitting and draw.random() < 0.3 else machine.release


def asked(kind: str, name: str, world: World, draw: Random, groups: tuple[str, ...]) -> Event | None:
    """What a node is told by its timers, or asked by somebody."""
    names = tuple(machine.name for machine in world.machines)
    other = draw.choice([each for each in names if each != name])
    match kind:
        case "tick":
            return Tick()
        case "time out":
            return TimeOut()
        case "compact":
            return Compact()
        case "leave":
            return AskToLeave()
        case "adjust":
            return AskToAdjust(draw.choice((1, 2, 2, 2, 2, 3, 3, 4)))
        case "call":
            return Call(draw.choice(groups), *draw.choice((("add", "x"), ("count", "x"), ("sum", "x"))))
        case "create":
            hosts = tuple(each for each in names if draw.random() < 0.7) or names[:1]
            return Create(draw.choice(groups), hosts)
        case "fail":
            return ReportFailed(other)
        case "partition":
            return ReportLost(other)
        case "configure":
            return Configure(other)
        case "unconfigure":
            return Unconfigure(other)
        case _:
            return None


def did(world: World, name: str, event: Event, code: Code) -> tuple[str, World] | None:
    """An event at a node; None if the node does not run."""
    [machine] = (each for each in world.machines if each.name == name)
    after = stepped(machine, event, code)
    return None if after is None else (f"{name}: {event}", with_machine(world, after))


def with_machine(world: World, turned: Turned) -> World:
    """The world with a machine as it has become, and with what it sends on its way."""
    machine, sends, _ = turned
    machines = tuple(machine if each.name == machine.name else each for each in world.machines)
    sent = (Letter(machine.name, to, message) for to, message in sends)
    return World(machines, (*world.letters, *sent)[-LETTERS:])
