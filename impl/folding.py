"""The pure function that gives the log its meaning: the view after an entry, from the view before it (protocol 1)."""

from typing import NamedTuple, assert_never

from upshift.impl.adjust import judge_adjust, judge_notice
from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    RemoveNode,
)
from upshift.impl.groups import judge_create, judge_said
from upshift.impl.refusals import Refusal
from upshift.impl.roster import (
    judge_add,
    judge_fail,
    judge_join,
    judge_leave,
    judge_partition,
    judge_petition,
    judge_remove,
)
from upshift.impl.views import View


class Outcome(NamedTuple):
    """The view after an entry, and why the entry came to nothing (None: it took effect)."""

    view: View
    refusal: Refusal | None


def after(view: View, entry: Entry) -> Outcome:
    """What an entry comes to at its position. Total: an entry whose guard fails there changes nothing."""
    match entry:
        case Adjust():
            return Outcome(*judge_adjust(view, entry))
        case Message():
            return Outcome(*judge_said(view, entry))
        case Opening():
            return Outcome(view, None)
        case _:
            judgement = judged(view, entry)
            return Outcome(view, judgement) if isinstance(judgement, Refusal) else Outcome(judgement, None)


def judged(
    view: View,
    entry: Join | Leave | Fail | Petition | Partition | AddNode | RemoveNode | Notice | CreateGroup,
) -> View | Refusal:
    """The judgement of an entry that changes the view or is nothing."""
    match entry:
        case Join():
            return judge_join(view, entry)
        case Leave():
            return judge_leave(view, entry)
        case Fail():
            return judge_fail(view, entry)
        case Petition():
            return judge_petition(view, entry)
        case Partition():
            return judge_partition(view, entry)
        case AddNode():
            return judge_add(view, entry)
        case RemoveNode():
            return judge_remove(view, entry)
        case Notice():
            return judge_notice(view, entry)
        case CreateGroup():
            return judge_create(view, entry)
        case _:
            assert_never(entry)
