"""Tests of what the network does to a node: cut it off, heal the cut, lose what it sent."""

from collections.abc import Callable
from dataclasses import replace

from upshift.model.scenarios import N1, N2, N3, updated
from upshift.model.state import State

Play = Callable[..., State]
Can = Callable[..., bool]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")


def test_a_node_is_cut_off_and_healed(play: Play, can: Can) -> None:
    """Partitions and healing: nothing changes but the contact."""
    assert not can(THREE, "heal(n3)")
    s = play(THREE, "cut(n3)")
    assert replace(THREE.nodes[N3], cut_off=True) == s.nodes[N3]
    assert not can(s, "cut(n3)")
    assert THREE == play(s, "heal(n3)")


def test_the_side_without_a_quorum_orders_nothing(play: Play, can: Can) -> None:
    """Partition while the switch is in flight: no quorum, no order; who is on the side of the quorum goes on."""
    s = play(THREE, "ask(n1, 2)")
    assert can(play(s, "cut(n3)"), "order_adjust(n1)")
    assert not can(play(s, "cut(n3)", "cut(n2)"), "order_adjust(n1)")


def test_a_node_that_is_leaving_is_not_cut_off(play: Play, can: Can) -> None:
    """Cutting off one that is leaving adds nothing to its being slow: it votes no more."""
    s = play(THREE, "leave(n3)")
    assert not can(s, "cut(n3)")
    assert can(s, "cut(n2)")
    assert can(play(s, "deliver(n3)"), "cut(n3)")


def test_a_join_is_lost_unless_it_came_too_late_anyhow(play: Play, can: Can) -> None:
    """Messages are lost."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", "start(n2)", "catch_up(n2)")
    assert not can(s, "lose_join(n2)")
    s = play(s, "announce(n2)")
    assert play(s, "lose_join(n2)").nodes[N2].join is None
    assert not can(play(s, "order_join(n2)"), "lose_join(n2)")


def test_a_request_is_lost_unless_its_verdict_is_known_anyhow(play: Play, can: Can) -> None:
    """Messages are lost; who asked waits on, and may ask again."""
    assert not can(TWO, "lose_request(n1)")
    s = play(TWO, "ask(n1, 2)")
    after = play(s, "lose_request(n1)").nodes[N1]
    assert after.request is None
    assert after.waiting is not None
    assert not can(play(s, "order_adjust(n1)"), "lose_request(n1)")
    assert N2 in s.nodes
