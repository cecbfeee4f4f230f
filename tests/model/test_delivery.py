"""Tests of delivery: the only place where a member's version changes."""

from collections.abc import Callable

from upshift.model.delivery import is_creation, is_notice, own_join, restored, still_waiting, switched
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V12, A, B, updated
from upshift.model.state import Phase, State, last

Play = Callable[..., State]
Can = Callable[..., bool]

THREE = updated("n1", "n2", "n3")
TOLD = ("ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "notify(n1, A)")
BACK = ("start(n3)", "catch_up(n3)", "announce(n3)", "order_join(n3)")


def test_a_node_delivers_the_next_position(play: Play, can: Can) -> None:
    """A node applies the next committed entry; its members see it."""
    assert not can(THREE, "deliver(n1)")
    s = play(THREE, "ask(n1, 2)", "order_adjust(n1)")
    assert (0, 1) == (s.nodes[N2].cursor, play(s, "deliver(n2)").nodes[N2].cursor)
    assert not can(play(s, "deliver(n2)"), "deliver(n2)")


def test_the_acceptance_alone_switches_no_member(play: Play) -> None:
    """An accepted request raises the cluster version; members switch at their group's notice."""
    s = play(THREE, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)")
    assert (2, 1) == (last(s).version, s.nodes[N1].uses[A])


def test_a_member_switches_when_it_delivers_the_notice_of_its_group(play: Play) -> None:
    """Members switch when they deliver it: this group's, not the other's, and each when it gets there."""
    s = play(THREE, *TOLD, "deliver(n2)", "deliver(n2)")
    assert (2, 1) == (s.nodes[N2].uses[A], s.nodes[N2].uses[B])
    assert 1 == s.nodes[N1].uses[A]
    assert 1 == s.nodes[N2].incarnation  # without a restart


def test_a_node_that_hosts_no_member_gets_none_by_a_notice(play: Play) -> None:
    """n3 does not host B."""
    s = play(THREE, *TOLD, "notify(n1, B)", "deliver(n3)", "deliver(n3)", "deliver(n3)")
    assert (2, 0) == (s.nodes[N3].uses[A], s.nodes[N3].uses[B])


def test_a_join_restores_the_members_at_the_groups_version(play: Play) -> None:
    """A JOIN restores a node's members in the groups that it hosts, at the version in use at its position."""
    s = play(THREE, *TOLD, "crash(n3)", "fail(n2, n3)", *BACK)
    assert own_join(s.nodes[N3])
    s = play(s, "deliver(n3)")
    assert (Phase.MEMBER, 2, 0) == (s.nodes[N3].phase, s.nodes[N3].uses[A], s.nodes[N3].uses[B])
    assert not own_join(s.nodes[N3])


def test_a_member_comes_with_its_group(play: Play) -> None:
    """The ACTIVE hosts have the group's members when they deliver its creation."""
    s = play(in_service({"n1": V12, "n2": V12}, {"A": "n1 n2", "B": ""}, 1), "create_group(B, {n2})")
    s = play(s, "deliver(n1)", "deliver(n2)")
    assert (0, 1) == (s.nodes[N1].uses[B], s.nodes[N2].uses[B])
    assert is_creation(s.log[1], B)
    assert not is_creation(s.log[1], A)
    assert 1 == restored(s.log[1], B)


def test_a_notice_is_for_one_group(play: Play) -> None:
    """The position tells the group of the new version."""
    s = play(THREE, *TOLD)
    assert [[False, True], [False, False]] == [[is_notice(here, g) for here in s.log[1:]] for g in (A, B)]
    assert 2 == switched(s.log[2], A)


def test_a_verdict_that_is_delivered_answers_its_request(play: Play) -> None:
    """The requester waits for its own verdict, accepted or refused, and for no other."""
    s = play(THREE, "ask(n1, 2)", "ask(n2, 2)", "order_adjust(n1)", "order_adjust(n2)")
    first = play(s, "deliver(n2)").nodes[N2]
    assert s.nodes[N2].waiting is first.waiting is not None
    assert play(s, "deliver(n2)", "deliver(n2)").nodes[N2].waiting is None
    assert still_waiting(s.nodes[N1], s.log[1]) is None


def test_an_entry_without_a_request_answers_nobody(play: Play) -> None:
    """Who waits for nothing, and who waits for something else, goes on."""
    s = play(THREE, "ask(n1, 2)", "crash(n3)", "fail(n2, n3)", "deliver(n1)")
    assert s.nodes[N1].waiting is not None


def test_a_node_stops_when_it_delivers_its_own_leave(play: Play) -> None:
    """Its members are gone for itself when it delivers it; the LEAVE of another does not stop it."""
    s = play(THREE, "leave(n3)", "deliver(n1)", "deliver(n3)")
    assert (Phase.MEMBER, Phase.DOWN) == (s.nodes[N1].phase, s.nodes[N3].phase)
    assert 0 == s.nodes[N3].uses[A]


def test_who_is_cut_off_or_put_out_delivers_nothing(play: Play, can: Can) -> None:
    """A node that was put out learns it by standing down, and one that is cut off hears nothing."""
    s = play(THREE, "cut(n3)", "partition(n1, n3)")
    assert not can(s, "deliver(n3)")
    assert not can(play(s, "heal(n3)"), "deliver(n3)")
    assert can(s, "deliver(n2)")
    cut_off = play(THREE, "cut(n3)", "ask(n1, 2)", "order_adjust(n1)")
    assert not can(cut_off, "deliver(n3)")
    assert can(play(cut_off, "heal(n3)"), "deliver(n3)")
