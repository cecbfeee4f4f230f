"""Delivery: a node applies the next committed position, and its members see it (protocol 1).

The only place where a member's version changes. What a member does depends on the position alone.
"""

from collections.abc import Mapping
from dataclasses import replace

from upshift.impl.adjust import untold
from upshift.impl.commands import (
    Answered,
    Applied,
    Command,
    Completed,
    Ignored,
    Joined,
    Output,
    Switched,
)
from upshift.impl.entries import Message
from upshift.impl.log import Position, position_at
from upshift.impl.node import Node, Phase, Step, delivered_view, is_member, version_run, waiting
from upshift.impl.programs import Program, Values, program_of
from upshift.impl.proposing import without_settled
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import View, hosted_by, is_active, judged_of


def delivered(node: Node, since: int) -> Step:
    """Delivers all that is committed behind a position, one position after the other."""
    commands: list[Command] = []
    for p in range(max(since, node.replica.log.base.position) + 1, node.replica.commit + 1):
        node, said = deliver(node, p)
        commands += said
    return node, tuple(commands)


def deliver(node: Node, p: int) -> Step:
    """Delivers one position: membership and versions first, then a message, if it is one."""
    here = position_at(node.replica.log, p)
    moved, said = followed(node, here.view)
    applied, processed = processed_message(moved, p, here)
    return applied, (*said, *processed)


# ---- membership, versions, verdicts


def members_at(view: View, name: str) -> tuple[tuple[str, int], ...]:
    """The members that a node has at a view, each at its group's version in use."""
    return tuple((group.name, group.version) for group in hosted_by(view, name))


def followed(node: Node, view: View) -> Step:
    """The node after it has come to a view: its JOIN makes its members, a notice switches them, a verdict answers."""
    moved, said = placed(node, view)
    known, answers = answered(moved, view)
    return known, (*said, *answers)


def placed(node: Node, view: View) -> Step:
    """The members of the node at a view, which it has only as the roster's ACTIVE incarnation."""
    if not is_active(view, node.replica.name, node.replica.incarnation):
        return node, ()
    if node.phase is Phase.JOINING:
        made = replace(node, phase=Phase.MEMBER, members=members_at(view, node.replica.name))
        return made, (Joined(node.replica.incarnation),)
    return switched(node, view) if node.phase is Phase.MEMBER else (node, ())


def switched(node: Node, view: View) -> Step:
    """Members whose group has another version in use at this view run that version from here on."""
    members = members_at(view, node.replica.name)
    switches = tuple(
        Switched(group, version) for group, version in members if version_run(node, group) not in {None, version}
    )
    return replace(node, members=members), switches


def answered(node: Node, view: View) -> Step:
    """What was asked for is answered when the view shows it: the verdict, and that every group has been told."""
    commands: list[Command] = []
    request, line = waiting(node), judged_of(view, node.replica.name)
    if request is not None and line is not None and line.request == request:
        commands.append(Answered(request, line.refusal))
        if line.refusal is None:
            node = replace(node, adjusting=request)
    if node.adjusting is not None and not untold(view):
        commands.append(Completed(node.adjusting))
        node = replace(node, adjusting=None)
    return without_settled(node, view), tuple(commands)


# ---- messages


def values_of(applied: Applied, group: str) -> Values:
    """What the members of a group know."""
    return dict(applied.values).get(group, ())


def knowing(p: int, values: Mapping[str, Values]) -> Applied:
    """What is known after a position, in its one form: in the order of the groups, without those that know nothing."""
    return Applied(p, tuple(sorted((group, known) for group, known in values.items() if known)))


def processed_message(node: Node, p: int, here: Position) -> Step:
    """Processes the position if it is a message; what is written in a version that is not installed, nobody reads.

    Then what the node knows stays behind, until other software or a snapshot brings it up.
    """
    entry = here.entry
    if node.applied.position != p - 1:
        return node, ()
    if not isinstance(entry, Message):
        return replace(node, applied=replace(node.applied, position=p)), ()
    program = program_of(node.release, entry.built_at)
    if here.refusal is None and program is None:
        return node, ()
    values, told = called(program, values_of(node.applied, entry.group), entry, here.refusal)
    known = knowing(p, {**dict(node.applied.values), entry.group: values})
    serves = is_member(node) and version_run(node, entry.group) is not None
    return replace(node, applied=known), (told,) if serves else ()


def read_again(node: Node, since: int) -> Step:
    """Reads what was delivered up to a position and could not be read then: other software may have the version."""
    commands: list[Command] = []
    begin = max(node.applied.position, node.replica.log.base.position)
    for p in range(begin + 1, since + 1):
        node, said = processed_message(node, p, position_at(node.replica.log, p))
        commands += said
    return node, tuple(commands)


def called(
    program: Program | None, values: Values, entry: Message, refusal: Refusal | None
) -> tuple[Values, Output | Ignored]:
    """What a message makes of what the members know, and what they tell of it.

    A text that its own version cannot read is refused, by all alike: whoever wrote it was in error.
    """
    if program is None or refusal is not None:
        return values, Ignored(entry, refusal or Refusal(Why.UNREADABLE, (entry.group,)))
    try:
        now, result = program.apply(values, *program.decode(entry.body))
    except (ValueError, KeyError):
        return values, Ignored(entry, Refusal(Why.UNREADABLE, (entry.group,)))
    return now, Output(entry.group, entry.built_at, result)


def is_stuck(node: Node) -> bool:
    """There are messages that the node could not read: it needs a snapshot of what they have led to."""
    return node.applied.position < node.replica.commit


def data_of(node: Node) -> tuple[tuple[str, str], ...] | None:
    """What the members of every group know, as a snapshot has it: in the encoding of the group's version.

    None if the node does not know it, or does not have the program of a version.
    """
    groups = delivered_view(node).groups
    programs = {group.name: program_of(node.release, group.version) for group in groups}
    texts = tuple(
        (name, program.save(values_of(node.applied, name))) for name, program in programs.items() if program is not None
    )
    return None if is_stuck(node) or len(texts) < len(groups) else texts
