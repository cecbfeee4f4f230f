"""Counterexamples for people and for other tools.

Read `saved` first: a run as a value that outlives the program. `replay` runs it again. `story` is what every way of
showing it says: `lanes`, `diff` and `mermaid` are for reading, `itf` for other checkers, `pytest_out` for a regression
test. `formats` knows them by name and reads back whatever can be read back. Underneath, `shape` says what the type of a
state is made of, `plain` turns states into plain data and back, and `schema` does so with their types.
"""

from upshift.proofs.trace.diff import diff
from upshift.proofs.trace.formats import WRITERS, Writer, load, read_any, write_file
from upshift.proofs.trace.itf import from_itf, to_itf
from upshift.proofs.trace.lanes import lanes
from upshift.proofs.trace.mermaid import from_mermaid, to_mermaid
from upshift.proofs.trace.plain import decode, encode
from upshift.proofs.trace.pytest_out import from_pytest, to_pytest
from upshift.proofs.trace.replay import decides, replay
from upshift.proofs.trace.saved import SCHEMA, SavedMove, SavedTrace, from_json, save, to_json, to_line
from upshift.proofs.trace.schema import describe, rebuild
from upshift.proofs.trace.shape import TraceError
from upshift.proofs.trace.story import Step, again, steps

__all__ = [
    "SCHEMA",
    "WRITERS",
    "SavedMove",
    "SavedTrace",
    "Step",
    "TraceError",
    "Writer",
    "again",
    "decides",
    "decode",
    "describe",
    "diff",
    "encode",
    "from_itf",
    "from_json",
    "from_mermaid",
    "from_pytest",
    "lanes",
    "load",
    "read_any",
    "rebuild",
    "replay",
    "save",
    "steps",
    "to_itf",
    "to_json",
    "to_line",
    "to_mermaid",
    "to_pytest",
    "write_file",
]
