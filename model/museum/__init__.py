"""The museum: real mistakes, each as a small change to this protocol.

Read `mutation` (what a mutation is), then the chapters: `joins`, `readiness`, `switch`, `replay`, `work`, `abort`, and
`ours`. The stories and links are data: `cases.toml`, read by `cases`.
"""

from upshift.model.museum.abort import ABORT
from upshift.model.museum.joins import JOINS
from upshift.model.museum.mutation import Mutation
from upshift.model.museum.ours import OURS
from upshift.model.museum.readiness import READINESS
from upshift.model.museum.replay import REPLAY
from upshift.model.museum.switch import SWITCH
from upshift.model.museum.work import WORK

MUTATIONS = (*JOINS, *READINESS, *SWITCH, *REPLAY, *WORK, *ABORT, *OURS)

__all__ = ["MUTATIONS", "Mutation"]
