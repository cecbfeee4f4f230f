"""What a scenario of the whole implementation is: where it begins, what may happen, what is bounded, and its system."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Refused
from upshift.impl.events import Event, Received, Tick, TimeOut
from upshift.impl.log import end_of
from upshift.impl.messages import NodeMessage
from upshift.impl.ordering.replica import is_leader
from upshift.impl.programs import Release
from upshift.proofs.explore.effort import EXHAUSTIVE, Effort, Samples
from upshift.proofs.explore.system import Kind, System
from upshift.proofs.order import terms
from upshift.proofs.order.wording import message_in_words
from upshift.proofs.product.build import system_of
from upshift.proofs.product.description import Input, Product, Scale
from upshift.proofs.rebind import Function
from upshift.proofs.stack import incarnations
from upshift.proofs.stack.judging import laws_of
from upshift.proofs.stack.laws import Machines
from upshift.proofs.stack.machine import Code, Machine, Sends, Turned, code_with, crashed, started, stepped
from upshift.proofs.stack.showing import Shown, shown
from upshift.proofs.stack.spent import is_spent
from upshift.proofs.stack.start import machines_of

Moved = tuple[Machine, Sends] | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is bounded: how much longer than at the start a log gets, and how far apart terms are at the same time.

    `lives` is how many incarnations of a node are mentioned anywhere, `calls` how many messages one incarnation sends.
    A request that the node's own check refuses is not made: it would only count up. How often requests are made,
    letters are lost or doubled, and leaders change, is not bounded.
    """

    log: int
    spread: int
    lives: int = 2
    calls: int = 0

    def __str__(self) -> str:
        calls = f", calls {self.calls}" if self.calls else ""
        return f"log {self.log}, terms {self.spread} apart, lives {self.lives}{calls}"


