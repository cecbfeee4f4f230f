"""Groups and messages: the version that a message carries, and functions that a version introduced (protocol 6)."""

from dataclasses import replace

from upshift.model.ordering import ordered, votes
from upshift.model.state import State, is_member, last
from upshift.model.values import Map
from upshift.model.views import Entry, Group, GroupView, Node, Reason, Refusal, View, about_group


def created(view: View, g: Group, on: Map[Node, bool]) -> View:
    """The view after a group's creation: it starts at the cluster version."""
    return replace(view, groups=view.groups.set(g, GroupView(True, on, view.version)))


def create_group(s: State, g: Group, on: Map[Node, bool]) -> State | None:
    """Create a group on some nodes, at any time; the ACTIVE ones have its members when they deliver the entry."""
    view = last(s)
    if view.groups[g].exists:
        return None
    return ordered(s, about_group(Reason.CREATE_GROUP, g), created(view, g, on))


def version_unchanged(view: View, g: Group, built_at: int) -> bool:
    """The group is still at the version that the message was built at."""
    return view.groups[g].version == built_at


def function_available(view: View, g: Group, function: int) -> bool:
    """The group's version has the function."""
    return function <= view.groups[g].version


def message_refusal(view: View, g: Group, built_at: int, function: int) -> Refusal | None:
    """What all members say of the message at its position."""
    if not version_unchanged(view, g, built_at):
        return Refusal.VERSION_CHANGED
    if not function_available(view, g, function):
        return Refusal.FUNCTION_NOT_AVAILABLE
    return None


def written_message(s: State, n: Node, g: Group) -> int:
    """A message is encoded in the version that the member runs, not in the newest that its software knows."""
    return s.nodes[n].uses[g]


def send(s: State, n: Node, g: Group, function: int) -> State | None:
    """A member sends its group a message that uses the function which version `function` introduced."""
    built_at = s.nodes[n].uses[g]
    if not (is_member(s, n) and built_at != 0 and votes(s, n)):
        return None
    view = last(s)
    why = message_refusal(view, g, built_at, function)
    return ordered(s, Entry(Reason.MESSAGE, n, g, None, why, built_at, function, written_message(s, n, g)), view)
