"""Versions, and the range of versions that a piece of software supports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The versions that software can run, `oldest` and `newest` included; `newest` is its potential version.

    Raises ValueError for an empty range and for versions below 1.
    """

    oldest: int
    newest: int

    def __post_init__(self) -> None:
        if not 1 <= self.oldest <= self.newest:
            raise ValueError(f"no range of versions: {self.oldest}..{self.newest}")

    def __contains__(self, version: int) -> bool:
        return self.oldest <= version <= self.newest

    def __str__(self) -> str:
        return f"{self.oldest}..{self.newest}"
