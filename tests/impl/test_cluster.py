"""Tests of a cluster in memory: what can happen to it, and the adjust protocol as a whole, over real nodes."""

from collections.abc import Callable

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Answered, Completed, Joined, NotOrdered, Output, Send, Stop, Switched, Write
from upshift.impl.entries import Adjust, CreateGroup, Entry, Fail, Join, Leave, Notice, Partition, Reason, reason_of
from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Configure,
    Create,
    Received,
    ReportLost,
    Tick,
    TimeOut,
)
from upshift.impl.log import position_at, view_at
from upshift.impl.messages import Knock, Propose
from upshift.impl.node import Phase, delivered_view
from upshift.impl.ordering.replica import is_leader
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.rolling import Seen
from upshift.impl.versions import Range
from upshift.impl.views import Request, Seat, Status, genesis, seat_of

Serve = Callable[..., Cluster]


# ---- what can happen to it


def test_a_cold_start_is_no_special_case() -> None:
    """Every node is configured and started; nobody is a member until it has joined, in a log that all have."""
    cluster = Cluster({"n1": FIRST, "n2": FIRST})
    assert {Phase.STARTED} == {node.phase for node in cluster.nodes.values()}
    cluster.settle()
    assert [("n1", Joined(1)), ("n2", Joined(1))] == cluster.told
    joins: tuple[Entry, ...] = (Join("n1", 1, Range(1, 1)), Join("n2", 1, Range(1, 1)))
    assert joins == cluster.entries("n1") == cluster.entries("n2")


def test_nodes_may_also_be_down_to_begin_with() -> None:
    """They are started one by one."""
    cluster = Cluster({"n1": FIRST, "n2": FIRST}, running=False)
    assert {} == cluster.nodes
    cluster.start("n1")
    assert ["n1"] == list(cluster.nodes)


def test_a_release_that_cannot_run_the_version_is_not_taken() -> None:
    """ValueError names the node and the release."""
    with pytest.raises(ValueError, match=r"n2: first \(1\.\.1\) cannot run version 2"):
        Cluster({"n1": SECOND, "n2": FIRST}, 2)


def test_what_runs_is_neither_started_nor_replaced(serving: Serve) -> None:
    """Stop, install, start."""
    cluster = serving(FIRST, FIRST)
    with pytest.raises(ValueError, match="n2 runs"):
        cluster.start("n2")
    with pytest.raises(ValueError, match="n2 runs"):
        cluster.install("n2", SECOND)
    cluster.crash("n2")
    cluster.install("n2", SECOND)
    assert SECOND is cluster.installed["n2"]


def test_nothing_happens_at_a_node_that_is_down(serving: Serve) -> None:
    """What is on its way to it is lost when it comes; to crash again is nothing."""
    cluster = serving(FIRST, FIRST)
    cluster.do("n1", Tick())
    cluster.crash("n2")
    cluster.crash("n2")
    assert () == cluster.do("n2", Tick())
    assert () == cluster.deliver()
    assert () == cluster.network.letters


def test_a_node_is_done_what_it_commands(serving: Serve) -> None:
    """Written, sent, told, ended: in the order of the commands."""
    cluster = serving(FIRST, FIRST)
    commands = cluster.do("n1", Configure("n4"))
    assert cluster.disks["n1"] == next(each.disk for each in commands if isinstance(each, Write))
    sent = [(each.to, each.message) for each in commands if isinstance(each, Send) and each.to == "n2"]
    assert sent == [(letter.receiver, letter.message) for letter in cluster.network.letters][: len(sent)]


def test_there_must_be_a_letter_to_deliver(serving: Serve) -> None:
    """IndexError otherwise."""
    cluster = serving(FIRST, FIRST)
    with pytest.raises(IndexError):
        cluster.deliver()
    cluster.do("n2", Received("n1", Knock()))
    cluster.do("n1", Tick())
    with pytest.raises(IndexError):
        cluster.deliver(1)


