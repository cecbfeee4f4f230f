"""Short plays, one for each family of claims: what the source text says, line by line, on the model."""

from collections.abc import Callable

import pytest

from upshift.model.requests import fast_check
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, A, B, updated
from upshift.model.state import State, is_member, last, running
from upshift.model.views import Group, Node, Reason, Refusal, Status

Play = Callable[..., State]
Can = Callable[..., bool]

OLD = in_service({"n1": V1, "n2": V1, "n3": V1}, {"A": "n1 n2 n3", "B": "n1 n2"}, 1)
UPDATED = updated("n1", "n2", "n3")
NODES = (N1, N2, N3)


def versions(s: State) -> tuple[int, int]:
    """The versions in use of the two groups."""
    return last(s).groups[A].version, last(s).groups[B].version


def everybody_delivers(play: Play, s: State) -> State:
    """All that is ordered is delivered by all who run."""
    late = [f"deliver({n})" for n, me in s.nodes.items() if running(me) for _ in range(me.cursor, len(s.log) - 1)]
    return play(s, *late)


def updated_by_the_driver(play: Play, s: State, n: Node) -> State:
    """What a roll driver does to one node: stop it in order, install, start, and wait for its JOIN."""
    s = everybody_delivers(play, play(s, f"leave({n})"))
    s = play(s, f"install({n}, 1..2)", f"start({n})", f"catch_up({n})", f"promise({n})", f"announce({n})")
    return everybody_delivers(play, play(s, f"order_join({n})"))


def served(s: State, g: Group) -> bool:
    """A running member represents the group."""
    return any(me.uses[g] and is_member(s, n) for n, me in s.nodes.items())


def switched(play: Play, s: State) -> State:
    """The version is adjusted, and every group told."""
    s = everybody_delivers(play, play(s, "ask(n1, 2)", "order_adjust(n1)"))
    return everybody_delivers(play, play(s, "notify(n1, A)", "notify(n1, B)"))


def test_claim_1_the_group_is_notified_after_the_update_and_switches_while_it_runs(play: Play) -> None:
    """Updated node by node while the group stays active; then the group is notified, and takes up the version."""
    s = OLD
    for n in NODES:
        s = updated_by_the_driver(play, s, n)
        assert served(s, A)
        assert served(s, B)
        assert (1, 1) == versions(s)
    incarnations = [me.incarnation for me in s.nodes.values()]
    s = switched(play, s)
    assert (2, 2) == versions(s)
    assert [2, 2, 2] == [me.uses[A] for me in s.nodes.values()]
    assert incarnations == [me.incarnation for me in s.nodes.values()]  # without a shutdown


def test_claim_2_a_new_function_is_there_after_the_switch_and_not_before(play: Play) -> None:
    """After the switch the group has access to functions that are new in the second version."""
    s = play(UPDATED, "send(n1, A, 2)")
    assert Refusal.FUNCTION_NOT_AVAILABLE is s.log[-1].entry.refusal
    s = play(switched(play, everybody_delivers(play, s)), "send(n1, A, 2)")
    assert s.log[-1].entry.refusal is None


def test_claim_3_every_group_of_the_cluster_is_notified(play: Play) -> None:
    """All groups resident in the cluster are notified, by whoever leads."""
    s = everybody_delivers(play, play(UPDATED, "ask(n1, 2)", "order_adjust(n1)"))
    s = play(s, "notify(n1, A)", "crash(n1)", "notify(n2, B)")
    assert (2, 2) == versions(s)


def test_claim_4_updating_a_node_is_stopping_installing_and_restarting_it(play: Play, can: Can) -> None:
    """Shut down, install, restart; nothing is installed on a node that runs."""
    assert not can(OLD, "install(n2, 1..2)")
    s = play(OLD, "leave(n2)", "deliver(n2)", "install(n2, 1..2)", "start(n2)")
    assert V12 == s.nodes[N2].software
    assert running(s.nodes[N2])


def test_claim_5_shutting_down_removes_the_member_and_restarting_adds_it_back(play: Play) -> None:
    """The member is gone at the LEAVE, and back at the JOIN, at the group's version."""
    s = play(OLD, "leave(n2)", "deliver(n2)")
    assert Status.INACTIVE is last(s).roster[N2].status
    assert not is_member(s, N2)
    s = updated_by_the_driver(play, OLD, N2)
    assert is_member(s, N2)
    assert (1, 1) == (s.nodes[N2].uses[A], s.nodes[N2].uses[B])


def test_claim_6_the_notification_is_an_ordered_message(play: Play) -> None:
    """Every member delivers it at one position of the log."""
    s = everybody_delivers(play, play(UPDATED, "ask(n1, 2)", "order_adjust(n1)"))
    s = play(s, "send(n2, A, 1)", "notify(n1, A)", "send(n2, A, 1)")
    before, notice, after = s.log[-3:]
    assert (None, Refusal.VERSION_CHANGED) == (before.entry.refusal, after.entry.refusal)
    assert A == notice.entry.group
    s = everybody_delivers(play, s)
    assert {2} == {me.uses[A] for me in s.nodes.values()}


