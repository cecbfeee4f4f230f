"""What the log is made of: entries, and the view of the cluster after each of them (protocol 1).

A view is everything that the members agree on after a prefix of the log: the roster, the cluster version, the groups,
and the ledger of requests. It is stored with every position, so that nothing has to be folded over history.
"""

from enum import Enum
from typing import NewType

from upshift.model.values import Map, Remembers, record
from upshift.model.versions import Range

Node = NewType("Node", str)
Group = NewType("Group", str)


class Status(Enum):
    """What the roster says of a node; ABSENT is a node that is not configured (not yet added, or removed)."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    PARTITIONED = "PARTITIONED"
    ABSENT = "ABSENT"


class Reason(Enum):
    """Why an entry is in the log. All but the last two (and GENESIS) are membership changes."""

    GENESIS = "GENESIS"
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


class Refusal(Enum):
    """Why something that was asked is not done. The order of the first seven is the order in which the guard judges."""

    NOT_A_MEMBER = "NOT_A_MEMBER"
    ADJUST_IN_PROGRESS = "ADJUST_IN_PROGRESS"
    NOTHING_TO_ADJUST = "NOTHING_TO_ADJUST"
    BAD_TARGET = "BAD_TARGET"
    PARTITIONED = "PARTITIONED"
    NODE_INACTIVE = "NODE_INACTIVE"
    NODE_INCAPABLE = "NODE_INCAPABLE"
    NO_QUORUM = "NO_QUORUM"
    SOFTWARE_TOO_OLD = "SOFTWARE_TOO_OLD"
    SOFTWARE_TOO_NEW = "SOFTWARE_TOO_NEW"
    LAST_NODE = "LAST_NODE"
    LAST_MEMBER = "LAST_MEMBER"
    VERSION_CHANGED = "VERSION_CHANGED"
    FUNCTION_NOT_AVAILABLE = "FUNCTION_NOT_AVAILABLE"


@record
class Request(Remembers):
    """A request to adjust the version, with its id: the `number`-th of one incarnation of a node."""

    node: Node
    incarnation: int
    number: int
    target: int


@record
class Judged(Remembers):
    """A line of the ledger: a request and its verdict, for ever; `refusal` is None if it was accepted."""

    request: Request
    refusal: Refusal | None


@record
class Seat(Remembers):
    """A node's line in the roster: its status, the last incarnation recorded, and its claim (None: unknown)."""

    status: Status
    incarnation: int
    claim: Range | None


@record
class GroupView(Remembers):
    """A group after a prefix: whether it was created yet, the nodes that host it, and its version in use."""

    exists: bool
    hosts: Map[Node, bool]
    version: int


@record
class View(Remembers):
    """The cluster after a prefix of the log.

    The ledger keeps each node's last request: a node has one outstanding at a time.
    """

    roster: Map[Node, Seat]
    version: int
    groups: Map[Group, GroupView]
    ledger: Map[Node, Judged | None]


@record
class Entry(Remembers):
    """One entry of the log; what does not apply to its reason is None or 0.

    An ADJUST_VERSION entry with a `request` is for the cluster; one with a `group` is that group's notice. A MESSAGE
    carries the group version that it was built at (`built_at`) and the version that introduced the function it uses
    (`function`). `written` is the version whose encoding the entry is in: 0 is the frozen encoding that every version
    reads.
    """

    reason: Reason
    node: Node | None
    group: Group | None
    request: Request | None
    refusal: Refusal | None
    built_at: int
    function: int
    written: int


@record
class Position(Remembers):
    """A position of the log: the entry, and the view after it."""

    entry: Entry
    view: View


FROZEN = 0


def about_node(reason: Reason, n: Node) -> Entry:
    """A membership change of one node."""
    return Entry(reason, n, None, None, None, 0, 0, FROZEN)


def about_group(reason: Reason, g: Group) -> Entry:
    """A group's creation, or its notice."""
    return Entry(reason, None, g, None, None, 0, 0, FROZEN)


def seated(view: View, n: Node, seat: Seat) -> View:
    """The view with another line for one node."""
    return View(view.roster.set(n, seat), view.version, view.groups, view.ledger)


def active_as(view: View, n: Node, incarnation: int) -> bool:
    """The roster has this incarnation of the node as ACTIVE."""
    return view.roster[n].status is Status.ACTIVE and view.roster[n].incarnation == incarnation


def hosts(view: View, g: Group, n: Node) -> bool:
    """The group was created and the node hosts it."""
    return view.groups[g].exists and view.groups[g].hosts[n]
