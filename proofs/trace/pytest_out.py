"""A trace as a pytest function that can be run, kept and read back: the counterexample as a regression test.

It asserts that the law is still decided as it was; after a repair it fails, and says at which step the run ends now.
"""

import ast
import json
import re
from collections.abc import Iterator
from typing import Final

from upshift.proofs.trace.saved import SavedTrace, from_json, to_json
from upshift.proofs.trace.shape import TraceError
from upshift.proofs.trace.story import WIDTH, again, heading, outcome, steps

BUILDER: Final = "upshift.proofs.catalogue:build"
"""`module:function`; called with the scenario, the clauses dropped and the mutation it answers the system."""

TEMPLATE: Final = '''"""{title}

{again}
"""

from {module} import {builder}
from upshift.proofs.trace import from_json, replay

STEPS = (
{steps})


def test_{name}() -> None:
    """{says}"""
    saved = from_json(SAVED)
    found = replay(saved, {builder}(saved.scenario, saved.dropped, saved.mutation))
    assert STEPS == tuple(move.label for move in found.run.moves)
{asserted}

SAVED = r"""
{saved}"""
'''

ASSERTED: Final = {
    "always": "    assert not found.law.holds(found.run.states[-1])\n",
    "step": "    assert not found.law.holds(*found.run.states[-2:])\n",
    "eventually": "    assert not any(found.law.then(state) for state in found.run.states[found.run.loop :])\n",
    "reachable": "    assert not found.law.goal(found.run.states[-1])\n",
    "sometimes": "    assert found.law.seen(found.run.states[-2], found.run.moves[-1], found.run.states[-1])\n",
}


def to_pytest(saved: SavedTrace, builder: str = BUILDER) -> str:
    """The text of a test file; `builder` says who makes the system, as `module:function`."""
    module, _, function = builder.partition(":")
    return TEMPLATE.format(
        title=_quoted(f"{next(heading(saved))}, as upshift found it."),
        again=_quoted(f"Found again by: {again(saved)}"),
        module=module,
        builder=function,
        saved=to_json(saved),
        steps="".join(_steps(saved)),
        name=re.sub(r"\W+", "_", f"{saved.law}_is_{outcome(saved)}_in_{saved.scenario}").strip("_"),
        says=_quoted(saved.says),
        asserted=ASSERTED[saved.law_kind],
    )


def from_pytest(text: str) -> SavedTrace:
    """The trace in a test file that was written here.

    Raises:
        TraceError: there is none, or it is broken.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise TraceError(f"broken Python: {error}; is the file cut off?") from error
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="SAVED")], value=ast.Constant(value=str() as saved)):
                return from_json(saved)
            case _:
                continue
    raise TraceError("a Python file without SAVED: it was not saved by upshift")


def _steps(saved: SavedTrace) -> Iterator[str]:
    """The label of each step, and beside it what it changed, as far as there is room."""
    for step in steps(saved):
        line = f"    {json.dumps(step.move.label)},"
        comment = f"  # {'; '.join(map(str, step.changes))}" if step.changes else ""
        room = max(WIDTH - len(line), len("  # ..."))
        yield line + (comment if len(comment) <= room else comment[: room - 3] + "...") + "\n"


def _quoted(text: str) -> str:
    """The text as it can stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"', "'")
