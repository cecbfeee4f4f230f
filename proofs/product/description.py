"""What is multiplied: pure node machines, what can happen to one of them, and which numbers may be renamed.

A machine is any immutable, hashable value (M), a message likewise (L). Functions of a description must be pure: each is
asked once for each combination of values and never again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from upshift.proofs.explore.system import Eventually, Kind, Reachable, StateLaw, StepLaw, Witness

M = TypeVar("M")
L = TypeVar("L")

Rename: TypeAlias = Callable[[int], int]
"""The new number for an old one."""


class ProductError(Exception):
    """A description contradicts itself."""


@dataclass(frozen=True)
class Input(Generic[M, L]):
    """What happens to one node by itself: a timeout, a crash, a request of an operator.

    `take(machine)` is the new machine with what it sends, each message with its destination, or None where it cannot
    happen. `guard(machines)` may look at all nodes, in the configured order, as a failure detector does.
    """

    action: str
    arguments: tuple[object, ...]
    node: str
    kind: Kind
    take: Callable[[M], tuple[M, tuple[tuple[str, L], ...]] | None]
    guard: Callable[[tuple[M, ...]], bool] | None = None


@dataclass(frozen=True)
class Scale(Generic[M, L]):
    """A family of numbers that are only compared and counted up, as terms are.

    `of_machine(node, machine)` and `of_message(sender, receiver, message)` answer the numbers that are mentioned there,
    as the bits of a mask. Every number that is made from now on is greater than `floor(machines)`. `machine` and
    `message` answer the same with other numbers. `spread` is how far above the floor a number may be, once renamed.
    """

    name: str
    of_machine: Callable[[str, M], int]
    of_message: Callable[[str, str, L], int]
    floor: Callable[[tuple[M, ...]], int]
    machine: Callable[[str, M, Rename], M]
    message: Callable[[str, str, L, Rename], L]
    spread: int | None = None


@dataclass(frozen=True)
class MachineLaw(Generic[M]):
    """Holds of every node in every reachable state: `holds(node, machine)`."""

    name: str
    says: str
    holds: Callable[[str, M], bool]
    explain: Callable[[str, M], str | None] | None = None


@dataclass(frozen=True)
class PairLaw(Generic[M]):
    """Holds of every two nodes in every reachable state, in both orders: `holds(node, machine, other, its_machine)`."""

    name: str
    says: str
    holds: Callable[[str, M, str, M], bool]
    explain: Callable[[str, M, str, M], str | None] | None = None


MachinesLaw = StateLaw[tuple[M, ...]]
MachinesStepLaw = StepLaw[tuple[M, ...]]
MachinesWitness = Witness[tuple[M, ...]]
MachinesEventually = Eventually[tuple[M, ...]]
MachinesReachable = Reachable[tuple[M, ...]]

ProductLaw: TypeAlias = (
    MachineLaw[M]
    | PairLaw[M]
    | StateLaw[tuple[M, ...]]
    | StepLaw[tuple[M, ...]]
    | Witness[tuple[M, ...]]
    | Eventually[tuple[M, ...]]
    | Reachable[tuple[M, ...]]
)
"""A law of one node, of two, or of all machines in the configured order of the nodes."""


def sentence(law: Callable[..., object]) -> str:
    """What a function says of itself in one sentence: how a law or witness that is a function is told."""
    return (law.__doc__ or "").split("\n")[0]


def never_spent(message: object, sender: str, its_machine: object, receiver: str, machine: object) -> bool:
    """Every message matters for ever."""
    del message, sender, its_machine, receiver, machine
    return False


def any_machine(node: str, machine: object) -> bool:
    """No machine is out of bounds."""
    del node, machine
    return True


def any_machines(machines: tuple[object, ...]) -> bool:
    """No machines are out of bounds together."""
    del machines
    return True


def as_it_is(node: str, machine: object) -> object:
    """A machine is shown as what it is."""
    del node
    return machine


@dataclass(frozen=True)
class Product(Generic[M, L]):
    """Node machines that react to messages, and a network that may do anything with a message but forge it.

    `receive(node, machine, sender, message)` is the new machine with what it sends, or None where the message cannot be
    received, as by a node that is down. `spent(message, sender, its_machine, receiver, machine)` says that to deliver
    the message does nothing now and never will again. `machine_within` and `within` are the bounds.

    A reader is shown `show(node, machine)`, of the type `machine_type` (by default the one that the initial machines
    say that they are), and messages in the words of `word` unless a `message_type` is given; see
    `upshift.proofs.trace.shape`. Different messages must have different words: moves are known by them.
    """

    name: str
    nodes: tuple[str, ...]
    initial: tuple[M, ...]
    receive: Callable[[str, M, str, L], tuple[M, tuple[tuple[str, L], ...]] | None]
    inputs: tuple[Input[M, L], ...] = ()
    laws: tuple[ProductLaw[M], ...] = ()
    spent: Callable[[L, str, M, str, M], bool] = never_spent
    scales: tuple[Scale[M, L], ...] = ()
    machine_within: Callable[[str, M], bool] = any_machine
    within: Callable[[tuple[M, ...]], bool] = any_machines
    show: Callable[[str, M], Any] = as_it_is
    word: Callable[[L], str] = str
    machine_type: Any = None
    message_type: Any = None
