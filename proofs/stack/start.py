"""Where the explored runs begin: at what a real cluster comes to when it is left alone, its log compacted."""

from collections.abc import Mapping

from upshift.impl.cluster import Cluster
from upshift.impl.events import Compact, Create
from upshift.impl.programs import Release
from upshift.proofs.stack.machine import Machine


def in_service(releases: Mapping[str, Release], groups: Mapping[str, tuple[str, ...]], version: int = 1) -> Cluster:
    """A cluster in which every node is a member and has delivered everything, and nothing is on its way."""
    cluster = Cluster(releases, version)
    cluster.settle()
    first = next(iter(releases))
    for group, hosts in groups.items():
        cluster.do(first, Create(group, hosts))
        cluster.settle()
    for name in releases:
        cluster.do(name, Compact())
    return cluster


def machines_of(cluster: Cluster) -> tuple[Machine, ...]:
    """The machines of a cluster, in configured order."""
    return tuple(
        Machine(name, cluster.installed[name], cluster.disks[name], cluster.nodes.get(name))
        for name in cluster.installed
    )
