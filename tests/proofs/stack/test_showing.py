"""Tests of what a reader is shown of a machine."""

from upshift.impl.cluster import Cluster
from upshift.impl.events import AskToAdjust
from upshift.proofs.stack.showing import shown
from upshift.proofs.stack.start import machines_of


def test_a_machine_is_shown_in_a_few_words(cluster: Cluster) -> None:
    """What is on its disk, what it runs, and what it has proposed."""
    cluster.do("n2", AskToAdjust(2))
    second = shown("n2", machines_of(cluster)[1])
    assert ("1..2", "MEMBER", "FOLLOWER", "n1") == (second.software, second.phase, second.role, second.leader)
    assert (("A at 1",), ("ADJUST to 2 by n2#1.1",)) == (second.members, second.proposed)
    cluster.deliver_all()
    assert ("ADJUST to 2 by n2#1.1 @1", "NOTICE A to 2 @1") == shown("n2", machines_of(cluster)[1]).log


def test_a_machine_that_is_down_shows_its_disk(cluster: Cluster) -> None:
    """Nothing of what was in memory."""
    cluster.crash("n1")
    first = shown("n1", machines_of(cluster)[0])
    assert ("DOWN", "-", None, (), ()) == (first.phase, first.role, first.leader, first.members, first.proposed)
