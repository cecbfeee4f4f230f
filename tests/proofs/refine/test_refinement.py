"""Every step of the implementation is a step of the model, a few, or none; with a mistake in it some step is not."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import pairwise

import pytest

from upshift.impl import adjust, delivering, entering, groups, roster
from upshift.impl.cluster import Cluster
from upshift.impl.commands import Command
from upshift.impl.entries import Adjust, CreateGroup, Leave, Message, Notice, Petition
from upshift.impl.events import AskToAdjust, AskToLeave, Call, Compact, Received, TimeOut
from upshift.impl.log import Log
from upshift.impl.messages import Append
from upshift.impl.node import Node, Phase, Step
from upshift.impl.ordering.replica import Replica
from upshift.impl.refusals import Refusal
from upshift.impl.views import Seat, View, group_of, hosted_by, with_group_versions
from upshift.model.membership import newer_incarnation
from upshift.proofs.rebind import Function
from upshift.proofs.refine.mismatch import Mismatch
from upshift.proofs.refine.premises import PREMISES, Actions, actions_with
from upshift.proofs.refine.refinement import Refinement, abstracted, durable, explained, refinement
from upshift.proofs.refine.runs import run
from upshift.proofs.stack.machine import ORIGINAL, Code, Machine, code_with, crashed, started, stepped

Machines = tuple[Machine, ...]
Of = Callable[[Cluster], Machines]

CLUSTERS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("n1", "n2"), ("A",)),
    (("n1", "n2"), ("A", "B")),
    (("n1", "n2", "n3"), ("A",)),
    (("n1", "n2", "n3"), ("A", "B")),
)
SELDOM = {"refuse_join", "petition", "take_back", "add_node", "remove_node"}
"""What happens in one run of hundreds, if at all."""


# ---- as it is


@pytest.mark.parametrize(("nodes", "names"), CLUSTERS, ids="+".join)
def test_every_step_is_a_step_of_the_model(nodes: tuple[str, ...], names: tuple[str, ...]) -> None:
    """A few of them, or none; whatever happens, and whatever gets lost."""
    refined = refinement(nodes, names)
    seen: Counter[str] = Counter()
    for seed in range(80):
        for step in run(seed, nodes, names, calm=seed % 3 != 0):
            found = refined.explained(step.before, step.after)
            assert not isinstance(found, Mismatch), f"seed {seed}, {step.did}\n{found}"
            seen.update(label.partition("(")[0] for label in found)
    assert [] == [each.name for each in fields(Actions) if each.name not in {*SELDOM, *seen}]


def test_a_step_may_be_several_steps_of_the_model(cluster: Cluster, machines: Of) -> None:
    """A leader that is a quorum by itself orders, delivers and tells the group at once."""
    cluster.network = cluster.network.cut("n2")
    before = machines(cluster)
    cluster.do("n1", AskToAdjust(2))
    after = machines(cluster)
    assert ("ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "notify(n1, A)", "deliver(n1)") == explained(
        before, after, ("A",)
    )
    assert () == explained(after, after, ("A",))


def test_an_answer_is_remembered(cluster: Cluster, machines: Of) -> None:
    """The same step of the model is searched for once."""
    refined = refinement(("n1", "n2"), ("A",))
    before = machines(cluster)
    cluster.crash("n2")
    first = refined.explained(before, machines(cluster))
    assert ("crash(n2)",) == first
    assert refined.explained(before, machines(cluster)) is first
    assert abstracted(before, ("A",)) == refined.abstracted(before)


def test_a_log_may_begin_later_after_a_step(cluster: Cluster, machines: Of) -> None:
    """Both sides are told from the same position on."""
    steps = [machines(cluster)]
    for name in ("n1", "n2"):
        cluster.do(name, Compact())
        steps.append(machines(cluster))
    assert [(), ()] == [explained(one, other, ("A",)) for one, other in pairwise(steps)]
    assert 1 == len(abstracted(steps[-1], ("A",)).log)


def test_who_has_left_may_still_order_a_notice(cluster: Cluster, machines: Of) -> None:
    """To the model it is down, and so is by now who has stored the notice: why `leads` is dropped."""
    cluster.crash("n1")
    cluster.start("n1")
    cluster.do("n2", TimeOut())
    cluster.do("n2", TimeOut())
    cluster.settle()
    assert "n2" == cluster.nodes["n1"].replica.leader
    cluster.do("n2", AskToAdjust(2))
    cluster.do("n2", AskToLeave())
    while {"n1": 1} != cluster.members("A") or cluster.nodes["n2"].phase is not Phase.LEAVING:
        cluster.deliver()
    notice = cluster.nodes["n2"].replica.log.tail[-1]
    assert Notice("A", 2) == notice.entry
    while cluster.nodes["n1"].replica.log.tail[-1] != notice:
        cluster.deliver()
    cluster.crash("n1")
    before = machines(cluster)
    cluster.deliver_all()
    after = machines(cluster)
    assert ("notify(n1, A)",) == explained(before, after, ("A",))
    kept = tuple(premise for premise in PREMISES if premise.name != "leads")
    assert "leads" in str(explained(before, after, ("A",), actions_with({}, kept)))


# ---- with a mistake in it


def switched_at_once(node: Node, view: View) -> Step:
    """Members switch when the request is delivered, not when their group is told."""
    return replace(node, members=tuple((g.name, view.version) for g in hosted_by(view, node.replica.name))), ()


def judge_notice_again(view: View, entry: Notice) -> View | Refusal:
    """A notice raises the group's version, however often it comes."""
    group = group_of(view, entry.group)
    return (
        adjust.judge_notice(view, entry)
        if group is None
        else with_group_versions(view, {group.name: group.version + 1})
    )


