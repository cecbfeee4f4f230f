"""How far a system is to be explored: all of it, its first levels, or random runs through it.

Only the first can establish a law. The others are for systems that are too large for it, and say so in their verdict.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """Every state within the bound, until there are no more."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Every state of the first `depth` levels and no more; the initial states are level 1."""

    depth: int

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise ValueError(f"{self.depth} levels hold no state")


@dataclass(frozen=True, slots=True)
class Samples:
    """`runs` random runs of at most so many `steps`, always the same for one `seed`.

    Which of the enabled moves is made is a matter of chance, in proportion to the weight of its kind: with
    `protocol=5` a fault is made five times as seldom as a move of the protocol.
    """

    runs: int
    steps: int
    seed: int
    protocol: int = 1
    operator: int = 1
    fault: int = 1

    def __post_init__(self) -> None:
        if self.runs < 1:
            raise ValueError(f"{self.runs} runs show nothing")
        if min(self.protocol, self.operator, self.fault) < 1:
            raise ValueError("a kind of move without a weight would never be made")


Effort = Exhaustive | Levels | Samples

EXHAUSTIVE = Exhaustive()
"""The effort that is made unless a system asks for less."""
