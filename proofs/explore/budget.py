"""What an exploration may cost, how the cost is watched, and what is told while it goes on."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`, which Linux gives in kibibytes."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a search may spend; None is no limit.

    Memory is the highest that the whole process has ever used, so it also counts what was held before the search began.
    """

    states: int | None = None
    seconds: float | None = None
    memory_bytes: int | None = None


UNLIMITED = Budget()
"""The budget of a search that runs until it is done."""


@dataclass(frozen=True, slots=True)
class Tick:
    """How far a search has come: `frontier` states of `level` are still to be expanded.

    Where the `unit` is a run, `level` counts the runs that were taken, and `frontier` those that are left.
    """

    level: int
    states: int
    transitions: int
    frontier: int
    seconds: float
    unit: Literal["level", "run"] = "level"


Progress = Callable[[Tick], None]
"""Told of every level when it is done, and now and then within a long one."""


def peak_memory() -> int:
    """The highest resident memory of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


class Gauge:
    """Watches one budget from the moment it is made."""

    __slots__ = ("_began", "_budget")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """The time since the gauge was made."""
        return time.monotonic() - self._began

    def spent(self, states: int) -> str | None:
        """The part of the budget that has run out, as `Truncated` names it; None while there is some of all."""
        budget = self._budget
        if budget.states is not None and states > budget.states:
            return "states"
        if budget.seconds is not None and self.seconds > budget.seconds:
            return "seconds"
        if budget.memory_bytes is not None and peak_memory() > budget.memory_bytes:
            return "memory"
        return None
