"""The view of the cluster after a prefix of the log: roster, cluster version, groups, ledger of requests (protocol 1).

It is a function of that prefix alone, the same at every node. `folding.after` makes the next one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from upshift.impl.refusals import Refusal
from upshift.impl.versions import Range


class Status(Enum):
    """What the roster says of a node; ABSENT is a node that is not configured (not yet added, or removed)."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    PARTITIONED = "PARTITIONED"
    ABSENT = "ABSENT"


@dataclass(frozen=True, slots=True)
class Seat:
    """A node's line in the roster: its status, the last incarnation recorded, its claim (None: unknown).

    `said` is how many messages of that incarnation have been ordered: none is ordered twice, or before an earlier one.
    """

    node: str
    status: Status
    incarnation: int = 0
    claim: Range | None = None
    said: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group: the nodes that host it, in configured order, and its version in use."""

    name: str
    hosts: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Request:
    """A request to adjust the version, with its id: the `number`-th of one incarnation of a node."""

    node: str
    incarnation: int
    number: int
    target: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the ledger: a node's last request, and its verdict for ever; `refusal` is None if it was accepted."""

    request: Request
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class View:
    """The cluster after a prefix of the log; seats stand in configured order, the ledger in the order of its nodes."""

    seats: tuple[Seat, ...]
    version: int
    groups: tuple[Group, ...] = ()
    ledger: tuple[Judged, ...] = ()


def genesis(nodes: Iterable[str], version: int) -> View:
    """Cold start: every configured node ACTIVE with an unknown claim, and no groups."""
    return View(tuple(Seat(node, Status.ACTIVE) for node in nodes), version)


# ---- looking things up


def seat_of(view: View, node: str) -> Seat:
    """The node's line in the roster; a node that was never configured is ABSENT."""
    for seat in view.seats:
        if seat.node == node:
            return seat
    return Seat(node, Status.ABSENT)


def group_of(view: View, name: str) -> Group | None:
    """The group of that name, if it was created."""
    for group in view.groups:
        if group.name == name:
            return group
    return None


def judged_of(view: View, node: str) -> Judged | None:
    """The last request of the node that was judged, with its verdict."""
    for line in view.ledger:
        if line.request.node == node:
            return line
    return None


def configured(view: View) -> tuple[Seat, ...]:
    """The seats of the configured nodes."""
    return tuple(seat for seat in view.seats if seat.status is not Status.ABSENT)


def is_active(view: View, node: str, incarnation: int) -> bool:
    """The roster has this incarnation of the node as ACTIVE."""
    seat = seat_of(view, node)
    return seat.status is Status.ACTIVE and seat.incarnation == incarnation


def hosted_by(view: View, node: str) -> tuple[Group, ...]:
    """The groups that the node hosts."""
    return tuple(group for group in view.groups if node in group.hosts)


def versions_in_use(view: View) -> frozenset[int]:
    """The cluster version and the version of every group."""
    return frozenset({view.version, *(group.version for group in view.groups)})


def reads(software: Range, view: View) -> bool:
    """The software can read all that is written at this view."""
    return all(version in software for version in versions_in_use(view))


# ---- views that differ in one line


def with_seat(view: View, seat: Seat) -> View:
    """The view with another line for a node, which may be a new one."""
    if all(known.node != seat.node for known in view.seats):
        return replace(view, seats=(*view.seats, seat))
    return replace(view, seats=tuple(seat if known.node == seat.node else known for known in view.seats))


def with_group_versions(view: View, versions: Mapping[str, int]) -> View:
    """The view with other versions for some groups."""
    return replace(
        view, groups=tuple(replace(group, version=versions.get(group.name, group.version)) for group in view.groups)
    )


def with_verdict(view: View, judged: Judged) -> View:
    """The view with a line of the ledger, in place of the node's earlier one."""
    others = (line for line in view.ledger if line.request.node != judged.request.node)
    return replace(view, ledger=tuple(sorted((*others, judged), key=lambda line: line.request.node)))
