"""What can happen to a node that runs: time passes, a message comes, somebody asks for something.

The counterpart are the commands. There is no clock here: whoever embeds a node decides when a `Tick` or `TimeOut` is
due, and may be wrong about it at any time.
"""

from dataclasses import dataclass

from upshift.impl.messages import NodeMessage

# ---- from the surroundings


@dataclass(frozen=True, slots=True)
class TimeOut:
    """Nothing was heard from a leader for too long."""


@dataclass(frozen=True, slots=True)
class Tick:
    """It is time to say again what may have been lost."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message came from another node."""

    sender: str
    message: NodeMessage


# ---- from operators and clients


@dataclass(frozen=True, slots=True)
class AskToAdjust:
    """Switch the cluster to the version `target`."""

    target: int


@dataclass(frozen=True, slots=True)
class AskToLeave:
    """Stop this node in order."""


@dataclass(frozen=True, slots=True)
class ReportFailed:
    """Another node has failed, and that is confirmed."""

    node: str


@dataclass(frozen=True, slots=True)
class ReportLost:
    """Contact with another node is lost, and a failure is not confirmed."""

    node: str


@dataclass(frozen=True, slots=True)
class Configure:
    """Add a node to the roster."""

    node: str


@dataclass(frozen=True, slots=True)
class Unconfigure:
    """Take a node that does not serve out of the roster."""

    node: str


@dataclass(frozen=True, slots=True)
class Create:
    """Create a group on some nodes."""

    group: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Send a group a message that calls a function."""

    group: str
    function: str
    argument: str


@dataclass(frozen=True, slots=True)
class Compact:
    """Forget the log up to what is delivered; who comes from further behind is brought up by a snapshot."""


Ask = AskToAdjust | AskToLeave | ReportFailed | ReportLost | Configure | Unconfigure | Create | Call
Event = TimeOut | Tick | Received | Compact | Ask
