"""One machine of an implementation that is explored: what is installed, what is on its disk, and what runs on it.

A crash keeps the disk, and the disk is what the last `Write` said: nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from upshift.impl.commands import Command, Disk, Send, Stop, Write
from upshift.impl.entries import Entry
from upshift.impl.events import Event
from upshift.impl.folding import Outcome, after
from upshift.impl.messages import NodeMessage
from upshift.impl.node import Node, Step, new_disk
from upshift.impl.programs import Release
from upshift.impl.stepping import boot, step
from upshift.impl.views import View
from upshift.proofs.rebind import Function, rebound


@dataclass(frozen=True, slots=True)
class Code:
    """The code that machines run: how a node takes a step, how it comes up, and what an entry makes of a view."""

    step: Callable[[Node, Event], Step]
    boot: Callable[[str, Release, Disk], Step]
    after: Callable[[View, Entry], Outcome]


ORIGINAL: Final = Code(step, boot, after)
"""The implementation as it is."""


def code_with(swaps: Mapping[Function, Function]) -> Code:
    """The implementation with some of its functions replaced, as a mistake would have it.

    Raises LookupError for a function that is not of the implementation.
    """
    if not swaps:
        return ORIGINAL
    return Code(*rebound((step, boot, after), swaps, "upshift.impl"))


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine; `node` is None while no process runs."""

    name: str
    release: Release
    disk: Disk
    node: Node | None = None


Sends = tuple[tuple[str, NodeMessage], ...]
"""What a machine sends: to whom, and what."""

Turned = tuple[Machine, Sends, tuple[Command, ...]]
"""A machine after something happened to it, what it sends, and all that its process commanded."""


def new_machine(name: str, release: Release, view: View) -> Machine:
    """A machine that has never run."""
    return Machine(name, release, new_disk(view))


def stepped(machine: Machine, event: Event, code: Code = ORIGINAL) -> Turned | None:
    """The machine after an event at its process; None if no process runs."""
    if machine.node is None:
        return None
    node, commands = code.step(machine.node, event)
    return obeyed(replace(machine, node=node), commands)


def started(machine: Machine, release: Release, code: Code = ORIGINAL) -> Turned | None:
    """The machine after a release was started on it; None if a process runs."""
    if machine.node is not None:
        return None
    node, commands = code.boot(machine.name, release, machine.disk)
    return obeyed(replace(machine, release=release, node=node), commands)


def crashed(machine: Machine) -> Machine | None:
    """The machine without its process; None if there is none."""
    return None if machine.node is None else replace(machine, node=None)


def obeyed(machine: Machine, commands: tuple[Command, ...]) -> Turned:
    """The machine after it has done what its process commands."""
    sends: list[tuple[str, NodeMessage]] = []
    for command in commands:
        match command:
            case Write(disk=disk):
                machine = replace(machine, disk=disk)
            case Send(to=to, message=message):
                sends.append((to, message))
            case Stop():
                machine = replace(machine, node=None)
            case _:
                pass
    return machine, tuple(sends), commands
