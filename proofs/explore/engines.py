"""Which engine explores a system: the one for the effort that the system asks for."""

from typing import TypeVar, assert_never

from upshift.proofs.explore.budget import UNLIMITED, Budget, Progress
from upshift.proofs.explore.effort import Exhaustive, Levels, Samples
from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Exploration
from upshift.proofs.explore.sample import sample
from upshift.proofs.explore.system import System

S = TypeVar("S")


def run(
    system: System[S], budget: Budget = UNLIMITED, progress: Progress | None = None, *, keep_going: bool = False
) -> Exploration[S]:
    """Explores a system with the effort that it asks for.

    Raises:
        ValueError: no initial state, or none within the bound.
        ReplayError: a run of the engine is none of the system itself.
    """
    match system.effort:
        case Exhaustive() | Levels():
            return explore(system, budget, progress, keep_going=keep_going)
        case Samples() as effort:
            return sample(system, effort, budget, progress, keep_going=keep_going)
        case _:
            assert_never(system.effort)
