"""Tests of delivery: a node applies the next committed position, and its members see it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Answered, Applied, Completed, Ignored, Joined, Output, Switched, Write
from upshift.impl.delivering import (
    answered,
    data_of,
    deliver,
    delivered,
    is_stuck,
    members_at,
    placed,
    processed_message,
    switched,
    values_of,
)
from upshift.impl.entries import Adjust, CreateGroup, Entry, Message, Notice
from upshift.impl.events import AskToAdjust, Call, Compact, Create
from upshift.impl.log import Position, Record, end_of, extended, position_at
from upshift.impl.node import Node, Phase, delivered_view, disk_of, new_disk
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import SECOND
from upshift.impl.stepping import boot
from upshift.impl.views import Judged, Request, View, with_group_versions, with_verdict

Serve = Callable[..., Cluster]

SECOND_ALONE = Release("second, without version 1", SECOND.programs[1:])
MINE = Request("n1", 1, 1, 2)
HELLO = Message("n2", "words", 1, 1, "add hello", 1, 1)


@pytest.fixture
def node(serving: Serve) -> Node:
    """n1, updated, in service with n2."""
    return serving(SECOND, SECOND).nodes["n1"]


def committed(node: Node, *entries: Entry) -> Node:
    """The node, with more that is committed and not delivered."""
    log = extended(node.replica.log, (Record(node.replica.term, entry) for entry in entries))
    return replace(node, replica=replace(node.replica, log=log, commit=end_of(log)))


def accepted(node: Node) -> View:
    """The view in which a request of n1 was accepted and nobody told."""
    return replace(with_verdict(delivered_view(node), Judged(MINE, None)), version=2)


# ---- one position after the other


def test_positions_are_delivered_in_their_order(node: Node) -> None:
    """Each is seen by the members at the version that is in use there: the switch stands between the messages."""
    later = replace(HELLO, built_at=2, body='{"call": "count", "with": "hello"}', needs=2, number=2)
    ahead = committed(node, HELLO, Adjust(MINE), Notice("words", 2), later)
    waiting = replace(ahead, outbox=(Adjust(MINE),))
    after, told = delivered(waiting, node.replica.commit)
    assert (
        Output("words", 1, "1"),
        Answered(MINE, None),
        Switched("words", 2),
        Completed(MINE),
        Output("words", 2, "1"),
    ) == told
    assert ((("words", 2),), ()) == (after.members, after.outbox)


def test_nothing_is_delivered_twice(node: Node) -> None:
    """What stands at or before the position that was reached is left alone."""
    assert (node, ()) == delivered(node, node.replica.commit)


def test_what_a_snapshot_has_taken_the_place_of_is_not_delivered(serving: Serve) -> None:
    """The positions before the base are not there any more."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n1", Compact())
    node = committed(cluster.nodes["n1"], HELLO)
    after, told = delivered(node, 0)
    assert ((Output("words", 1, "1"),), node.replica.commit) == (told, after.applied.position)


# ---- membership


def test_a_node_is_a_member_by_its_own_join(node: Node) -> None:
    """The members are those of the groups that it hosts, each at the version in use."""
    view = delivered_view(node)
    joining = replace(node, phase=Phase.JOINING, members=())
    after, told = placed(joining, view)
    assert (Phase.MEMBER, (("words", 1),), (Joined(1),)) == (after.phase, after.members, told)
    assert (("words", 1),) == members_at(view, "n1")
    assert () == members_at(view, "n9")


def test_the_join_of_an_earlier_incarnation_is_not_its_own(node: Node) -> None:
    """It delivers it, and is no member."""
    later = replace(node, phase=Phase.JOINING, members=(), replica=replace(node.replica, incarnation=2))
    assert (later, ()) == placed(later, delivered_view(node))


@pytest.mark.parametrize("phase", [Phase.STARTED, Phase.LEAVING])
def test_who_is_no_member_does_not_switch(node: Node, phase: Phase) -> None:
    """It has no members that could."""
    other = replace(node, phase=phase, members=())
    assert (other, ()) == placed(other, with_group_versions(accepted(node), {"words": 2}))


# ---- versions


def test_a_member_switches_when_it_delivers_the_notice_of_its_group(node: Node) -> None:
    """Not when the adjust is accepted: the group is notified, one ordered change each."""
    told_nobody = accepted(node)
    assert (node, ()) == switched(node, told_nobody)
    after, told = switched(node, with_group_versions(told_nobody, {"words": 2}))
    assert ((("words", 2),), (Switched("words", 2),)) == (after.members, told)


def test_a_group_that_is_created_does_not_switch(node: Node) -> None:
    """Its members begin at the version that it is created at."""
    after, told = deliver(committed(node, CreateGroup("late", ("n1",))), node.replica.commit + 1)
    assert ((("late", 1), ("words", 1)), ()) == (after.members, told)


# ---- verdicts


def test_a_request_is_answered_and_then_completed(node: Node) -> None:
    """Accepted when its position is delivered, complete when every group has been told."""
    view = accepted(node)
    asking = replace(node, outbox=(Adjust(MINE),))
    known, told = answered(asking, view)
    assert ((Answered(MINE, None),), MINE, ()) == (told, known.adjusting, known.outbox)
    assert (known, ()) == answered(known, view)  # it is said once
    done, told = answered(known, with_group_versions(view, {"words": 2}))
    assert ((Completed(MINE),), None) == (told, done.adjusting)


