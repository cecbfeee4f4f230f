"""How a command ends: its exit codes, and the error that is the user's to mend."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes, which scripts rely on."""

    AS_EXPECTED = 0
    DIFFERS = 1
    """A law is violated, or something is not as promised."""
    USAGE = 2
    """The arguments or a file are not usable."""
    NOT_ESTABLISHED = 3
    """A budget ran out, or nothing is known."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    """Nobody reads what is written any more."""


class UsageError(Exception):
    """Bad input: one line that says what is wrong with it, and names the nearest thing that would be right."""
