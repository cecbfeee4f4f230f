"""The laws by which every scenario of the whole implementation is judged, in the form that an engine takes."""

from collections.abc import Callable
from functools import partial
from typing import Any

from upshift.impl.log import end_of
from upshift.impl.views import Status, seat_of
from upshift.model import laws as of_model
from upshift.proofs.blame import BlameError, blame
from upshift.proofs.explore.system import Reachable, StateLaw, StepLaw, Witness
from upshift.proofs.product.description import MachineLaw, PairLaw, sentence
from upshift.proofs.stack import bridge, laws, witnesses
from upshift.proofs.stack.bridge import Bridge
from upshift.proofs.stack.laws import Machines
from upshift.proofs.stack.machine import Machine

OF_ONE = (
    laws.capability,
    laws.one_version_per_position,
    laws.durable_floor,
    laws.decodable,
    laws.names_its_incarnation,
)
OF_TWO = (laws.one_history, laws.same_switch_order, laws.one_leader_per_term)


def laws_of(  # noqa: PLR0917  # what a scenario says of them
    nodes: tuple[str, ...],
    groups: tuple[str, ...],
    shows: tuple[str, ...],
    settles_at: int | None,
    room: int,
    lives: int,
) -> tuple[Any, ...]:
    """All the laws; those that users feel come first, the refinement last."""
    crossing = Bridge(nodes, groups)
    return (
        *(MachineLaw(law.__name__, sentence(law), of_one(law), why_of_one(law)) for law in OF_ONE),
        *(PairLaw(law.__name__, sentence(law), of_two(law), why_of_two(law)) for law in OF_TWO),
        StateLaw(laws.promised.__name__, sentence(laws.promised), laws.promised),
        StepLaw(laws.delivered_stays.__name__, sentence(laws.delivered_stays), stays),
        StepLaw(bridge.nobody_left_behind.__name__, sentence(bridge.nobody_left_behind), bridge.nobody_left_behind),
        *(StateLaw(law.__name__, sentence(law), crossing.of_log(law)) for law in of_model.LOG_LAWS),
        *(StepLaw(law.__name__, sentence(law), crossing.of_step(law)) for law in bridge.STEP_LAWS),
        StepLaw(
            "refines_model",
            "Every step of the implementation is a step of the model, a few of them, or none.",
            crossing.refines_model,
            crossing.why_not,
        ),
        *(Witness(name, sentence(getattr(witnesses, name)), getattr(witnesses, name)) for name in shows),
        *(
            Reachable(
                "never_stuck",
                "Within the bounds, from everywhere a run without faults settles the cluster at the newest version.",
                partial(goes_on, version, room, lives),
            )
            for version in (settles_at,)
            if version is not None
        ),
    )


def goes_on(version: int, room: int, lives: int, machines: Machines) -> bool:
    """The cluster is settled, or the bound is in the way: a log is full, or a node needs another life than it has."""
    return laws.is_settled(version, machines) or any(
        end_of(machine.disk.log) >= room or (machine.disk.incarnation >= lives and has_ended(machines, machine))
        for machine in machines
    )


def has_ended(machines: Machines, machine: Machine) -> bool:
    """The machine's last incarnation runs no more, or the cluster has ended it."""
    seat = seat_of(laws.furthest(machines), machine.name)
    return machine.node is None or (seat.incarnation >= machine.disk.incarnation and seat.status is not Status.ACTIVE)


def of_one(law: Callable[[Any], bool]) -> Callable[[str, Any], bool]:
    """A law of one machine, which knows its own name."""
    return lambda _, machine: law(machine)


def of_two(law: Callable[[Any, Any], bool]) -> Callable[[str, Any, str, Any], bool]:
    """A law of two machines."""
    return lambda _a, one, _b, other: law(one, other)


def why_of_one(law: Callable[[Any], bool]) -> Callable[[str, Any], str | None]:
    """Which clause of a law of one machine is false."""
    return lambda _, machine: clause(law, machine)


def why_of_two(law: Callable[[Any, Any], bool]) -> Callable[[str, Any, str, Any], str | None]:
    """Which clause of a law of two machines is false."""
    return lambda _a, one, _b, other: clause(law, one, other)


def clause(law: Callable[..., bool], *machines: object) -> str | None:
    """The clause that is false, with what names meant there."""
    try:
        found = blame(law, *machines)
    except BlameError:
        return None
    return None if found is None else "\n".join(found.lines())


def stays(before: Machines, after: Machines) -> bool:
    """No machine loses what it has delivered."""
    return all(laws.delivered_stays(now, then) for now, then in zip(before, after, strict=True))
