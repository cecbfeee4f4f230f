"""Clusters that are bigger than exhaustion can be, driven by Hypothesis: the same laws, and the model as the oracle.

Five nodes, three groups, four versions, long runs with faults.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from upshift.impl.commands import Command, Switched
from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Event,
    Received,
    ReportFailed,
    ReportLost,
    Tick,
    TimeOut,
)
from upshift.impl.log import last_view
from upshift.impl.messages import NodeMessage
from upshift.impl.ordering.replica import is_leader
from upshift.impl.programs import Release
from upshift.impl.releases import FIRST, SECOND
from upshift.model import laws as of_model
from upshift.proofs.refine.runs import THIRD, VERSION_3
from upshift.proofs.stack import laws
from upshift.proofs.stack.bridge import STEP_LAWS, Bridge, nobody_left_behind
from upshift.proofs.stack.judging import OF_ONE, OF_TWO, stays
from upshift.proofs.stack.machine import Machine, Turned, crashed, started, stepped
from upshift.proofs.stack.start import in_service, machines_of

NODES: Final = ("n1", "n2", "n3", "n4", "n5")
GROUPS: Final = {"A": ("n1", "n2", "n3"), "B": ("n3", "n4", "n5"), "C": NODES}
VERSION_4: Final = replace(VERSION_3, version=4, functions={**VERSION_3.functions, "last": 4})
FOURTH: Final = Release("fourth", (VERSION_3, VERSION_4))
RELEASES: Final = (FIRST, SECOND, THIRD, FOURTH)
ON_THE_WAY: Final = 60
"""So many letters are on their way at most; the oldest of more are lost."""

node, release = st.sampled_from(NODES), st.sampled_from(RELEASES)
place = st.integers(0, ON_THE_WAY - 1)
group, function = st.sampled_from(tuple(GROUPS)), st.sampled_from(("add", "count", "sum", "last"))


@cache
def begin() -> tuple[Machine, ...]:
    """Five nodes with the first release, that serve three groups."""
    return machines_of(in_service(dict.fromkeys(NODES, FIRST), GROUPS))


class BiggerCluster(RuleBasedStateMachine):
    """A cluster to which anything may happen; every step is judged, and every state."""

    def __init__(self) -> None:
        super().__init__()
        self.machines = begin()
        self.letters: list[tuple[str, str, NodeMessage]] = []
        self.seen: set[str] = set()
        self.bridge = Bridge(NODES, tuple(GROUPS))

    # ---- what happens

    def take(self, name: str, turned: Turned | None) -> None:
        """One step of one machine, judged by the laws of steps and by the model."""
        if turned is None:
            return
        machine, sends, commands = turned
        before = self.machines
        self.machines = tuple(machine if one.name == name else one for one in before)
        self.letters = [*self.letters, *((name, to, message) for to, message in sends)][-ON_THE_WAY:]
        self.note(commands, tuple(message for _, message in sends))
        assert stays(before, self.machines)
        assert nobody_left_behind(before, self.machines)
        assert all(self.bridge.of_step(law)(before, self.machines) for law in STEP_LAWS)
        assert None is self.bridge.why_not(before, self.machines)

    def note(self, commands: tuple[Command, ...], messages: tuple[NodeMessage, ...]) -> None:
        """What has come up, by name."""
        self.seen |= {type(told).__name__ for told in (*commands, *messages)}
        self.seen |= {f"version {told.version}" for told in commands if isinstance(told, Switched)}

    def event(self, name: str, event: Event) -> None:
        """An event at a node."""
        self.take(name, stepped(self.at(name), event))

    def at(self, name: str) -> Machine:
        """The machine of a node."""
        return self.machines[NODES.index(name)]

    @rule(index=place, lose=st.booleans(), double=st.booleans())
    def deliver(self, index: int, lose: bool, double: bool) -> None:
        """Any letter comes, is lost, or comes and stays on its way."""
        if index < len(self.letters):
            sender, receiver, message = self.letters[index]
            if lose or not double:
                del self.letters[index]
            if not lose:
                self.event(receiver, Received(sender, message))

    @rule(rounds=st.integers(1, 3))
    def calm(self, rounds: int) -> None:
        """For a while all that is sent arrives, in order; who hears of no leader times out, one after another."""
        for _ in range(rounds):
            for name in NODES:
                self.event(name, Tick())
            self.arrive()
            for name in NODES:
                if not self.hears(name):
                    self.event(name, TimeOut())
                    self.arrive()

    def arrive(self) -> None:
        """All that is on its way arrives, and what follows from it."""
        for _ in range(4 * ON_THE_WAY):
            if not self.letters:
                break
            sender, receiver, message = self.letters.pop(0)
            self.event(receiver, Received(sender, message))

    def hears(self, name: str) -> bool:
        """The node is down, or its leader runs and leads its term."""
        me = self.at(name).node
        if me is None:
            return True
        leader = None if me.replica.leader is None else self.at(me.replica.leader).node
        return leader is not None and is_leader(leader.replica) and leader.replica.term == me.replica.term

    @rule(name=node)
    def time_out(self, name: str) -> None:
        """Nothing was heard."""
        self.event(name, TimeOut())

    @rule(name=node)
    def crash(self, name: str) -> None:
        """A process is gone."""
        gone = crashed(self.at(name))
        if gone is not None:
            self.take(name, (gone, (), ()))

    @rule(name=node, what=release)
    def start(self, name: str, what: Release) -> None:
        """Something is installed and started."""
        self.take(name, started(self.at(name), what))

    @rule(what=release)
    def start_all(self, what: Release) -> None:
        """Everybody who is down is started."""
        for name in NODES:
            self.take(name, started(self.at(name), what))

    @rule(name=node, what=release)
    def roll(self, name: str, what: Release) -> None:
        """A node is stopped in order, given another release, and started."""
        self.event(name, AskToLeave())
        self.calm(2)
        self.take(name, started(self.at(name), what))
        self.calm(2)

    @rule(what=release)
    def roll_all(self, what: Release) -> None:
        """Every node in turn."""
        for name in NODES:
            self.roll(name, what)

    @rule(name=node, to=st.integers(1, 4))
    def adjust(self, name: str, to: int) -> None:
        """A switch is asked for."""
        self.event(name, AskToAdjust(to))

    @rule(name=node)
    def adjust_by_one(self, name: str) -> None:
        """The next version is asked for."""
        self.event(name, AskToAdjust(last_view(self.at(name).disk.log).version + 1))

    @rule(name=node, other=node, lost=st.booleans())
    def report(self, name: str, other: str, lost: bool) -> None:
        """A failure or lost contact is reported, true or not."""
        if name != other:
            self.event(name, ReportLost(other) if lost else ReportFailed(other))

    @rule(name=node, to=group, what=function)
    def call(self, name: str, to: str, what: str) -> None:
        """A message is sent, with a function that may be new."""
        self.event(name, Call(to, what, "x"))

    @rule(name=node)
    def compact(self, name: str) -> None:
        """A log is shortened."""
        self.event(name, Compact())

    # ---- what must hold

    @invariant()
    def every_law_holds(self) -> None:
        """The laws of machines by their names, and the model's own of the log."""
        for law in OF_ONE:
            assert [] == [one.name for one in self.machines if not law(one)], law.__name__
        for pair in OF_TWO:
            assert all(pair(one, other) for one in self.machines for other in self.machines if one is not other)
        assert laws.promised(self.machines)
        for judged in of_model.LOG_LAWS:
            assert self.bridge.of_log(judged)(self.machines), judged.__name__


