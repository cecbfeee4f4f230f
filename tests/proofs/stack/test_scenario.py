"""Tests of what a scenario of the whole implementation is: its menu, its bounds, and the numbers it renames."""

from dataclasses import replace

from upshift.impl.cluster import Cluster
from upshift.impl.events import AskToAdjust, TimeOut
from upshift.impl.releases import FIRST
from upshift.proofs.explore.effort import Samples
from upshift.proofs.explore.system import Kind
from upshift.proofs.stack.machine import ORIGINAL
from upshift.proofs.stack.scenario import Bounds, ask, crash, happen, product_of, scales, start, term_of, tick, within
from upshift.proofs.stack.scenarios import BY_NAME
from upshift.proofs.stack.start import machines_of

CRASHES = BY_NAME["stack-member-crash"]


def test_the_menu_has_what_was_written_down() -> None:
    """A leader ticks wherever a node may time out."""
    inputs = product_of(CRASHES, {}).inputs
    assert [
        ("time_out", ("n1",), Kind.PROTOCOL),
        ("tick", ("n1",), Kind.PROTOCOL),
        ("adjust", ("n2", "2"), Kind.OPERATOR),
        ("report_failed", ("n1", "n2"), Kind.OPERATOR),
        ("start", ("n2", "1..2"), Kind.OPERATOR),
        ("crash", ("n2",), Kind.FAULT),
    ] == [(one.action, one.arguments, one.kind) for one in inputs]


def test_what_would_be_refused_at_once_is_not_asked(cluster: Cluster) -> None:
    """It would only count up: version 3 is no step from version 1."""
    second = machines_of(cluster)[1]
    assert ask(ORIGINAL, AskToAdjust(3), second) is None
    assert ask(ORIGINAL, AskToAdjust(2), replace(second, node=None)) is None
    asked = ask(ORIGINAL, AskToAdjust(2), second)
    assert asked is not None
    assert ["n1"] == [to for to, _ in asked[1]]


def test_only_a_leader_ticks(cluster: Cluster) -> None:
    """What others would say again is in the network for as long as it matters."""
    first, second = machines_of(cluster)
    assert tick(ORIGINAL, first) is not None
    assert tick(ORIGINAL, second) is None
    assert tick(ORIGINAL, replace(first, node=None)) is None


def test_a_crash_and_a_start_keep_the_disk(cluster: Cluster) -> None:
    """Nothing happens to a node that is down, and nobody starts one that runs."""
    second = machines_of(cluster)[1]
    gone = crash(second)
    assert gone is not None
    assert (second.disk, None, ()) == (gone[0].disk, gone[0].node, gone[1])
    assert crash(gone[0]) is None
    assert happen(ORIGINAL, TimeOut(), gone[0]) is None
    assert start(ORIGINAL, FIRST, second) is None
    back = start(ORIGINAL, FIRST, gone[0])
    assert back is not None
    assert (FIRST, 2) == (back[0].release, back[0].disk.incarnation)
    assert 1 == term_of(back[0]) == term_of(gone[0])


def test_the_bounds_are_of_log_lives_and_calls(cluster: Cluster) -> None:
    """A log that is longer than there is room is out of them."""
    machine = machines_of(cluster)[0]
    length = machine.disk.commit
    assert within(length, Bounds(0, 1, lives=1), "n1", machine)
    assert not within(length - 1, Bounds(0, 1, lives=1), "n1", machine)
    assert not within(length, Bounds(0, 1, lives=0), "n1", machine)
    assert machine.node is not None
    spoken = replace(machine, node=replace(machine.node, spoken=1))
    assert not within(length, Bounds(0, 1), "n1", spoken)
    assert within(length, Bounds(0, 1, calls=1), "n1", spoken)
    assert "log 4, terms 1 apart, lives 2" == str(Bounds(4, 1))
    assert "log 4, terms 1 apart, lives 2, calls 3" == str(Bounds(4, 1, calls=3))


def test_random_runs_rename_nothing() -> None:
    """They end, and seldom meet a state again."""
    assert 3 == len(scales(CRASHES, ("n1", "n2")))
    assert () == scales(replace(CRASHES, effort=Samples(1, 1, 1)), ("n1", "n2"))
