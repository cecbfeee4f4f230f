"""Groups and their messages, judged at their position: creation, the version that a message carries, its function.

Source: protocol 6, claims 2 and 12.
"""

from dataclasses import replace

from upshift.impl.entries import CreateGroup, Message
from upshift.impl.refusals import Refusal, Why
from upshift.impl.views import Group, View, group_of, is_active, seat_of, with_seat


def judge_create(view: View, entry: CreateGroup) -> View | Refusal:
    """CREATE_GROUP: the group starts at the cluster version, also while others are still to be told of it."""
    if group_of(view, entry.group) is not None:
        return Refusal(Why.STALE, (entry.group,))
    made = Group(entry.group, entry.hosts, view.version)
    return replace(view, groups=tuple(sorted((*view.groups, made), key=lambda group: group.name)))


def judge_message(view: View, entry: Message) -> Refusal | None:
    """What all members say of a message at its position; None is that they process it."""
    group = group_of(view, entry.group)
    if group is None:
        return Refusal(Why.NOT_CONFIGURED, (entry.group,))
    if group.version != entry.built_at:
        return Refusal(Why.VERSION_CHANGED, (entry.group,))
    if group.version < entry.needs:
        return Refusal(Why.FUNCTION_NOT_AVAILABLE, (entry.group,))
    return None


def is_next(view: View, entry: Message) -> bool:
    """The message is the next of its sender's ACTIVE incarnation: it does not come twice, or before an earlier one."""
    seat = seat_of(view, entry.sender)
    return is_active(view, entry.sender, entry.incarnation) and entry.number == seat.said + 1


def judge_said(view: View, entry: Message) -> tuple[View, Refusal | None]:
    """The view after a message, and what its group says of it; refused or not, it has been said."""
    if not is_next(view, entry):
        return view, Refusal(Why.STALE, (entry.sender,))
    seat = seat_of(view, entry.sender)
    return with_seat(view, replace(seat, said=entry.number)), judge_message(view, entry)