def test_a_bigger_cluster_keeps_every_law_and_is_explained_by_the_model() -> None:
    """Whatever Hypothesis can think of in runs of forty rules, a roll of the whole cluster being one of them."""
    run_state_machine_as_test(
        BiggerCluster,
        settings=settings(
            max_examples=40,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(scope="module")
def story() -> BiggerCluster:
    """A run in which what matters comes up: three rolls with their switches, with trouble in between."""
    cluster = BiggerCluster()
    steps: tuple[Callable[[], object], ...] = (
        lambda: cluster.calm(2),
        lambda: cluster.call("n1", "A", "add"),
        lambda: cluster.call("n1", "A", "count"),
        lambda: cluster.adjust_by_one("n2"),
        lambda: cluster.roll_all(SECOND),
        lambda: cluster.call("n1", "A", "count"),
        lambda: cluster.calm(1),
        lambda: cluster.report("n1", "n5", lost=True),
        lambda: cluster.calm(3),
        lambda: cluster.adjust_by_one("n2"),
        lambda: cluster.calm(3),
        lambda: cluster.crash("n1"),
        lambda: cluster.calm(4),
        lambda: cluster.start("n1", FIRST),
        lambda: cluster.calm(4),
        lambda: cluster.start("n1", SECOND),
        lambda: cluster.calm(4),
        lambda: cluster.roll_all(THIRD),
        lambda: cluster.adjust_by_one("n3"),
        lambda: cluster.calm(3),
        lambda: [cluster.compact(name) for name in NODES[:4]] and cluster.crash("n5"),
        lambda: cluster.call("n2", "C", "sum"),
        lambda: cluster.calm(2),
        lambda: [cluster.compact(name) for name in NODES[:4]] and cluster.start("n5", THIRD),
        lambda: cluster.calm(4),
        lambda: cluster.roll_all(FOURTH),
        lambda: cluster.adjust_by_one("n4"),
        lambda: cluster.calm(3),
    )
    for step in steps:
        step()
        cluster.every_law_holds()
    return cluster


def test_the_bigger_cluster_comes_to_the_newest_version(story: BiggerCluster) -> None:
    """All five nodes are members at version 4."""
    assert laws.is_settled(4, story.machines)


def test_what_matters_comes_up_in_the_bigger_cluster(story: BiggerCluster) -> None:
    """Else the laws would hold for want of anything happening."""
    assert story.seen >= {
        *(f"version {version}" for version in (2, 3, 4)),
        *("Answered", "Completed", "Refused", "Ignored", "Output", "PutOut", "Joined", "Stop", "Snapshot"),
    }
