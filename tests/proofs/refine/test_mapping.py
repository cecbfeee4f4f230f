"""Which state of the model stands for machines."""

from collections.abc import Callable

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.events import AskToAdjust, AskToLeave, Compact, ReportFailed, TimeOut
from upshift.impl.releases import SECOND
from upshift.impl.views import genesis
from upshift.model import state
from upshift.model.laws import NODE_LAWS
from upshift.model.state import Local, Phase
from upshift.model.versions import Range
from upshift.model.views import Group, Node, Request
from upshift.proofs.refine.mapping import placed, seen_at
from upshift.proofs.refine.refinement import abstracted
from upshift.proofs.stack.machine import Machine, new_machine

N1, N2, A = Node("n1"), Node("n2"), Group("A")
Machines = tuple[Machine, ...]
Of = Callable[[Cluster], Machines]


def local(machines: Machines, n: Node) -> Local:
    """What one node is to the model."""
    return abstracted(machines, ("A",)).nodes[n]


def test_machines_that_have_never_run_are_the_models_cold_start() -> None:
    """Every node is down, with its floor at the version that the cluster begins at."""
    machines = tuple(new_machine(name, SECOND, genesis(("n1", "n2"), 1)) for name in ("n1", "n2"))
    assert state.genesis((N1, N2), (A,), Range(1, 2), 1) == abstracted(machines, ("A",))


def test_members_stand_where_they_have_delivered_and_run_what_they_run(cluster: Cluster, machines: Of) -> None:
    """A cluster in service obeys the laws of the model."""
    s = abstracted(machines(cluster), ("A",))
    assert [(Phase.MEMBER, 1, 2, 1)] * 2 == [
        (me.phase, me.incarnation, me.floor, me.uses[A]) for me in s.nodes.values()
    ]
    assert {len(s.log) - 1} == {me.cursor for me in s.nodes.values()}
    assert [] == [law.__name__ for law in NODE_LAWS if not law(s)]


def test_a_process_that_runs_is_started_then_caught_up_then_joined(cluster: Cluster, machines: Of) -> None:
    """JOINING is CAUGHT_UP until some disk knows that its JOIN is committed: then it is the next that it delivers."""
    cluster.crash("n2")
    phases = [local(machines(cluster), N2).phase]
    cluster.start("n2")
    cluster.do("n1", TimeOut())
    for _ in range(40):
        phases.append(local(machines(cluster), N2).phase)
        if not cluster.network.letters:
            break
        cluster.deliver()
    cluster.settle()
    phases.append(local(machines(cluster), N2).phase)
    seen = list(dict.fromkeys(phases))
    assert [Phase.DOWN, Phase.STARTED, Phase.MEMBER] == [seen[0], seen[1], seen[-1]]
    assert 2 == local(machines(cluster), N2).incarnation


def test_a_process_that_has_left_is_down(cluster: Cluster, machines: Of) -> None:
    """It delivers its LEAVE, which stops it in the model; what it goes on doing is a matter of ordering."""
    cluster.do("n2", AskToLeave())
    cluster.settle()
    assert (Phase.DOWN, 0) == (local(machines(cluster), N2).phase, local(machines(cluster), N2).uses[A])


def test_a_request_is_waited_for_until_it_is_settled(cluster: Cluster, machines: Of) -> None:
    """What is in flight is not mapped."""
    cluster.do("n2", AskToAdjust(2))
    me = local(machines(cluster), N2)
    assert (Request(N2, 1, 1, 2), 1, None) == (me.waiting, me.asks, me.request)
    cluster.settle()
    me = local(machines(cluster), N2)
    assert (None, 1, 2) == (me.waiting, me.asks, me.uses[A])


def test_a_node_that_was_put_out_has_lost_its_place(cluster: Cluster, machines: Of) -> None:
    """It has not heard of it, and still has its members: to the model it has none."""
    cluster.network = cluster.network.cut("n2")
    cluster.do("n1", ReportFailed("n2"))
    assert {"n1": 1, "n2": 1} == cluster.members("A")
    s = abstracted(machines(cluster), ("A",))
    assert (Phase.MEMBER, len(s.log) - 1, 0) == (s.nodes[N2].phase, s.nodes[N2].cursor, s.nodes[N2].uses[A])
    assert placed(s) is s


def test_a_member_behind_all_that_is_kept_stands_where_the_log_begins(cluster: Cluster, machines: Of) -> None:
    """It is compared again once it is brought up."""
    cluster.network = cluster.network.cut("n2")
    cluster.do("n1", AskToAdjust(2))
    cluster.do("n1", Compact())
    assert {"n1": 2, "n2": 1} == cluster.members("A")
    s = abstracted(machines(cluster), ("A",))
    assert (Phase.MEMBER, 0, 2) == (s.nodes[N2].phase, s.nodes[N2].cursor, s.nodes[N2].uses[A])


def test_what_a_node_sees_ends_with_what_it_knows(cluster: Cluster, machines: Of) -> None:
    """The view that it knows is the end of the log, and the rest is as it is."""
    s = abstracted(machines(cluster), ("A",))
    seen = seen_at(s, N2, s.log[1].view)
    assert (s.log[1].view, 0, s.nodes[N1]) == (state.last(seen), seen.nodes[N2].cursor, seen.nodes[N1])


def test_a_group_that_is_not_told_is_refused(cluster: Cluster, machines: Of) -> None:
    """All the groups must be named."""
    with pytest.raises(LookupError):
        abstracted(machines(cluster), ())