@dataclass(frozen=True, slots=True)
class Menu:
    """What may happen besides messages: who may time out, crash, and be started with what.

    `asks` is what may be asked of whom: a name for it, the node, and the event.
    """

    time_outs: tuple[str, ...]
    crashes: tuple[str, ...] = ()
    starts: tuple[tuple[str, Release], ...] = ()
    asks: tuple[tuple[str, str, Event], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named scenario: see the fields."""

    name: str
    says: str
    start: Callable[[], Cluster]
    menu: Menu
    bounds: Bounds
    groups: tuple[str, ...]
    shows: tuple[str, ...]
    settles_at: int | None = None
    """`never_stuck`: the version at which the cluster can always settle; None where the bounds hide it."""
    effort: Effort = EXHAUSTIVE
    deep: bool = False


# ---- a scenario as a system


def system(scenario: Scenario, swaps: Mapping[Function, Function]) -> System[Any]:
    """The system of a scenario, with some functions of the implementation replaced."""
    return replace(system_of(product_of(scenario, swaps)), effort=scenario.effort)


def product_of(scenario: Scenario, swaps: Mapping[Function, Function]) -> Product[Machine, Any]:
    """The product of a scenario's machines."""
    machines = machines_of(scenario.start())
    nodes = tuple(machine.name for machine in machines)
    code = code_with(swaps)
    room = max(end_of(machine.disk.log) for machine in machines) + scenario.bounds.log
    return Product(
        name=scenario.name,
        nodes=nodes,
        initial=machines,
        receive=partial(receive, code),
        inputs=tuple(inputs(scenario.menu, code)),
        laws=laws_of(nodes, scenario.groups, scenario.shows, scenario.settles_at, room, scenario.bounds.lives),
        spent=lambda message, _s, sender, _r, receiver: is_spent(message, sender, receiver, code.after),
        scales=scales(scenario, nodes),
        machine_within=partial(within, room, scenario.bounds),
        show=shown,
        word=message_in_words,
        machine_type=Shown,
    )


def scales(scenario: Scenario, nodes: tuple[str, ...]) -> tuple[Scale[Machine, Any], ...]:
    """The numbers that are renamed: none in random runs, which end, and seldom meet the same state again."""
    if isinstance(scenario.effort, Samples):
        return ()
    return (scale_of_terms(scenario.bounds.spread), *map(scale_of_incarnations, nodes))


def within(room: int, bounds: Bounds, name: str, machine: Machine) -> bool:
    """The machine is inside the bounds."""
    del name
    node = machine.node
    return (
        end_of(machine.disk.log) <= room
        and machine.disk.incarnation <= bounds.lives
        and (node is None or node.spoken <= bounds.calls)
    )


# ---- what happens


def happen(code: Code, event: Event, machine: Machine) -> Moved:
    """An event at a machine's process."""
    return moved(stepped(machine, event, code))


def moved(turned: Turned | None) -> Moved:
    """A machine and what it sends, without the rest of what its process commanded."""
    return None if turned is None else turned[:2]


def receive(code: Code, name: str, machine: Machine, sender: str, message: NodeMessage) -> Moved:
    """A message comes to a machine."""
    del name
    return moved(stepped(machine, Received(sender, message), code))


def inputs(menu: Menu, code: Code) -> Iterator[Input[Machine, Any]]:
    """Everything on the menu."""
    for name in menu.time_outs:
        yield Input("time_out", (name,), name, Kind.PROTOCOL, partial(happen, code, TimeOut()))
        yield Input("tick", (name,), name, Kind.PROTOCOL, partial(tick, code))
    for name, node, event in menu.asks:
        arguments = (node, *(str(getattr(event, field)) for field in event.__slots__))
        yield Input(name, arguments, node, Kind.OPERATOR, partial(ask, code, event))
    for name, release in menu.starts:
        yield Input("start", (name, str(release.range)), name, Kind.OPERATOR, partial(start, code, release))
    for name in menu.crashes:
        yield Input("crash", (name,), name, Kind.FAULT, crash)


def tick(code: Code, machine: Machine) -> Moved:
    """A leader says again what it has; what others would say again is in the network for as long as it matters."""
    return happen(code, Tick(), machine) if machine.node is not None and is_leader(machine.node.replica) else None


def ask(code: Code, event: Event, machine: Machine) -> Moved:
    """Something is asked of a machine's process, which does not refuse it at once."""
    turned = stepped(machine, event, code)
    if turned is None or any(isinstance(command, Refused) for command in turned[2]):
        return None
    return moved(turned)


def start(code: Code, release: Release, machine: Machine) -> Moved:
    """A release is installed, and started."""
    return moved(started(machine, release, code))


def crash(machine: Machine) -> Moved:
    """The process is gone."""
    gone = crashed(machine)
    return None if gone is None else (gone, ())


# ---- numbers that only rise


def term_of(machine: Machine) -> int:
    """The term that a machine is in."""
    return machine.disk.term if machine.node is None else machine.node.replica.term


def scale_of_terms(spread: int) -> Scale[Machine, Any]:
    """Terms: every term that begins is greater than the least that a machine is in."""

    def of_machine(name: str, machine: Machine) -> int:
        del name
        disk = terms.bits(machine.disk.term) | terms.of_log(machine.disk.log)
        return disk if machine.node is None else disk | terms.of_replica(machine.node.replica)

    def renamed(name: str, machine: Machine, rename: Callable[[int], int]) -> Machine:
        del name
        disk, node = machine.disk, machine.node
        disk = replace(disk, term=rename(disk.term), log=terms.renamed_log(disk.log, rename))
        if node is not None:
            node = replace(node, replica=terms.renamed_replica(node.replica, rename))
        return replace(machine, disk=disk, node=node)

    return Scale(
        name="terms",
        of_machine=of_machine,
        of_message=lambda _s, _r, message: terms.of_message(message),
        floor=lambda machines: min(map(term_of, machines)),
        machine=renamed,
        message=lambda _s, _r, message, rename: terms.renamed_message(message, rename),
        spread=spread,
    )


def scale_of_incarnations(name: str) -> Scale[Machine, Any]:
    """Incarnations of one node: every one that begins is greater than its counter."""

    def counter(machines: Machines) -> int:
        return next(machine.disk.incarnation for machine in machines if machine.name == name)

    return Scale(
        name=f"incarnations of {name}",
        of_machine=lambda _, machine: terms.bits(*incarnations.in_machine(name, machine)),
        of_message=lambda sender, _, message: terms.bits(*incarnations.in_message(name, sender, message)),
        floor=counter,
        machine=lambda _, machine, rename: incarnations.Renamed(name, rename).machine(machine),
        message=lambda sender, _, message, rename: incarnations.Renamed(name, rename).message(sender, message),
    )