def test_another_machine_is_added_and_joins_once_it_is_configured(serving: Serve) -> None:
    """It has a disk and knows the configuration that it is given; a name is given once."""
    cluster = serving(FIRST, FIRST)
    with pytest.raises(ValueError, match="n2 is there already"):
        cluster.add_machine("n2", FIRST, genesis(("n2",), 1))
    cluster.add_machine("n3", FIRST, genesis(("n1", "n2"), 1))
    cluster.start("n3")
    cluster.do("n3", Tick())
    cluster.deliver_all()
    assert (Status.ABSENT, Phase.STARTED) == (seat_of(cluster.view(), "n3").status, cluster.nodes["n3"].phase)
    cluster.do("n1", Configure("n3"))
    cluster.settle()
    assert [("n3", Joined(1))] == cluster.told
    assert Seat("n3", Status.ACTIVE, 1, Range(1, 1)) == seat_of(cluster.view(), "n3")


# ---- timers


def test_a_cluster_settles_until_nothing_moves(serving: Serve) -> None:
    """Then nothing is on its way, and one node leads."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.crash("n1")
    cluster.settle()
    assert 1 == sum(is_leader(node.replica) for node in cluster.nodes.values())
    before = dict(cluster.nodes)
    cluster.settle()
    assert (before, ()) == (cluster.nodes, cluster.network.letters)


def test_a_cluster_settles_until_something_is_so(serving: Serve) -> None:
    """It stops there, at once if it is so already."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n2", AskToAdjust(2))
    cluster.settle(lambda some: some.view().version == 2)
    assert 2 == cluster.view().version
    cluster.settle(lambda some: True)


def test_what_never_comes_is_given_up(serving: Serve) -> None:
    """RuntimeError, after so many rounds."""
    cluster = serving(FIRST, FIRST)
    with pytest.raises(RuntimeError, match="what was waited for does not come"):
        cluster.settle(lambda some: some.view().version == 2)


