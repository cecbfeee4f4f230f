"""What operators and clients ask of a node: each is refused at once, with a reason, or proposed to the leader."""

from dataclasses import replace
from typing import assert_never

from upshift.impl.adjust import guard
from upshift.impl.commands import Refused
from upshift.impl.entries import AddNode, Adjust, CreateGroup, Entry, Fail, Leave, Message, Partition, RemoveNode
from upshift.impl.events import (
    Ask,
    AskToAdjust,
    AskToLeave,
    Call,
    Configure,
    Create,
    ReportFailed,
    ReportLost,
    Unconfigure,
)
from upshift.impl.leading import considered
from upshift.impl.node import Node, Step, delivered_view, is_member, version_run, waiting
from upshift.impl.ordering.replica import is_leader, keeps_promise
from upshift.impl.programs import Program, Release, program_of
from upshift.impl.proposing import propose, to_leader
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import Request, seat_of


def asked(node: Node, ask: Ask) -> Step:
    """What a node makes of something that is asked of it."""
    match ask:
        case AskToAdjust():
            return asked_to_adjust(node, ask)
        case AskToLeave():
            return asked_to_leave(node, ask)
        case Call():
            return asked_to_call(node, ask)
        case ReportFailed(node=name):
            return once(node, ask, Fail(name, seat_of(delivered_view(node), name).incarnation))
        case ReportLost(node=name):
            return once(node, ask, Partition(name, seat_of(delivered_view(node), name).incarnation))
        case Configure(node=name):
            return once(node, ask, AddNode(name))
        case Unconfigure(node=name):
            return once(node, ask, RemoveNode(name))
        case Create(group=group, hosts=hosts):
            return once(node, ask, CreateGroup(group, hosts))
        case _:
            assert_never(ask)


def once(node: Node, ask: Ask, entry: Entry) -> Step:
    """Proposes an entry, and leaves it to who asked to ask again if nothing comes of it."""
    if not keeps_promise(node.replica) or node.replica.leader is None:
        return node, (Refused(ask, Refusal(Why.NO_QUORUM)),)
    if is_leader(node.replica):
        return considered(node, node.replica.name, entry)
    return node, to_leader(node, entry)


def fast_check(node: Node, request: Request) -> Refusal | None:
    """This node's own check of a request, on what it has delivered (claims 15-17)."""
    if not is_member(node):
        return Refusal(Why.NOT_A_MEMBER, (node.replica.name,))
    refusal = guard(delivered_view(node), request)
    if refusal is None and node.replica.leader is None:
        return Refusal(Why.NO_QUORUM)
    return refusal


def asked_to_adjust(node: Node, ask: AskToAdjust) -> Step:
    """A request that this node's own check refuses orders nothing, and its id is retired; else it is proposed."""
    if waiting(node) is not None:
        return node, (Refused(ask, Refusal(Why.ADJUST_IN_PROGRESS, (node.replica.name,))),)
    request = Request(node.replica.name, node.replica.incarnation, node.asked + 1, ask.target)
    counted = replace(node, asked=request.number)
    refusal = fast_check(node, request)
    if refusal is not None:
        return counted, (Refused(ask, refusal),)
    return propose(counted, Adjust(request))


def asked_to_leave(node: Node, ask: AskToLeave) -> Step:
    """A member asks to be stopped in order."""
    if not is_member(node):
        return node, (Refused(ask, Refusal(Why.NOT_A_MEMBER, (node.replica.name,))),)
    if node.replica.leader is None:
        return node, (Refused(ask, Refusal(Why.NO_QUORUM)),)
    return propose(node, Leave(node.replica.name, node.replica.incarnation))


def spoken_by(release: Release, version: int) -> Program | None:
    """A message is written as its group's version writes, not as the newest that is installed would."""
    return program_of(release, version)


def asked_to_call(node: Node, ask: Call) -> Step:
    """A member sends its group a message, built at the version that it runs and written as that version writes."""
    version = version_run(node, ask.group)
    if version is None:
        return node, (Refused(ask, Refusal(Why.NOT_A_MEMBER, (node.replica.name,))),)
    program = spoken_by(node.release, version)
    needs = node.release.programs[-1].functions.get(ask.function)
    if program is None or needs is None:
        return node, (Refused(ask, Refusal(Why.FUNCTION_NOT_AVAILABLE, (ask.group,))),)
    if node.replica.leader is None:
        return node, (Refused(ask, Refusal(Why.NO_QUORUM)),)
    body, number = program.encode(ask.function, ask.argument), node.spoken + 1
    message = Message(node.replica.name, ask.group, version, needs, body, node.replica.incarnation, number)
    return propose(replace(node, spoken=number), message)
