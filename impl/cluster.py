"""A cluster in memory: machines with disks, processes that run on them, and a network between them.

The example of how nodes are embedded: it does what they command and nothing else. It has no clock and draws no lots;
`settle` plays the timers in a fixed order until nothing moves any more.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import assert_never

from upshift.impl.commands import Command, Disk, Send, Stop, Told, Write
from upshift.impl.entries import Entry
from upshift.impl.events import AskToLeave, Event, Received, Tick, TimeOut
from upshift.impl.log import end_of, position_at
from upshift.impl.network import Letter, Network
from upshift.impl.node import Node, delivered_view, is_member, new_disk
from upshift.impl.ordering.replica import is_leader
from upshift.impl.programs import Release
from upshift.impl.rolling import Await, Install, Seen, Shut, Start, next_update
from upshift.impl.stepping import boot, step
from upshift.impl.views import View, genesis

PATIENCE = 200
"""So many rounds of timers are played before a cluster that does not come to rest is given up."""


class Cluster:
    """Several nodes in one process; the methods change it, the values that they are made of never change."""

    def __init__(self, installed: Mapping[str, Release], version: int = 1, *, running: bool = True) -> None:
        """A cluster of these nodes, in configured order, each with a release; they are started unless told otherwise.

        Raises ValueError if a release cannot run the version.
        """
        for name, release in installed.items():
            if version not in release.range:
                raise ValueError(f"{name}: {release} cannot run version {version}")
        self.installed = dict(installed)
        self.disks: dict[str, Disk] = dict.fromkeys(installed, new_disk(genesis(installed, version)))
        self.nodes: dict[str, Node] = {}
        self.network = Network()
        self.told: list[tuple[str, Told]] = []
        for name in installed if running else ():
            self.start(name)

    # ---- what happens to a node

    def add_machine(self, name: str, release: Release, view: View) -> None:
        """Another machine, which has never run; `view` is the configuration that it is given to begin with.

        Raises ValueError if there is one of that name.
        """
        if name in self.installed:
            raise ValueError(f"{name} is there already")
        self.installed[name] = release
        self.disks[name] = new_disk(view)

    def start(self, name: str) -> None:
        """Starts what is installed on a node that is down.

        Raises ValueError if it runs.
        """
        self._must_be_down(name)
        node, commands = boot(name, self.installed[name], self.disks[name])
        self._done(name, node, commands)

    def install(self, name: str, release: Release) -> None:
        """Puts a release on a node that is down.

        Raises ValueError if it runs.
        """
        self._must_be_down(name)
        self.installed[name] = release

    def crash(self, name: str) -> None:
        """The process is gone; what is on disk, and what is on its way, stays."""
        self.nodes.pop(name, None)

    def do(self, name: str, event: Event) -> tuple[Command, ...]:
        """An event at a node, and what the node commands; nothing, if it is down."""
        if name not in self.nodes:
            return ()
        node, commands = step(self.nodes[name], event)
        self._done(name, node, commands)
        return commands

    def _must_be_down(self, name: str) -> None:
        """Refuses what can only be done to a node that is down."""
        if name in self.nodes:
            raise ValueError(f"{name} runs")

    def _done(self, name: str, node: Node, commands: Iterable[Command]) -> None:
        """Does what a node commands, in order."""
        self.nodes[name] = node
        for command in commands:
            match command:
                case Write(disk=disk):
                    self.disks[name] = disk
                case Send(to=to, message=message):
                    self.network = self.network.sent(Letter(name, to, message))
                case Stop():
                    del self.nodes[name]
                    self.told.append((name, command))
                case _:
                    self.told.append((name, command))

    # ---- the network

    def deliver(self, index: int = 0) -> tuple[Command, ...]:
        """Delivers one of the letters on their way, the oldest by default; to a node that is down it is lost.

        Raises IndexError if there is none.
        """
        letter = self.network.letters[index]
        self.network = self.network.lost(index)
        return self.do(letter.receiver, Received(letter.sender, letter.message))

    def deliver_all(self) -> None:
        """Delivers what is on its way, oldest first, and what follows from it."""
        while self.network.letters:
            self.deliver()

    # ---- timers

    def settle(self, until: Callable[["Cluster"], bool] | None = None) -> None:
        """Delivers and lets timers run out, in a fixed order, until nothing moves any more, or until something is so.

        Raises RuntimeError if that does not come.
        """
        for _ in range(PATIENCE):
            self.deliver_all()
            if until is not None and until(self):
                return
            before = dict(self.nodes)
            self._let_one_time_out()
            for name in tuple(self.nodes):
                self.do(name, Tick())
            self.deliver_all()
            if until is None and before == self.nodes:
                return
        raise RuntimeError(
            "the cluster does not come to rest" if until is None else "what was waited for does not come"
        )

    def _let_one_time_out(self) -> None:
        """The first node that hears of no leader, if there is one."""
        for name in tuple(self.nodes):
            if not self._hears_of_a_leader(name):
                before = self.nodes[name]
                self.do(name, TimeOut())
                self.deliver_all()
                if name in self.nodes and self.nodes[name] != before and self._hears_of_a_leader(name):
                    return

    def _hears_of_a_leader(self, name: str) -> bool:
        """The node's leader runs, leads the same term, and is in contact."""
        me = self.nodes[name]
        leader = me.replica.leader
        if leader == name:
            return True
        return (
            leader in self.nodes
            and self.network.connects(name, leader)
            and is_leader(self.nodes[leader].replica)
            and self.nodes[leader].replica.term == me.replica.term
        )

    # ---- looking at it

    def view(self) -> View:
        """What the node that has delivered most has come to."""
        return delivered_view(max(self.nodes.values(), key=lambda node: node.replica.commit))

    def members(self, group: str) -> dict[str, int]:
        """The nodes that have a member of the group, each with the version that it runs."""
        return {name: dict(node.members)[group] for name, node in self.nodes.items() if group in dict(node.members)}

    def entries(self, name: str) -> tuple[Entry, ...]:
        """What a node that runs has delivered, as far as its log goes back."""
        log, commit = self.nodes[name].replica.log, self.nodes[name].replica.commit
        return tuple(position_at(log, p).entry for p in range(log.base.position + 1, min(commit, end_of(log)) + 1))

    def seen(self) -> tuple[Seen, ...]:
        """What the roll driver sees."""
        return tuple(
            Seen(name, release, name in self.nodes, name in self.nodes and is_member(self.nodes[name]))
            for name, release in self.installed.items()
        )

    # ---- rolling

    def roll(self, release: Release) -> None:
        """Brings every node to a release, one at a time, while the groups stay active; it does not switch the version.

        Raises RuntimeError if it comes to no end.
        """
        while (move := next_update(self.seen(), release)) is not None:
            match move:
                case Shut(node=name):
                    self.do(name, AskToLeave())
                    self.settle(partial(_is_down, name))
                case Install(node=name):
                    self.install(name, release)
                case Start(node=name):
                    self.start(name)
                case Await(node=name):
                    self.settle(partial(_is_in, name))
                case _:
                    assert_never(move)


def _is_down(name: str, cluster: Cluster) -> bool:
    """No process runs on the node."""
    return name not in cluster.nodes


def _is_in(name: str, cluster: Cluster) -> bool:
    """The node is a member."""
    return name in cluster.nodes and is_member(cluster.nodes[name])