def test_a_cluster_that_does_not_come_to_rest_is_given_up(serving: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """RuntimeError, if something moves at every round."""
    cluster = serving(FIRST, FIRST)

    def let_one_start_again() -> None:
        cluster.crash("n2")
        cluster.start("n2")

    monkeypatch.setattr(cluster, "_let_one_time_out", let_one_start_again)
    with pytest.raises(RuntimeError, match="does not come to rest"):
        cluster.settle()


def test_without_a_quorum_a_cluster_rests_too(serving: Serve) -> None:
    """Whoever is left asks in vain; a node with a leader that is cut off or gone has none."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.crash("n1")
    cluster.network = cluster.network.cut("n3")
    cluster.settle()
    assert not any(is_leader(node.replica) for node in cluster.nodes.values())
    assert [1, 1] == [node.replica.term for node in cluster.nodes.values()]  # nobody has begun a term in vain


def test_a_node_that_was_cut_off_comes_back_without_disturbing_anybody(serving: Serve) -> None:
    """It has begun no term on its own, so the leader goes on."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.network = cluster.network.cut("n3")
    for _ in range(3):
        cluster.do("n3", TimeOut())
    cluster.do("n2", Call("words", "add", "x"))
    cluster.settle()
    cluster.network = cluster.network.healed("n3")
    cluster.settle()
    assert {1} == {node.replica.term for node in cluster.nodes.values()}
    assert [(name, Output("words", 1, "1")) for name in ("n1", "n2", "n3")] == sorted(cluster.told, key=lambda e: e[0])


# ---- looking at it


def test_what_is_seen_of_a_cluster(serving: Serve) -> None:
    """Members with their versions, what was delivered as far as the log goes back, and who is in."""
    cluster = serving(FIRST, SECOND)
    assert {"n1": 1, "n2": 1} == cluster.members("words")
    assert {} == cluster.members("other")
    assert CreateGroup("words", ("n1", "n2")) == cluster.entries("n2")[-1]
    cluster.do("n2", Compact())
    assert () == cluster.entries("n2")
    cluster.crash("n1")
    assert (Seen("n1", FIRST, runs=False, member=False), Seen("n2", SECOND, runs=True, member=True)) == cluster.seen()


# ---- rolling


@pytest.mark.parametrize("size", [2, 3])
def test_every_node_is_updated_while_the_group_stays_active(serving: Serve, size: int) -> None:
    """One at a time, the tie-breaker of two included; the version does not change (claims 1A, 25C)."""
    cluster = serving(*[FIRST] * size)
    names = list(cluster.installed)
    cluster.roll(SECOND)
    assert dict.fromkeys(names, 1) == cluster.members("words")
    assert [(name, told) for name in names for told in (Stop(None), Joined(2))] == cluster.told
    log = cluster.nodes["n1"].replica.log
    for p in range(size + 1, len(log.tail) + 1):
        active = [seat.node for seat in view_at(log, p).seats if seat.status is Status.ACTIVE]
        assert size - 1 <= len(active)  # one at a time
    cluster.roll(SECOND)
    assert 2 * size == len(cluster.told)  # there was nothing left to do


def test_a_roll_that_was_begun_is_taken_up_where_it_was_left(serving: Serve) -> None:
    """A node that is down, with either release, is started; what it is to do next is seen, not remembered."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.do("n1", AskToLeave())
    cluster.settle()
    cluster.roll(SECOND)
    assert {"n1": 1, "n2": 1, "n3": 1} == cluster.members("words")
    assert {SECOND} == set(cluster.installed.values())


def test_a_roll_that_comes_to_no_end_is_given_up(serving: Serve) -> None:
    """RuntimeError: a single node cannot leave, and says why."""
    cluster = serving(FIRST)
    with pytest.raises(RuntimeError, match="what was waited for does not come"):
        cluster.roll(SECOND)
    assert ("n1", NotOrdered(Leave("n1", 1), Refusal(Why.LAST_NODE, ("n1",)))) == cluster.told[0]


# ---- the adjust protocol


def test_after_the_roll_one_request_switches_all_groups(serving: Serve) -> None:
    """One ordered change each, reason ADJUST_VERSION; members switch where they deliver it (claims 1, 3, 6, 7)."""
    cluster = serving(FIRST, FIRST, FIRST, groups=("a", "b"))
    cluster.roll(SECOND)
    cluster.told.clear()
    cluster.do("n2", AskToAdjust(2))
    cluster.settle()
    request = Request("n2", 2, 1, 2)
    assert (Adjust(request), Notice("a", 2), Notice("b", 2)) == cluster.entries("n3")[-3:]
    log, commit = cluster.nodes["n3"].replica.log, cluster.nodes["n3"].replica.commit
    told = [reason_of(position_at(log, p).entry, view_at(log, p - 1)) for p in range(commit - 2, commit + 1)]
    assert [Reason.ADJUST_VERSION] * 3 == told
    for name in cluster.nodes:
        assert [Switched("a", 2), Switched("b", 2)] == [
            each for teller, each in cluster.told if teller == name and isinstance(each, Switched)
        ]
    assert not any(isinstance(each, Stop | Joined) for _, each in cluster.told)  # nobody was shut down for it
    assert Completed(request) in [each for name, each in cluster.told if name == "n2"]


def test_new_functions_are_there_after_the_switch(serving: Serve) -> None:
    """And not before (claims 2, 12, 19, 26)."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n1", Call("words", "add", "x"))
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    cluster.told.clear()
    cluster.do("n2", Call("words", "count", "x"))
    cluster.settle()
    assert [("n1", Output("words", 2, "1")), ("n2", Output("words", 2, "1"))] == cluster.told


