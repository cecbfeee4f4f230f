"""Tests of the laws of machines: each can fail, and says nothing of a cluster that is in order."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.entries import Fail, Message, Opening
from upshift.impl.log import Position, Record, extended, last_view
from upshift.impl.node import Node, Phase
from upshift.impl.ordering.replica import Role
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.versions import Range
from upshift.impl.views import Seat, Status
from upshift.proofs.stack import laws
from upshift.proofs.stack.machine import Machine
from upshift.proofs.stack.start import machines_of

OF_ONE = (
    laws.capability,
    laws.one_version_per_position,
    laws.durable_floor,
    laws.decodable,
    laws.names_its_incarnation,
)
OF_TWO = (laws.one_history, laws.same_switch_order, laws.one_leader_per_term)


def with_node(machine: Machine, change: Callable[[Node], Node]) -> Machine:
    """The machine with another process, and the disk that belongs to it."""
    assert machine.node is not None
    return replace(machine, node=change(machine.node))


def with_log(machine: Machine, *records: Record) -> Machine:
    """The machine on whose disk some more entries are committed."""
    log = extended(machine.disk.log, records)
    return replace(machine, node=None, disk=replace(machine.disk, log=log, commit=machine.disk.commit + len(records)))


def test_a_cluster_in_service_keeps_every_law(cluster: Cluster) -> None:
    """So does one that is down."""
    first, second = machines_of(cluster)
    for law in OF_ONE:
        assert law(first)
        assert law(replace(first, node=None))
    for pair in OF_TWO:
        assert pair(first, second)
        assert pair(replace(first, node=None), second)
    assert laws.promised((first, second))
    assert laws.is_settled(1, (first, second))
    assert not laws.is_settled(2, (first, second))
    assert laws.delivered_stays(first, first)


def test_a_member_that_runs_what_its_software_cannot_is_found(cluster: Cluster) -> None:
    """Version 2 is more than the first release has."""
    machine = with_node(machines_of(cluster)[0], lambda node: replace(node, members=(("A", 2),)))
    assert laws.capability(machine)
    assert not laws.capability(replace(machine, release=FIRST))


def test_a_member_at_another_version_than_its_group_is_found(cluster: Cluster) -> None:
    """And one that has no member, or one too many."""
    machine = machines_of(cluster)[0]
    assert not laws.one_version_per_position(with_node(machine, lambda node: replace(node, members=(("A", 2),))))
    assert not laws.one_version_per_position(with_node(machine, lambda node: replace(node, members=())))
    assert not laws.one_version_per_position(with_node(machine, lambda node: replace(node, phase=Phase.JOINING)))


def test_acting_on_what_is_not_on_disk_or_below_the_floor_is_found(cluster: Cluster) -> None:
    """The disk is what the last Write said."""
    machine = machines_of(cluster)[0]
    assert not laws.durable_floor(replace(machine, disk=replace(machine.disk, floor=1)))
    assert not laws.durable_floor(replace(machine, release=FIRST))
    outside = with_node(machines_of(cluster)[1], lambda node: replace(node, phase=Phase.STARTED))
    assert laws.durable_floor(replace(outside, release=FIRST))


def test_what_cannot_be_read_is_found(cluster: Cluster) -> None:
    """A version in use that is not installed, a text that its version does not write, messages that were skipped."""
    machine = machines_of(cluster)[0]
    assert not laws.decodable(replace(machine, release=replace(SECOND, programs=SECOND.programs[1:])))
    applied = machine.disk.applied
    behind = with_node(machine, lambda node: replace(node, applied=replace(applied, position=applied.position - 1)))
    assert not laws.decodable(behind)
    view = last_view(machine.disk.log)
    written = Position(1, Message("n1", "A", 1, 1, '{"call": "add", "with": "x"}', 1, 1), view, None)
    assert not laws.is_readable(SECOND, written)
    assert laws.is_readable(SECOND, replace(written, entry=Message("n1", "A", 1, 1, "add x", 1, 1)))
    assert not laws.is_readable(FIRST, replace(written, entry=Message("n1", "A", 1, 1, "silence", 1, 1)))
    assert laws.is_readable(FIRST, replace(written, entry=Opening()))


def test_an_end_of_another_incarnation_is_found(cluster: Cluster) -> None:
    """Where the fold lets it pass: it came to nothing otherwise."""
    before = last_view(machines_of(cluster)[0].disk.log)
    assert not laws.ends_what_it_names(before, Position(1, Fail("n2", 7), before, None))
    assert laws.ends_what_it_names(before, Position(1, Fail("n2", 1), before, None))
    assert laws.names_its_incarnation(with_log(machines_of(cluster)[0], Record(1, Fail("n2", 7))))


def test_two_histories_are_found(cluster: Cluster) -> None:
    """At a position that both have delivered."""
    first, second = machines_of(cluster)
    one, other = with_log(first, Record(1, Opening())), with_log(second, Record(2, Opening()))
    assert not laws.one_history(one, other)
    assert laws.one_history(one, second)
    assert not laws.delivered_stays(one, first)
    assert not laws.delivered_stays(one, with_log(first, Record(2, Opening())))


def test_two_members_that_run_different_versions_at_one_position_are_found(cluster: Cluster) -> None:
    """At different positions they may."""
    first, second = machines_of(cluster)
    ahead = with_node(second, lambda node: replace(node, members=(("A", 2),)))
    assert not laws.same_switch_order(first, ahead)
    assert ahead.node is not None
    replica = replace(ahead.node.replica, commit=ahead.node.replica.commit - 1)
    assert laws.same_switch_order(first, with_node(ahead, lambda node: replace(node, replica=replica)))


def test_two_leaders_of_one_term_are_found(cluster: Cluster) -> None:
    """The second node only believes that it leads."""
    first, second = machines_of(cluster)
    usurper = with_node(second, lambda node: replace(node, replica=replace(node.replica, role=Role.LEADER)))
    assert not laws.one_leader_per_term(first, usurper)


def test_a_claim_that_is_not_promised_is_found(cluster: Cluster) -> None:
    """What the roster counts on must be on that node's disk."""
    first, second = machines_of(cluster)
    unpromised = replace(second, disk=replace(second.disk, floor=1))
    assert not laws.promised((first, unpromised))
    view = last_view(first.disk.log)
    unknown = replace(view, seats=(view.seats[0], Seat("n2", Status.ACTIVE, 1)))
    inactive = replace(view, seats=(view.seats[0], Seat("n2", Status.INACTIVE, 1, Range(1, 2))))
    assert [True, True, False] == [laws.covers(unpromised, one) for one in (unknown, inactive, view)]


@pytest.mark.parametrize("change", [{"phase": Phase.LEAVING}, {"outbox": (Opening(),)}])
def test_a_node_that_has_something_to_do_is_not_in_place(change: dict[str, object], cluster: Cluster) -> None:
    """Nor is one that is down."""
    machine = machines_of(cluster)[1]
    assert laws.is_in_place(machine)
    assert not laws.is_in_place(with_node(machine, lambda node: replace(node, **change)))  # type: ignore[arg-type]  # a field each
    assert not laws.is_in_place(replace(machine, node=None))
