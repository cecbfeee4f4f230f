"""A small cluster, played by hand, for the tests of the refinement."""

from collections.abc import Callable

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.events import Create
from upshift.impl.releases import SECOND
from upshift.proofs.stack.machine import Machine

Machines = tuple[Machine, ...]


@pytest.fixture
def cluster() -> Cluster:
    """Two nodes in service at version 1, updated already, with group A on both."""
    made = Cluster({"n1": SECOND, "n2": SECOND})
    made.settle()
    made.do("n1", Create("A", ("n1", "n2")))
    made.settle()
    return made


@pytest.fixture
def machines() -> Callable[[Cluster], Machines]:
    """The machines of a cluster."""

    def of(cluster: Cluster) -> Machines:
        return tuple(
            Machine(name, release, cluster.disks[name], cluster.nodes.get(name))
            for name, release in cluster.installed.items()
        )

    return of
