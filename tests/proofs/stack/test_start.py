"""Tests of where explored runs begin: at what a real cluster comes to."""

from upshift.impl.cluster import Cluster
from upshift.impl.node import Phase
from upshift.proofs.stack.laws import is_in_place
from upshift.proofs.stack.start import machines_of


def test_everybody_is_a_member_and_nothing_is_on_its_way(cluster: Cluster) -> None:
    """The log is compacted: what led there is forgotten."""
    machines = machines_of(cluster)
    assert ("n1", "n2") == tuple(machine.name for machine in machines)
    assert all(map(is_in_place, machines))
    assert () == cluster.network.letters
    assert [(), ()] == [machine.disk.log.tail for machine in machines]
    assert [(("A", 1),)] * 2 == [machine.node.members for machine in machines if machine.node is not None]


def test_a_machine_without_a_process_is_one_that_is_down(cluster: Cluster) -> None:
    """Its disk stays."""
    cluster.crash("n2")
    first, second = machines_of(cluster)
    assert first.node is not None
    assert Phase.MEMBER is first.node.phase
    assert (None, cluster.disks["n2"]) == (second.node, second.disk)
