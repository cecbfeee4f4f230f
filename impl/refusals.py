"""Why something that was asked for is not done: the reason, and the nodes or groups that it names."""

from dataclasses import dataclass
from enum import Enum


class Why(Enum):
    """The reasons. The first seven stand in the order in which the guard of an adjust judges."""

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
    NOT_CONFIGURED = "NOT_CONFIGURED"
    UNREADABLE = "UNREADABLE"
    STALE = "STALE"
    """What was asked for is about something that is no more, or is done already: it is nothing."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, and the names of the nodes or groups that it is about."""

    why: Why
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.why.name}: {', '.join(self.names)}" if self.names else self.why.name
