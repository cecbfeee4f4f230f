"""Exploration of systems with finitely many states within a bound.

Read `system` (what an engine is given) and `result` (what it answers) first, then `reference`, the engine that is to be
trusted by reading: breadth first over a `graph`, within a `budget`. `calm` picks the run that is shown and replays it;
`liveness` judges, on the finished graph, the laws about what comes in the end; `normal` holds the normal form to its
promise, and `offers` the moves on offer to theirs. `effort` says how far a system is to be explored, `engines` picks
the engine for it: where a search is too much, `sample` takes random runs, and `shorten` makes them fit to be shown.
`toys` are small systems with known answers.
"""

from upshift.proofs.explore.budget import UNLIMITED, Budget, Progress, Tick
from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.effort import Effort, Exhaustive, Levels, Samples
from upshift.proofs.explore.engines import run
from upshift.proofs.explore.graph import Graph, deadlocked
from upshift.proofs.explore.normal import check_normal_form
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.result import (
    Bounded,
    Complete,
    Exploration,
    Finding,
    ProvedForAll,
    Run,
    Sampled,
    Truncated,
    Unknown,
    Verdict,
    established,
)
from upshift.proofs.explore.sample import sample
from upshift.proofs.explore.system import Eventually, Kind, Law, Move, Reachable, StateLaw, StepLaw, System, Witness

__all__ = [
    "UNLIMITED",
    "Bounded",
    "Budget",
    "Complete",
    "Effort",
    "Eventually",
    "Exhaustive",
    "Exploration",
    "Finding",
    "Graph",
    "Kind",
    "Law",
    "Levels",
    "Move",
    "Progress",
    "ProvedForAll",
    "Reachable",
    "ReplayError",
    "Run",
    "Sampled",
    "Samples",
    "StateLaw",
    "StepLaw",
    "System",
    "Tick",
    "Truncated",
    "Unknown",
    "Verdict",
    "Witness",
    "check_normal_form",
    "deadlocked",
    "established",
    "explore",
    "explore_graph",
    "run",
    "sample",
]