def not_promised(replica: Replica) -> Replica:
    """The floor stays where it is."""
    return replica


def any_incarnation(seat: Seat, incarnation: int) -> bool:
    """A JOIN is never too late."""
    return seat.node != "" and incarnation > 0


def raised_all_the_same(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """A request that is refused raises the version too."""
    then, refusal = adjust.judge_adjust(view, entry)
    return replace(then, version=max(then.version, entry.request.target)), refusal


def restored_at_newest(node: Node, view: View) -> Step:
    """A member that comes with its JOIN runs the newest version of its software."""
    then, said = delivering.placed(node, view)
    if node.phase is not Phase.JOINING:
        return then, said
    return replace(then, members=tuple((g, node.release.range.newest) for g, _ in then.members)), said


def created_at_1(view: View, entry: CreateGroup) -> View | Refusal:
    """A group starts at version 1, whenever it is created."""
    made = groups.judge_create(view, entry)
    return made if isinstance(made, Refusal) else with_group_versions(made, {entry.group: 1})


def open_door(*_: object) -> None:
    """Everybody may come in."""


def at_once(seat: Seat, incarnation: int) -> bool:
    """What was announced has ended because the node says so."""
    return seat.incarnation <= incarnation


def nobody_lacks(view: View, target: int) -> tuple[str, ...]:
    """Every node can run everything."""
    return () if target else (str(view),)


def names_anything(seat: Seat, incarnation: int) -> bool:
    """A report ends whatever incarnation is recorded."""
    return seat.incarnation >= 0 <= incarnation


MISTAKES: Mapping[str, tuple[Mapping[Function, Function], str]] = {
    "a member switches when the request is delivered": ({delivering.switched: switched_at_once}, "uses.A: 1 -> 2"),
    "a notice counts twice": ({adjust.judge_notice: judge_notice_again}, "notify > still_to_tell"),
    "the floor is not raised before the JOIN": ({entering.promised: not_promised}, "announce > promised"),
    "a JOIN comes too late": ({roster.is_newer: any_incarnation}, "order_join > newer_incarnation"),
    "a refused request raises the version": (
        {adjust.judge_adjust: raised_all_the_same},
        "the position has view.version",
    ),
    "a restored member runs the newest version": ({delivering.placed: restored_at_newest}, "no action does this"),
    "a group is created at version 1": ({groups.judge_create: created_at_1}, "groups.B.version 2 for 1"),
    "a joiner does not look at the versions first": ({entering.fence_at_own_door: open_door}, "fence_at_snapshot"),
    "a promise is taken back at once": ({roster.has_ended: at_once}, "take_back > learnt_its_end"),
    "a node that cannot run the target is switched": ({adjust.incapable: nobody_lacks}, "NODE_INCAPABLE"),
    "a report ends another incarnation": ({roster.names_recorded: names_anything}, "names_its_incarnation"),
}


def mismatches(code: Code, seeds: int) -> Iterator[str]:
    """The first step of each run that is no step of the model, as it is told."""
    nodes, names = ("n1", "n2"), ("A", "B")
    refined = refinement(nodes, names)
    for seed in range(seeds):
        for step in run(seed, nodes, names, calm=seed % 2 == 0, code=code):
            found = refined.explained(step.before, step.after)
            if isinstance(found, Mismatch):
                yield str(found)
                break


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_a_step_that_the_model_does_not_take(mistake: str) -> None:
    """And what is said of it names the clause, or the value, that is wrong."""
    swaps, told = MISTAKES[mistake]
    assert any(told in text for text in mismatches(code_with(swaps), 300)), mistake


def test_a_mismatch_tells_both_sides(cluster: Cluster, machines: Of) -> None:
    """The member switches where its group has not been told: there is no such action."""
    swaps, _ = MISTAKES["a member switches when the request is delivered"]
    cluster.do("n1", AskToAdjust(2))
    one, two = machines(cluster)
    told = next(each.message for each in cluster.network.letters if isinstance(each.message, Append))
    known = replace(told, commit=two.disk.commit + 1)
    turned = stepped(two, Received("n1", known), code_with(swaps))
    assert turned is not None
    assert [
        "a step of the implementation is no step of the model",
        "after deliver(n2):",
        "n2",
        "  the implementation: uses.A: 1 -> 2",
        "  the model:          no action does this",
    ] == str(explained((one, two), (one, turned[0]), ("A",))).splitlines()


def test_a_mistake_in_the_model_is_found_as_well(cluster: Cluster, machines: Of) -> None:
    """The implementation is held to the model that it is given."""
    cluster.crash("n2")
    cluster.start("n2")
    before = machines(cluster)
    cluster.settle()
    after = machines(cluster)
    assert not isinstance(explained(before, after, ("A",)), Mismatch)
    found = explained(before, after, ("A",), actions_with({newer_incarnation: lambda *_: False}))
    assert isinstance(found, Mismatch)
    assert "order_join" in str(found)


# ---- what is on the disks


def with_disk(machines: Machines, i: int, **values: object) -> Machines:
    """The machines, one of them with another disk."""
    other = replace(machines[i], disk=replace(machines[i].disk, **values))  # type: ignore[arg-type]  # fields of a disk
    return (*machines[:i], other, *machines[i + 1 :])


def test_what_was_committed_stays(cluster: Cluster, machines: Of) -> None:
    """A log that is shorter than it was, or another, is no step; two disks agree."""
    before = machines(cluster)
    short = before[0].disk.log.tail[:1]
    gone = with_disk(
        with_disk(before, 0, log=Log(before[0].disk.log.base, short), commit=1),
        1,
        log=Log(before[1].disk.log.base, short),
        commit=1,
    )
    found = explained(before, gone, ("A",))
    assert "what was committed is not any more" == str(found)
    end = before[0].disk.log.tail[-1]
    other = replace(end, entry=CreateGroup("A", ("n2", "n1")))
    apart = with_disk(before, 0, log=Log(before[0].disk.log.base, (*before[0].disk.log.tail[:-1], other)))
    assert "two nodes have different entries at position" in str(explained(before, apart, ("A",)))


def test_both_sides_have_a_position_in_common(cluster: Cluster, machines: Of) -> None:
    """What begins behind the end of the other cannot be compared."""
    first = machines(cluster)
    short = first[0].disk.log.tail[:1]
    early = tuple(
        replace(each, node=None, disk=replace(each.disk, log=Log(each.disk.log.base, short), commit=1))
        for each in first
    )
    for name in ("n1", "n2"):
        cluster.do(name, Compact())
    late = machines(cluster)
    assert "has had position" in str(explained(early, late, ("A",)))
    assert "any more" in str(explained(late, early, ("A",)))


def test_a_process_acts_on_what_is_on_its_disk(cluster: Cluster, machines: Of) -> None:
    """Whatever a crash would take back is told."""
    both = machines(cluster)
    assert [None, None] == [durable(machine) for machine in both]
    for field, value in (("incarnation", 7), ("floor", 1), ("term", 9), ("vote", "n3"), ("commit", 1)):
        [machine, _] = with_disk(both, 0, **{field: value})
        assert f"n1: the {field} on disk is {value}" in (durable(machine) or "")
    [machine, _] = with_disk(both, 0, log=Log(both[0].disk.log.base))
    assert "n1: the log on disk is another than the one that the process acts on" == durable(machine)
    off = crashed(machine)
    assert off is not None
    assert durable(off) is None


def test_a_node_that_writes_nothing_when_it_comes_up_is_found(cluster: Cluster, machines: Of) -> None:
    """Its incarnation would be given twice."""

    def unwritten(*given: object) -> Step:
        node, _ = ORIGINAL.boot(*given)  # type: ignore[arg-type]  # as it is called
        none: tuple[Command, ...] = ()
        return node, none

    off = crashed(machines(cluster)[1])
    assert off is not None
    on = started(off, off.release, replace(ORIGINAL, boot=unwritten))
    assert on is not None
    assert "n2: the incarnation on disk is 1, and the process acts on 2" == durable(on[0])


# ---- what is proposed


def proposing_too(machines: Machines, entry: Leave | Petition | Message, **values: object) -> Machines:
    """The machines, with n2 proposing something more."""
    one, two = machines
    assert two.node is not None
    more = replace(two.node, outbox=(*two.node.outbox, entry), **values)  # type: ignore[arg-type]  # fields of a node
    return one, replace(two, node=more)


def found_in(refined: Refinement, before: Machines, after: Machines) -> str:
    """What is found, as text."""
    found = refined.explained(before, after)
    return str(found) if isinstance(found, Mismatch) else ", ".join(found)


def test_a_proposal_is_judged_when_it_is_made(cluster: Cluster, machines: Of) -> None:
    """A LEAVE and a message come from a member, and a petition from who is below its floor."""
    refined, before = refinement(("n1", "n2"), ("A",)), machines(cluster)
    for entry in (Leave("n2", 1), Message("n2", "A", 1, 1, "add x", 1, 1)):
        assert "" == found_in(refined, before, proposing_too(before, entry))
    late, too_new, unfounded = Leave("n2", 2), Message("n2", "A", 2, 1, "add x", 1, 1), Petition("n2", 1)
    assert "it is incarnation 1" in found_in(refined, before, proposing_too(before, late))
    assert "its member of A runs 1" in found_in(refined, before, proposing_too(before, too_new))
    why = found_in(refined, before, proposing_too(before, unfounded))
    assert "petition: me.phase is Phase.STARTED is false" in why
    cluster.crash("n2")
    down = machines(cluster)
    cluster.start("n2")
    up = proposing_too(machines(cluster), Leave("n2", 2))
    assert "is_member: s.nodes[n].phase is Phase.MEMBER is false" in found_in(refined, down, up)


def test_a_proposal_is_judged_once(cluster: Cluster, machines: Of) -> None:
    """Who goes on proposing what it has proposed does nothing new."""
    cluster.do("n2", Call("A", "add", "x"))
    before = machines(cluster)
    cluster.do("n2", AskToLeave())
    after = machines(cluster)
    assert "" == found_in(refinement(("n1", "n2"), ("A",)), before, after)
