"""Tests of the bridge to the model: its laws are really asked, and a step that it does not know is told."""

from dataclasses import replace

from upshift.impl.cluster import Cluster
from upshift.impl.entries import Adjust
from upshift.impl.events import AskToAdjust
from upshift.impl.log import Position, last_view
from upshift.impl.views import Request
from upshift.model import laws as of_model
from upshift.model.laws.versions import clean_refusal
from upshift.proofs.stack.bridge import Bridge, nobody_left_behind
from upshift.proofs.stack.machine import Machine
from upshift.proofs.stack.start import machines_of

Machines = tuple[Machine, ...]
JUSTIFIED, MONOTONE = (
    next(law for law in of_model.LOG_LAWS if law.__name__ == name) for name in ("justified", "monotone")
)


def raised(machines: Machines, version: int) -> Machines:
    """The machines, on whose disks a switch stands that nobody's guard has let pass: its request is of no member."""
    first = machines[0]
    log = first.disk.log
    here = Position(1, Adjust(Request("n1", 7, 1, 2)), replace(last_view(log), version=version), None)
    disk = replace(first.disk, log=replace(log, tail=(*log.tail, here)), commit=first.disk.commit + 1)
    return (replace(first, node=None, disk=disk), *machines[1:])


def test_a_cluster_in_service_keeps_the_laws_of_the_model(cluster: Cluster) -> None:
    """It stands for a state of the model."""
    machines = machines_of(cluster)
    bridge = Bridge(("n1", "n2"), ("A",))
    assert bridge.stands_for(machines) is not None
    assert all(bridge.of_log(law)(machines) for law in of_model.LOG_LAWS)
    assert bridge.of_step(clean_refusal)(machines, machines)
    assert bridge.refines_model(machines, machines)
    assert bridge.why_not(machines, machines) is None


def test_an_unjustified_rise_is_found(cluster: Cluster) -> None:
    """By the model's own law, on the log that the machines stand for."""
    machines = raised(machines_of(cluster), 2)
    bridge = Bridge(("n1", "n2"), ("A",))
    assert not bridge.of_log(JUSTIFIED)(machines)
    assert bridge.of_log(MONOTONE)(machines)
    assert not bridge.of_log(MONOTONE)(raised(machines_of(cluster), 3))


def test_logs_that_disagree_are_left_to_another_law(cluster: Cluster) -> None:
    """They stand for nothing; `one_history` says so."""
    first, second = machines_of(cluster)
    one, _ = raised((first, second), 2)
    other = replace(raised((second,), 3)[0], name="n2")
    bridge = Bridge(("n1", "n2"), ("A",))
    assert bridge.stands_for((one, other)) is None
    assert bridge.of_log(JUSTIFIED)((one, other))
    assert bridge.of_step(clean_refusal)((first, second), (one, other))


def test_a_step_that_is_none_of_the_model_is_told_on_both_sides(cluster: Cluster) -> None:
    """What the implementation did, and what the model could do instead."""
    before = machines_of(cluster)
    bridge = Bridge(("n1", "n2"), ("A",))
    assert not bridge.refines_model(before, raised(before, 2))
    told = bridge.why_not(before, raised(before, 2))
    assert told is not None
    assert told.startswith("a step of the implementation is no step of the model")


def test_who_is_left_behind_by_a_switch_is_found(cluster: Cluster) -> None:
    """By the disks before: a floor below the claim is no promise."""
    before = machines_of(cluster)
    cluster.do("n1", AskToAdjust(2))
    after = machines_of(cluster)
    assert 2 == last_view(after[0].disk.log).version
    assert nobody_left_behind(before, after)
    unpromised = (before[0], replace(before[1], disk=replace(before[1].disk, floor=1)))
    assert not nobody_left_behind(unpromised, after)
