"""Mistakes about the work around the switch: M32 to M36."""

from dataclasses import replace

from upshift.model import delivery, groups, requests
from upshift.model.groups import message_refusal, written_message
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import ordered, votes
from upshift.model.state import Local, State, is_member, known_view, last
from upshift.model.values import Map
from upshift.model.views import Entry, Group, GroupView, Node, Position, Reason, Request, View


def accepted_and_marked_done(view: View, request: Request) -> View:
    """All groups are recorded as switched when the switch is accepted; their members are still to be told."""
    done = Map(
        {g: GroupView(True, group.hosts, request.target) if group.exists else group for g, group in view.groups.items()}
    )
    return replace(requests.accepted(view, request), groups=done)


M32 = Mutation("M32", "switch-crash", ((requests.accepted, accepted_and_marked_done),))


def restored_and_migrated(here: Position, g: Group) -> int:
    """A member that joins runs the migration of the version that it finds, which the others have run before."""
    version = here.view.groups[g].version
    return version + 1 if version > 1 else version


M33 = Mutation("M33", "switch-crash", ((delivery.restored, restored_and_migrated),), law="capability")


def member_version_at_acceptance(me: Local, n: Node, g: Group, here: Position) -> int:
    """A member switches when its node delivers the acceptance, node by node, not at its group's notice."""
    version = delivery.member_version(me, n, g, here)
    if version != 0 and here.entry.request is not None and here.entry.refusal is None:
        return here.view.version
    return version


M34 = Mutation(
    "M34", "switch-crash", ((delivery.member_version, member_version_at_acceptance),), law="same_switch_order"
)


def send_as_gated_here(s: State, n: Node, g: Group, function: int) -> State | None:
    """The gate is read where the message is built; its position is not asked again."""
    built_at = s.nodes[n].uses[g]
    if not (is_member(s, n) and built_at != 0 and votes(s, n)):
        return None
    why = message_refusal(known_view(s, n), g, built_at, function)
    entry = Entry(Reason.MESSAGE, n, g, None, why, built_at, function, written_message(s, n, g))
    return ordered(s, entry, last(s))


M35 = Mutation("M35", "messages", ((groups.send, send_as_gated_here),))


def never_drained(view: View, g: Group, built_at: int) -> bool:
    """What was built before the switch is processed after it."""
    del view, g, built_at
    return True


M36 = Mutation("M36", "messages", ((groups.version_unchanged, never_drained),))

WORK = (M32, M33, M34, M35, M36)
