"""What an explorer answers: how far it looked, what it counted, and what it found, as plain values.

Of the verdicts only `Complete` and `ProvedForAll` are true where a truth value is asked for: nothing else is a pass.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from upshift.proofs.explore.system import Law, Move

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Complete:
    """Every reachable state within the system's stated bounds was visited."""

    def __str__(self) -> str:
        return "Complete"


@dataclass(frozen=True, slots=True)
class Bounded:
    """Every state of the first `depth` levels was visited (the initial states are level 1)."""

    depth: int

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"Bounded({self.depth})"


@dataclass(frozen=True, slots=True)
class Truncated:
    """The budget ran out, nothing is established; `budget` is `states`, `seconds`, `memory` or `interrupted`."""

    budget: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"Truncated({self.budget})"


@dataclass(frozen=True, slots=True)
class Sampled:
    """`runs` random runs from `seed`."""

    runs: int
    seed: int

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"Sampled({self.runs}, seed {self.seed})"


@dataclass(frozen=True, slots=True)
class ProvedForAll:
    """Proved by machine for every size."""

    def __str__(self) -> str:
        return "ProvedForAll"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known, and why."""

    why: str

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"Unknown({self.why})"


Verdict = Complete | Bounded | Truncated | Sampled | ProvedForAll | Unknown


def established(verdict: Verdict) -> bool:
    """Only a complete search and a proof establish that a law holds."""
    return isinstance(verdict, Complete | ProvedForAll)


@dataclass(frozen=True)
class Run(Generic[S]):
    """A run: `states[i+1]` is what `moves[i]` made of `states[i]`; with `loop` it goes on from `states[loop]` for ever.

    The states are the system's own, not canonical ones: a run is replayed before it is kept. A run that stutters for
    ever in its last state has `loop == len(moves)`. (The last state of a lasso equals `states[loop]` up to the
    canonical form.)
    """

    moves: tuple[Move[S], ...]
    states: tuple[S, ...]
    loop: int | None = None

    @property
    def steps(self) -> int:
        """The number of moves."""
        return len(self.moves)


@dataclass(frozen=True)
class Finding(Generic[S]):
    """A law and the run that decides it: a counterexample, or for a witness the example that was asked for.

    A counterexample of `Reachable` ends in a state from which the goal is out of reach.
    """

    law: Law[S]
    run: Run[S]


@dataclass(frozen=True)
class Exploration(Generic[S]):
    """The outcome of one exploration.

    `depth` counts levels, the initial states being level 1. `broken` holds the laws that failed, in the order of their
    run's length, then of the laws; `seen` the witnesses found, in the same order. `unseen` names the witnesses not
    found, and the laws of the kind `Eventually` whose `when` was never true. `cut` counts successors that the bound
    left out; `idle` names the actions that were never enabled. When `broken` is not empty the verdict is at best
    Bounded, unless the search was asked to go on. It is Unknown when the bound cut what decides a law about what comes
    in the end. Where the system asks for some levels or for random runs only, the verdict is Bounded or Sampled also if
    nothing broke, and of what comes in the end nothing is said.
    """

    system: str
    engine: str
    verdict: Verdict
    states: int
    transitions: int
    depth: int
    cut: int
    seconds: float
    broken: tuple[Finding[S], ...]
    seen: tuple[Finding[S], ...]
    unseen: tuple[str, ...]
    idle: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Every law was established: the search is complete, nothing broke, and every witness was seen."""
        return established(self.verdict) and not self.broken and not self.unseen
