"""The mapping: which state of the model stands for machines of the implementation.

The log is what is committed on the disks. What is in flight is not mapped: the model has one slot for it at each node,
a network of messages holds any number (see `flights`). A node that was put out and has not heard of it has lost its
place; what it goes on delivering is nothing to the model. A member that is behind all of the log that is kept stands
where the log begins: what it is brought up to is compared, not how.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from upshift.impl.node import Node as Process
from upshift.impl.node import Phase as Stage
from upshift.impl.node import waiting
from upshift.model.adjust import new_request
from upshift.model.normal import DELIVERED
from upshift.model.state import Local, Phase, State, delivers, nobody, stays
from upshift.model.values import Map
from upshift.model.views import Group, Node, Position, View, hosts
from upshift.proofs.refine.history import Archive, ById, History, Stretch
from upshift.proofs.refine.words import Words, range_of, request_of
from upshift.proofs.stack.machine import Machine

OUT = frozenset({Stage.LEAVING, Stage.STOPPED})
"""A process that has delivered its LEAVE is down, to the model; what it still does is a matter of ordering."""


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """The mapping for a cluster of these nodes and groups; it remembers what it has mapped."""

    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    archive: Archive
    locals: ById[Local] = field(default_factory=ById)
    values: dict[Local, Local] = field(default_factory=dict)
    states: dict[Hashable, State] = field(default_factory=dict)

    def stretches(self, machines: tuple[Machine, ...]) -> tuple[Stretch, ...]:
        """What each disk has of the log."""
        return tuple(self.archive.stretch(machine.disk) for machine in machines)

    def state(self, machines: tuple[Machine, ...], history: History) -> State:
        """The state of the model that stands for the machines, with this history."""
        nodes = tuple(self.local(machine, history) for machine in machines)
        known = self.states.get((history, nodes))
        if known is None:
            known = self.states[history, nodes] = placed(
                State(history.log, Map(dict(zip(self.nodes, nodes, strict=True))))
            )
        return known

    def local(self, machine: Machine, history: History) -> Local:
        """One node."""
        known = self.locals.get(machine, history)
        if known is None:
            made = self._local(machine, history)
            known = self.locals.put(self.values.setdefault(made, made), machine, history)
        return known

    def _local(self, machine: Machine, history: History) -> Local:
        """One node, mapped."""
        software, disk, node = range_of(machine.release.range), machine.disk, machine.node
        none = Map({g: 0 for g in self.groups})
        if node is None or node.phase in OUT:
            return Local(software, Phase.DOWN, False, disk.incarnation, disk.floor, 0, none, None, None, None, 0, None)
        request = waiting(node)
        phase, cursor = stage(node, history)
        uses = dict(node.members)
        if phase is Phase.MEMBER and node.replica.commit < history.start:
            view = history.log[0].view
            uses = {g: group.version for g, group in view.groups.items() if hosts(view, g, Node(machine.name))}
            request = None if request is None or not new_request(view, request_of(request)) else request
        return Local(
            software=software,
            phase=phase,
            cut_off=False,
            incarnation=node.replica.incarnation,
            floor=node.replica.floor,
            cursor=cursor,
            uses=Map({g: uses.get(g, 0) for g in self.groups}) if phase is Phase.MEMBER else none,
            join=None,
            request=None,
            waiting=None if request is None else request_of(request),
            asks=node.asked,
            told=None,
        )


def mapping(nodes: tuple[str, ...], groups: tuple[str, ...]) -> Mapping:
    """A mapping that has mapped nothing yet."""
    n, g = tuple(map(Node, nodes)), tuple(map(Group, groups))
    return Mapping(n, g, Archive(Words(n, g)))


def stage(node: Process, history: History) -> tuple[Phase, int]:
    """Where a process is in its life, to the model, and what it has delivered."""
    me = node.replica
    match node.phase:
        case Stage.MEMBER:
            return Phase.MEMBER, history.place_of(me.commit)
        case Stage.JOINING:
            joined = history.joins.get((me.name, me.incarnation))
            if joined is not None:
                return Phase.JOINED, joined - 1
            # A JOIN that stands before the log begins: the node is where the log begins, if nothing has ended it since.
            is_in = history.log[0].view.roster[Node(me.name)].incarnation == me.incarnation
            return (Phase.MEMBER, 0) if is_in else (Phase.CAUGHT_UP, 0)
        case _:
            return Phase.STARTED, 0


# ---- what a node does not know


def placed(s: State) -> State:
    """The state in which a node that was put out is at the end of the log, without members and without a request.

    It is what `model.normal` makes of such a node, of which nothing but its incarnation can matter any more.
    """
    nodes, end = s.nodes, len(s.log) - 1
    for n, me in s.nodes.items():
        if delivers(me) and not stays(s, n):
            lost = replace(me, phase=Phase.MEMBER, cursor=end, uses=nobody(me), waiting=None, asks=0)
            nodes = nodes if lost == me else nodes.set(n, lost)
    return s if nodes is s.nodes else State(s.log, nodes)


def seen_at(s: State, n: Node, view: View) -> State:
    """The state as a node takes it to be that knows the log up to this view, and nothing behind it."""
    return State((Position(DELIVERED, view),), s.nodes.set(n, replace(s.nodes[n], cursor=0)))
