"""What the tests of the whole implementation share: machines of a cluster in service."""

from collections.abc import Callable

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.releases import SECOND
from upshift.proofs.stack.machine import Machine
from upshift.proofs.stack.start import in_service, machines_of

Machines = tuple[Machine, ...]


@pytest.fixture
def cluster() -> Cluster:
    """Two updated nodes that serve a group, at version 1."""
    return in_service({"n1": SECOND, "n2": SECOND}, {"A": ("n1", "n2")})


@pytest.fixture(name="machines_of")
def _machines_of() -> Callable[[Cluster], Machines]:
    """The machines of a cluster."""
    return machines_of