def test_without_groups_a_switch_is_complete_at_once(node: Node) -> None:
    """There is nobody to tell."""
    asking = replace(node, outbox=(Adjust(MINE),))
    _, told = answered(asking, replace(accepted(node), groups=()))
    assert (Answered(MINE, None), Completed(MINE)) == told


def test_a_refusal_is_answered_with_its_reason(node: Node) -> None:
    """It completes nothing."""
    refusal = Refusal(Why.NODE_INACTIVE, ("n2",))
    asking = replace(node, outbox=(Adjust(MINE),))
    known, told = answered(asking, with_verdict(delivered_view(node), Judged(refusal=refusal, request=MINE)))
    assert ((Answered(MINE, refusal),), None, ()) == (told, known.adjusting, known.outbox)


def test_the_verdict_on_another_request_answers_nothing(node: Node) -> None:
    """A later incarnation that waits for its own does not take an earlier one's."""
    asking = replace(node, outbox=(Adjust(Request("n1", 2, 1, 2)),))
    assert (asking, ()) == answered(asking, accepted(node))
    assert (node, ()) == answered(node, accepted(node))  # and it asked for none


# ---- messages


def at_next(node: Node, entry: Entry) -> tuple[int, Position]:
    """The position that the entry takes as the next."""
    p = node.replica.commit + 1
    return p, position_at(committed(node, entry).replica.log, p)


def test_members_process_a_message_and_tell_what_comes_out(node: Node) -> None:
    """What the group knows afterwards is durable; what is told names the version that it was processed at."""
    after, told = processed_message(node, *at_next(node, HELLO))
    assert (("hello",), (Output("words", 1, "1"),)) == (values_of(after.applied, "words"), told)
    assert () == values_of(after.applied, "other")


def test_who_is_no_member_knows_what_the_group_knows_and_tells_nothing(node: Node) -> None:
    """So it can come up later, or give a snapshot."""
    outside = replace(node, members=(), phase=Phase.STARTED)
    after, told = processed_message(outside, *at_next(node, HELLO))
    assert (("hello",), ()) == (values_of(after.applied, "words"), told)


def test_a_message_that_all_refuse_is_ignored_by_all(node: Node) -> None:
    """Its position is past, nothing else has changed; only members say so."""
    p, here = at_next(node, replace(HELLO, built_at=2))
    after, told = processed_message(node, p, here)
    changed = Refusal(Why.VERSION_CHANGED, ("words",))
    assert (p, (), (Ignored(here.entry, changed),)) == (after.applied.position, values_of(after.applied, "words"), told)
    outside = replace(node, members=(), phase=Phase.STARTED)
    assert () == processed_message(outside, p, here)[1]
    assert () == processed_message(node, *at_next(node, replace(HELLO, group="other")))[1]


def test_what_is_no_message_passes(node: Node) -> None:
    """The members know what they knew, one position further."""
    p, here = at_next(node, CreateGroup("late", ("n1",)))
    assert (replace(node, applied=replace(node.applied, position=p)), ()) == processed_message(node, p, here)


def test_what_is_written_in_a_version_that_is_not_installed_nobody_reads(node: Node) -> None:
    """The node stays behind at that position, and at all that follow, until it is brought up."""
    alone = replace(node, release=SECOND_ALONE)
    p, here = at_next(alone, HELLO)
    assert (alone, ()) == processed_message(alone, p, here)
    behind = committed(alone, HELLO, CreateGroup("late", ("n1",)))
    after, _ = delivered(behind, node.replica.commit)
    assert (node.applied.position, True) == (after.applied.position, is_stuck(after))
    assert not is_stuck(node)


# ---- snapshots


def test_a_snapshot_has_what_the_members_know_in_the_version_of_each_group(serving: Serve) -> None:
    """Whoever runs the group's version can read it."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    assert (("words", "5:hello"),) == data_of(cluster.nodes["n1"])
    cluster.do("n1", AskToAdjust(2))
    cluster.do("n1", Create("late", ("n1",)))
    cluster.settle()
    assert (("late", "[]"), ("words", '["hello"]')) == data_of(cluster.nodes["n1"])


def test_who_does_not_know_it_or_cannot_write_it_gives_no_snapshot(node: Node) -> None:
    """A node that is stuck, and one without the program of a group's version."""
    assert None is data_of(committed(node, HELLO))
    assert None is data_of(replace(node, release=SECOND_ALONE))


def test_other_software_reads_what_could_not_be_read(serving: Serve) -> None:
    """What the members know stays where it was, and goes on from there once a release has the version: on disk too."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n1", Call("words", "add", "hello"))
    cluster.settle()
    before = new_disk(cluster.nodes["n1"].replica.log.base.view)
    disk = replace(cluster.disks["n1"], applied=before.applied)
    cannot, _ = boot("n1", SECOND_ALONE, disk)
    assert (Applied(3, before.applied.values), True) == (cannot.applied, is_stuck(cannot))
    can, commands = boot("n1", SECOND, disk_of(cannot))
    assert (cluster.nodes["n1"].applied, False) == (can.applied, is_stuck(can))
    assert (Write(disk_of(can)),) == commands


@pytest.mark.parametrize("body", ["hello", "sing hello"], ids=["no call", "no such function"])
def test_what_its_own_version_cannot_read_is_refused_by_all(node: Node, body: str) -> None:
    """Whoever wrote it was in error: the members go on, and know what they knew."""
    p, here = at_next(node, replace(HELLO, body=body))
    after, told = processed_message(node, p, here)
    unreadable = Ignored(here.entry, Refusal(Why.UNREADABLE, ("words",)))
    assert (p, (), (unreadable,)) == (after.applied.position, values_of(after.applied, "words"), told)
