"""The refinement: whether a step of the machines is a step of the model, a few of them, or none; the way in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from upshift.impl.entries import Adjust, Leave, Message, Petition
from upshift.model.state import Local, State, is_member
from upshift.model.views import Group, Node, Request, View
from upshift.proofs.blame import why_disabled
from upshift.proofs.refine.history import Disagreement, History, Stretch
from upshift.proofs.refine.mapping import Mapping, mapping, seen_at
from upshift.proofs.refine.mismatch import Lane, Mismatch, Tried, mismatch
from upshift.proofs.refine.move import Move
from upshift.proofs.refine.moves import Aim
from upshift.proofs.refine.premises import ACTIONS, Actions
from upshift.proofs.refine.search import Search
from upshift.proofs.refine.words import request_of
from upshift.proofs.stack.machine import Machine

Machines = tuple[Machine, ...]
Proposal = Leave | Petition | Message
"""What a node proposes that leaves no trace in the state of the model until it is ordered."""
Explanation = tuple[str, ...] | Mismatch
"""The labels of the actions that explain a step, possibly none, or why there are none that do."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be explained: two states of the model, and what is known of the nodes that differ.

    `proposed` are the entries that nodes have just begun to propose, which leave no trace in the states.
    """

    before: State
    after: State
    aims: tuple[tuple[Node, Aim], ...]
    proposed: tuple[tuple[Node, View, Proposal], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Refinement:
    """The refinement for a cluster of these nodes, in their configured order, and groups.

    It remembers what it has found: distinct steps of the model are few, compared with steps of the implementation.
    """

    mapping: Mapping
    actions: Actions = ACTIONS
    answers: dict[Question, Explanation] = field(default_factory=dict)

    def abstracted(self, machines: Machines) -> State:
        """The state of the model that stands for the machines.

        Raises Disagreement if what is committed on their disks is not the same.
        """
        return self.mapping.state(machines, self.mapping.archive.history(self.mapping.stretches(machines)))

    def explained(self, before: Machines, after: Machines) -> Explanation:
        """The actions of the model that lead from one to the other, or why there are none."""
        had, has = self.mapping.stretches(before), self.mapping.stretches(after)
        try:
            old, new = self.both(had, has)
        except Disagreement as found:
            return Mismatch(str(found))
        moved = [i for i, machine in enumerate(after) if machine is not before[i]]
        s, t = self.mapping.state(before, old), self.mapping.state(after, new)
        proposed = tuple(
            (self.mapping.nodes[i], has[i].view_at(has[i].commit), entry)
            for i in moved
            for entry in begun(before[i], after[i])
        )
        if s is t and not proposed:
            return ()
        aims = tuple(
            (n, aim_of(t.nodes[n], n, has[i], new, len(s.log)))
            for i, n in enumerate(self.mapping.nodes)
            if s.nodes[n] != t.nodes[n]
        )
        question = Question(s, t, aims, proposed)
        answer = self.answers.get(question)
        if answer is None:
            answer = self.answers[question] = self.answered(question, new)
        return answer

    def both(self, had: tuple[Stretch, ...], has: tuple[Stretch, ...]) -> tuple[History, History]:
        """The histories before and after, from the same position on.

        Raises Disagreement if there is none, or what was committed is not any more.
        """
        archive = self.mapping.archive
        old = archive.history(had)
        if had == has:
            return old, old
        new = archive.history(has)
        start = max(old.start, new.start)
        if old.start != start:
            if max(each.commit for each in had) < start:
                raise Disagreement(f"nobody has had position {start} before")
            old = archive.history(had, start)
        if new.start != start:
            if max(each.commit for each in has) < start:
                raise Disagreement(f"nobody has position {start} any more")
            new = archive.history(has, start)
        if new.log[: len(old.log)] != old.log:
            raise Disagreement("what was committed is not any more")
        return old, new

    def answered(self, question: Question, history: History) -> Explanation:
        """The answer, searched for."""
        s, t = question.before, question.after
        for n, known, entry in question.proposed:
            objection = unfounded(t, n, known, entry, self.actions)
            if objection is not None:
                return objection
        search = Search(t, history.taken, dict(question.aims), self.actions)
        way = search.way(s)
        if way is not None:
            return way
        closest = search.closest()
        return mismatch(closest, t, search.dead[closest], search.moves(closest))


def refinement(nodes: tuple[str, ...], groups: tuple[str, ...], actions: Actions = ACTIONS) -> Refinement:
    """A refinement that has found nothing yet."""
    return Refinement(mapping(nodes, groups), actions)


def abstracted(machines: Machines, groups: tuple[str, ...]) -> State:
    """The state of the model that stands for the machines; see `Refinement`."""
    return refinement(names_of(machines), groups).abstracted(machines)


def explained(before: Machines, after: Machines, groups: tuple[str, ...], actions: Actions = ACTIONS) -> Explanation:
    """The actions of the model that lead from one to the other, or why there are none; see `Refinement`."""
    return refinement(names_of(before), groups, actions).explained(before, after)


def names_of(machines: Machines) -> tuple[str, ...]:
    """The names of the machines."""
    return tuple(machine.name for machine in machines)


def durable(machine: Machine) -> str | None:
    """Why the process acts on what is not on its disk; None if all is there."""
    if machine.node is None:
        return None
    replica, disk = machine.node.replica, machine.disk
    for what, kept, used in (
        ("incarnation", disk.incarnation, replica.incarnation),
        ("floor", disk.floor, replica.floor),
        ("term", disk.term, replica.term),
        ("vote", disk.vote, replica.vote),
        ("commit", disk.commit, replica.commit),
    ):
        if kept != used:
            return f"{machine.name}: the {what} on disk is {kept}, and the process acts on {used}"
    if disk.log is not replica.log and disk.log != replica.log:
        return f"{machine.name}: the log on disk is another than the one that the process acts on"
    return None


# ---- what is known of the nodes


def aim_of(me: Local, n: Node, stretch: Stretch, history: History, since: int) -> Aim:
    """What became of a node; `since` is where the log was longer than before.

    What it did by itself it did at the view that it knows; before its JOIN, if that is ordered in this step as well.
    """
    joined = history.joins.get((n, me.incarnation), 0)
    known = history.log[joined - 1].view if joined >= since else stretch.view_at(stretch.commit)
    return Aim(me, known, asked(me, n, history, since), behind=stretch.commit < history.start)


def asked(me: Local, n: Node, history: History, since: int) -> Request | None:
    """The request that the node has made in this step, if it has made one: it waits, or has its verdict already."""
    if me.waiting is not None:
        return me.waiting
    for entry in history.taken[since - 1 :]:
        if isinstance(entry, Adjust):
            request = request_of(entry.request)
            if (request.node, request.incarnation, request.number) == (n, me.incarnation, me.asks):
                return request
    return None


# ---- proposals that leave no trace in the states


def begun(before: Machine, after: Machine) -> Iterator[Proposal]:
    """The LEAVE and the petition that a node has begun to propose."""
    if after.node is None:
        return
    known = () if before.node is None else before.node.outbox
    for entry in after.node.outbox:
        if isinstance(entry, Leave | Petition | Message) and entry not in known:
            yield entry


def unfounded(t: State, n: Node, known: View, entry: Proposal, actions: Actions) -> Mismatch | None:
    """Why a node must not propose that, as it is and by what it knows; None if it may."""
    me, seen = t.nodes[n], seen_at(t, n, known)
    says = f"{n} proposes what it must not: {entry}"
    if me.incarnation != entry.incarnation:
        return Mismatch(says, (), (Lane(n, (), (Tried((), f"it is incarnation {me.incarnation}"),)),))
    if isinstance(entry, Petition):
        why = Move(n, t, seen, ((actions.petition, (n,)),)).why()
        return None if why is None else Mismatch(says, (), (Lane(n, (), (Tried(("petition",), why),)),))
    why = why_disabled(is_member, seen, n)
    if why is None and isinstance(entry, Message) and known.groups[Group(entry.group)].version != entry.built_at:
        why = f"its member of {entry.group} runs {known.groups[Group(entry.group)].version}"
    return None if why is None else Mismatch(says, (), (Lane(n, (), (Tried((type(entry).__name__,), why),)),))
