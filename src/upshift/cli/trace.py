"""`upshift trace`: a saved counterexample, run again on the model as it is now, and only then shown."""

from argparse import Namespace
from typing import Final

from upshift.cli.errors import Exit, UsageError
from upshift.cli.formats import format_of, written
from upshift.cli.outputs import STDOUT, check_writable, write
from upshift.cli.report import Reporter
from upshift.proofs.catalogue import build
from upshift.proofs.trace import TraceError, load, replay
from upshift.proofs.trace.story import count, outcome

TO_READ: Final = frozenset({"lanes", "diff"})
"""The formats for people."""


def run(arguments: Namespace, reporter: Reporter) -> Exit:
    """Replays a trace, and shows it in a format or writes it to a file.

    Raises:
        UsageError: the file cannot be read, is no trace, or the output cannot be written.
        UnknownNameError: the trace is of a scenario, clause or mutation that there is not.
    """
    shown = arguments.out in {None, STDOUT}
    form = arguments.format or (None if shown else format_of(arguments.out)) or "lanes"
    check_writable((arguments.out,))
    try:
        saved = load(arguments.file)
        system = build(saved.scenario, saved.dropped, saved.mutation)
    except (TraceError, ValueError) as error:
        raise UsageError(str(error)) from error
    try:
        replay(saved, system)
    except TraceError as error:
        reporter.error(f"upshift: {arguments.file} does not replay: {error}")
        return Exit.DIFFERS
    # A person reads it above the trace; what a program reads is the trace and nothing else.
    tell = reporter.note if shown and form not in TO_READ else reporter.say
    tell(f"replayed: {count(len(saved.moves), 'step')}, {saved.law} is {outcome(saved)} as it was")
    text = written(saved, form)
    if shown:
        reporter.say(text)
    else:
        write(arguments.out, text + "\n")
    return Exit.AS_EXPECTED