def test_claim_7_the_notification_is_a_membership_change_with_the_reason_adjust_version(play: Play) -> None:
    """A membership change with unchanged membership."""
    s = everybody_delivers(play, play(UPDATED, "ask(n1, 2)", "order_adjust(n1)"))
    s = play(s, "notify(n1, A)")
    assert Reason.ADJUST_VERSION is s.log[-1].entry.reason
    assert last(UPDATED).roster == last(s).roster


def test_claim_8_all_nodes_must_be_active_at_the_position(play: Play) -> None:
    """A node that failed between the check and the position stops the switch, with the same verdict for all."""
    s = play(UPDATED, "ask(n1, 2)", "crash(n3)", "fail(n2, n3)", "order_adjust(n1)")
    assert Refusal.NODE_INACTIVE is s.log[-1].entry.refusal
    assert 1 == last(s).version


def test_claim_9_the_group_must_not_be_partitioned_at_the_position(play: Play) -> None:
    """A node that was cut off between the check and the position stops it too."""
    s = play(UPDATED, "ask(n1, 2)", "cut(n3)", "partition(n2, n3)", "order_adjust(n1)")
    assert Refusal.PARTITIONED is s.log[-1].entry.refusal
    assert 1 == last(s).version


def test_claim_10_all_nodes_must_be_capable_at_the_position(play: Play) -> None:
    """A node that was rolled back between the check and the position stops it: everybody was ready when I looked."""
    s = play(UPDATED, "ask(n1, 2)", "crash(n3)", "install(n3, 1..1)", "start(n3)", "petition(n3)", "take_back(n3)")
    s = play(s, "catch_up(n3)", "announce(n3)", "order_join(n3)", "order_adjust(n1)")
    assert Refusal.NODE_INCAPABLE is s.log[-1].entry.refusal
    assert 1 == last(s).version


def test_claims_11_to_14_one_node_does_its_part_by_itself(play: Play) -> None:
    """One node with its software and a member: an ordered membership change notifies the member, which follows."""
    s = in_service({"n1": V12}, {"A": "n1"}, 1)
    s = play(s, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "notify(n1, A)")
    assert (Reason.ADJUST_VERSION, A) == (s.log[-1].entry.reason, s.log[-1].entry.group)
    s = play(s, "deliver(n1)", "send(n1, A, 2)")
    assert (2, 1) == (s.nodes[N1].uses[A], s.nodes[N1].incarnation)
    assert s.log[-1].entry.refusal is None  # claim 12: the new function


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("crash(n3)", "fail(n2, n3)", "deliver(n1)"), Refusal.NODE_INACTIVE),
        (("cut(n3)", "partition(n2, n3)", "deliver(n1)"), Refusal.PARTITIONED),
        (("crash(n1)", "start(n1)"), Refusal.NOT_A_MEMBER),
    ],
)
def test_claims_15_to_17_a_node_that_is_not_ready_answers_with_an_error(
    play: Play, can: Can, lines: tuple[str, ...], why: Refusal
) -> None:
    """This node's check: not active (15), partitioned (16); nothing is ordered."""
    s = play(UPDATED, *lines)
    assert why is fast_check(s, N1, 2)
    assert not can(s, "ask(n1, 2)")
    assert s.log is play(s, f"ask_refused(n1, 2, {why.name})").log


def test_claim_17_a_node_that_is_not_capable_answers_with_an_error(play: Play, can: Can) -> None:
    """This node cannot run the updated version: an error, and nothing is ordered."""
    assert Refusal.NODE_INCAPABLE is fast_check(OLD, N1, 2)
    assert not can(OLD, "ask(n1, 2)")
    assert OLD.log is play(OLD, "ask_refused(n1, 2, NODE_INCAPABLE)").log


def test_claim_25_a_driver_rolls_every_node_and_only_then_is_the_group_notified(play: Play, can: Can) -> None:
    """Code stops, updates and restarts each node in turn; until the last one is done the switch is refused."""
    s = OLD
    for n in NODES:
        assert not can(s, "ask(n1, 2)")
        assert can(s, "ask_refused(n1, 2, NODE_INCAPABLE)")
        s = updated_by_the_driver(play, s, n)
    assert [V12] * 3 == [me.software for me in s.nodes.values()]
    assert [2, 2, 2] == [me.incarnation for me in s.nodes.values()]
    assert can(s, "ask(n1, 2)")
    assert (2, 2) == versions(switched(play, s))


def test_claim_26_the_system_uses_a_new_function_after_the_switch(play: Play) -> None:
    """Each node's member uses what its group's version has, whichever node sends."""
    s = switched(play, UPDATED)
    for n in NODES:
        s = everybody_delivers(play, play(s, f"send({n}, A, 2)"))
        assert s.log[-1].entry.refusal is None
