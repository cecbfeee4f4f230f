"""What a node wants done, in this order: first what it writes, then what it sends, then what it tells.

The counterpart are the events. `Write` holds all that is durable: whoever embeds a node has it on disk, whole, before
doing anything that follows, and gives the last one back to `boot` after a crash.
"""

from dataclasses import dataclass

from upshift.impl.entries import Entry
from upshift.impl.log import Log
from upshift.impl.messages import NodeMessage
from upshift.impl.programs import Values
from upshift.impl.refusals import Refusal
from upshift.impl.views import Request


@dataclass(frozen=True, slots=True)
class Applied:
    """What the members of each group know after the log up to a position, in the order of the groups.

    A group that knows nothing has no line.
    """

    position: int
    values: tuple[tuple[str, Values], ...] = ()


@dataclass(frozen=True, slots=True)
class Disk:
    """All that is durable of one node."""

    term: int
    vote: str | None
    log: Log
    commit: int
    incarnation: int
    floor: int
    applied: Applied


@dataclass(frozen=True, slots=True)
class Write:
    """Put this on disk, whole or not at all, before anything that follows."""

    disk: Disk


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message; it may be lost."""

    to: str
    message: NodeMessage


# ---- what is told to whoever embeds the node


@dataclass(frozen=True, slots=True)
class Joined:
    """The node is a member, as this incarnation."""

    incarnation: int


@dataclass(frozen=True, slots=True)
class PutOut:
    """The cluster has ended this incarnation: the node goes on as the next, and has no members until it has joined."""

    incarnation: int


@dataclass(frozen=True, slots=True)
class Switched:
    """The node's member of a group has switched: from here on it runs this version."""

    group: str
    version: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A request has its verdict; `refusal` is None if it was accepted."""

    request: Request
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Completed:
    """Every group has been told of the version that the request asked for."""

    request: Request


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked for is not done, and why; it was not ordered, so nothing has changed anywhere."""

    asked: object
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class NotOrdered:
    """The leader has declined to order what this node had proposed."""

    entry: Entry
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Output:
    """A member has processed a message: what its function answers, at the version that the group was at."""

    group: str
    version: int
    result: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """The members of a group have refused a message at its position, all alike."""

    entry: Entry
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Stop:
    """The node has done all it had to, or may not enter: end its process."""

    refusal: Refusal | None


Told = Joined | PutOut | Switched | Answered | Completed | Refused | NotOrdered | Output | Ignored | Stop
Command = Write | Send | Told
