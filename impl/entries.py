"""What can be ordered: one class for each kind of entry, and the reason by which the log knows it (protocol 1).

LEAVE, FAIL and PARTITION name the incarnation that they end; JOIN names the one that it begins. MERGE is no class of
its own: it is what the JOIN of a node that was PARTITIONED is called.
"""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from upshift.impl.versions import Range
from upshift.impl.views import Request, Status, View, seat_of


class Reason(Enum):
    """Why an entry is in the log; those from CREATE_GROUP on are no membership changes."""

    JOIN = "JOIN"
    LEAVE = "LEAVE"
    FAIL = "FAIL"
    PARTITION = "PARTITION"
    MERGE = "MERGE"
    ADD_NODE = "ADD_NODE"
    REMOVE_NODE = "REMOVE_NODE"
    ADJUST_VERSION = "ADJUST_VERSION"
    CREATE_GROUP = "CREATE_GROUP"
    MESSAGE = "MESSAGE"
    OPENING = "OPENING"


@dataclass(frozen=True, slots=True)
class Join:
    """A node announces an incarnation, and the versions that its software supports."""

    node: str
    incarnation: int
    claim: Range


@dataclass(frozen=True, slots=True)
class Leave:
    """A node stops in order."""

    node: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class Fail:
    """A failure that is confirmed."""

    node: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class Petition:
    """A node below its floor asks that its incarnations up to this one, its latest, be ended; its reason is FAIL."""

    node: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class Partition:
    """Contact is lost, and a failure is not confirmed."""

    node: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class AddNode:
    """A node is configured; it is INACTIVE until it joins."""

    node: str


@dataclass(frozen=True, slots=True)
class RemoveNode:
    """A node is taken out of the roster; to come back it is added again."""

    node: str


@dataclass(frozen=True, slots=True)
class Adjust:
    """A request to adjust the version, judged at its position."""

    request: Request


@dataclass(frozen=True, slots=True)
class Notice:
    """A group is told of the version that is in force: its members switch when they deliver it."""

    group: str
    to: int


@dataclass(frozen=True, slots=True)
class CreateGroup:
    """A group is created on some nodes, given in configured order."""

    group: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a group, the `number`-th of one incarnation of its sender.

    `built_at` is the group version that it was built at, and in whose encoding its `body` is; `needs` is the version
    that introduced the function which it uses.
    """

    sender: str
    group: str
    built_at: int
    needs: int
    body: str
    incarnation: int
    number: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The first entry of a leader that finds something uncommitted in its log: with it the rest can be committed."""


Entry = (
    Join
    | Leave
    | Fail
    | Petition
    | Partition
    | AddNode
    | RemoveNode
    | Adjust
    | Notice
    | CreateGroup
    | Message
    | Opening
)


def reason_of(entry: Entry, before: View) -> Reason:
    """The reason of an entry that is ordered after the view `before`."""
    match entry:
        case Join(node=node):
            return Reason.MERGE if seat_of(before, node).status is Status.PARTITIONED else Reason.JOIN
        case Leave():
            return Reason.LEAVE
        case Fail() | Petition():
            return Reason.FAIL
        case Partition():
            return Reason.PARTITION
        case AddNode():
            return Reason.ADD_NODE
        case RemoveNode():
            return Reason.REMOVE_NODE
        case Adjust() | Notice():
            return Reason.ADJUST_VERSION
        case CreateGroup():
            return Reason.CREATE_GROUP
        case Message():
            return Reason.MESSAGE
        case Opening():
            return Reason.OPENING
        case _:
            assert_never(entry)
