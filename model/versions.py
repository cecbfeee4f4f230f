"""Versions, and the ranges of versions that software supports."""

from upshift.model.values import Remembers, record


@record
class Range(Remembers):
    """The versions that software can run, `oldest` and `newest` included; `newest` is its potential version."""

    oldest: int
    newest: int

    def __str__(self) -> str:
        return f"{self.oldest}..{self.newest}"


def supports(software: Range, version: int) -> bool:
    """The version lies in the range."""
    return software.oldest <= version <= software.newest
