"""A machine as a reader is shown it: what is on its disk, then what its process knows, in a few words."""

from dataclasses import dataclass

from upshift.proofs.order.wording import entry_in_words, log_in_words
from upshift.proofs.stack.machine import Machine


@dataclass(frozen=True, slots=True)
class Shown:
    """One machine; `phase` is DOWN where no process runs."""

    software: str
    phase: str
    incarnation: int
    floor: int
    term: int
    vote: str | None
    log: tuple[str, ...]
    commit: int
    role: str
    leader: str | None
    members: tuple[str, ...]
    proposed: tuple[str, ...]


def shown(name: str, machine: Machine) -> Shown:
    """A machine as a reader is shown it."""
    del name
    disk, node = machine.disk, machine.node
    return Shown(
        software=str(machine.release.range),
        phase="DOWN" if node is None else node.phase.name,
        incarnation=disk.incarnation,
        floor=disk.floor,
        term=disk.term,
        vote=disk.vote,
        log=log_in_words(disk.log),
        commit=disk.commit,
        role="-" if node is None else node.replica.role.name,
        leader=None if node is None else node.replica.leader,
        members=() if node is None else tuple(f"{group} at {version}" for group, version in node.members),
        proposed=() if node is None else tuple(map(entry_in_words, node.outbox)),
    )