def test_asking_a_known_id_again_changes_nothing(serving: Serve) -> None:
    """The verdict stands: a request that comes twice, or late, is not ordered again."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n2", AskToAdjust(2))
    cluster.settle()
    entry = Adjust(Request("n2", 1, 1, 2))
    before = cluster.entries("n1")
    for _ in range(2):
        cluster.do("n1", Received("n2", Propose(entry)))
        cluster.settle()
    assert before == cluster.entries("n1")
    assert 1 == sum(isinstance(told, Answered) for _, told in cluster.told)


@pytest.mark.parametrize("taken", range(12))
def test_a_leader_that_is_lost_during_the_switch_is_not_needed(serving: Serve, taken: int) -> None:
    """Wherever it is lost another finishes, all groups follow, and the requester is told (design 1.4)."""
    cluster = serving(SECOND, SECOND, SECOND, groups=("a", "b"))
    cluster.do("n3", AskToAdjust(2))
    for _ in range(taken):
        cluster.deliver()
    cluster.crash("n1")
    cluster.network = cluster.network.cut("n1")
    cluster.settle()
    assert {"n2": 2, "n3": 2} == cluster.members("a") == cluster.members("b")
    request = Request("n3", 1, 1, 2)
    told = [each for name, each in cluster.told if name == "n3"]
    assert [Answered(request, None), Switched("a", 2), Switched("b", 2), Completed(request)] == told
    cluster.network = cluster.network.healed("n1")
    cluster.start("n1")
    cluster.settle()
    assert {"n1": 2, "n2": 2, "n3": 2} == cluster.members("b")


def test_a_partition_is_healed_by_a_merge(serving: Serve) -> None:
    """What was cut off comes back under the reason MERGE, and the switch that it stood against is made then."""
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.network = cluster.network.cut("n3")
    cluster.do("n1", ReportLost("n3"))
    cluster.settle()
    cluster.network = cluster.network.healed("n3")
    cluster.settle()
    log, commit = cluster.nodes["n1"].replica.log, cluster.nodes["n1"].replica.commit
    last = position_at(log, commit).entry
    assert (Join("n3", 2, Range(1, 2)), Reason.MERGE) == (last, reason_of(last, view_at(log, commit - 1)))
    assert Partition("n3", 1) in cluster.entries("n3")
    cluster.do("n3", AskToAdjust(2))
    cluster.settle()
    assert {"n1": 2, "n2": 2, "n3": 2} == cluster.members("words")


def test_a_false_report_about_an_earlier_incarnation_is_nothing(serving: Serve) -> None:
    """FAIL and PARTITION name the incarnation that they end."""
    cluster = serving(FIRST, FIRST, FIRST)
    cluster.do("n3", AskToLeave())
    cluster.settle()
    cluster.start("n3")
    cluster.settle()
    for entry in (Fail("n3", 1), Partition("n3", 1)):
        cluster.do("n1", Received("n2", Propose(entry)))
    cluster.settle()
    assert Seat("n3", Status.ACTIVE, 2, Range(1, 1)) == seat_of(cluster.view(), "n3")
    assert [("n3", Stop(None)), ("n3", Joined(2))] == cluster.told


def test_a_group_that_is_created_during_the_switch_begins_at_the_cluster_version(serving: Serve) -> None:
    """It is not told: there is nothing to tell."""
    cluster = serving(SECOND, SECOND)
    cluster.do("n1", AskToAdjust(2))
    cluster.do("n1", Create("late", ("n1", "n2")))
    cluster.settle()
    assert {"n1": 2, "n2": 2} == cluster.members("late")
    assert Notice("late", 2) not in cluster.entries("n1")


def test_a_node_two_versions_ahead_joins_after_the_next_switch(serving: Serve) -> None:
    """SOFTWARE_TOO_NEW may be tried again."""
    ahead = Release("ahead", SECOND.programs[1:])
    cluster = serving(SECOND, SECOND, SECOND)
    cluster.crash("n3")
    cluster.install("n3", ahead)
    cluster.start("n3")
    cluster.settle()
    assert [("n3", Stop(Refusal(Why.SOFTWARE_TOO_NEW)))] == cluster.told
    cluster.do("n1", AskToAdjust(2))
    cluster.settle()
    assert 2 == delivered_view(cluster.nodes["n2"]).version  # n3's claim stands, and its floor
    cluster.start("n3")
    cluster.settle()
    assert {"n1": 2, "n2": 2, "n3": 2} == cluster.members("words")
