"""The roll driver: takes each node in turn through stop, install, start, then has the version switched (claim 25C).

It keeps no state: what to do next follows from what is seen, so it can be stopped, restarted and run twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from upshift.impl.programs import Release


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one node: what is installed, whether it runs, and whether it is a member."""

    node: str
    installed: Release
    runs: bool
    member: bool


@dataclass(frozen=True, slots=True)
class Shut:
    """Ask the node to leave in order; it stops by itself."""

    node: str


@dataclass(frozen=True, slots=True)
class Install:
    """Put the release on the node, which is down."""

    node: str
    release: Release


@dataclass(frozen=True, slots=True)
class Start:
    """Start what is installed on the node."""

    node: str


@dataclass(frozen=True, slots=True)
class Await:
    """Nothing is to be done but to wait until the node is a member."""

    node: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Every node has been updated: ask one of them to adjust the version."""

    node: str
    target: int


Update = Shut | Install | Start | Await
Move = Update | Switch


def next_update(seen: tuple[Seen, ...], release: Release) -> Update | None:
    """What to do next to bring every node to a release.

    One node at a time, in the given order: the next is shut only when every other one is a member, so no group is ever
    without a member that it had before; who is down already is brought up first. None: every node has been updated.
    """
    for one in seen:
        if not one.runs:
            return Start(one.node) if one.installed == release else Install(one.node, release)
    for one in seen:
        if not one.member:
            return Await(one.node)
    for one in seen:
        if one.installed != release:
            return Shut(one.node)
    return None


def next_move(nodes: Iterable[Seen], release: Release, version: int) -> Move | None:
    """What to do next to bring every node to a release, and then the cluster from `version` to the release's newest.

    None: all is done.
    """
    seen = tuple(nodes)
    update = next_update(seen, release)
    if update is not None:
        return update
    if seen and version < release.range.newest:
        return Switch(seen[0].node, version + 1)
    return None
