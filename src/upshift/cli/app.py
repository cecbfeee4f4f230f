"""From arguments to an exit code: every way in which a command may end is caught here, and none is a traceback."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TextIO

from upshift.cli import check, claims, mutations, trace, verify
from upshift.cli.errors import Exit, UsageError
from upshift.cli.outputs import STDOUT
from upshift.cli.parser import parse
from upshift.cli.report import Reporter
from upshift.proofs.catalogue import UnknownNameError
from upshift.proofs.explore import ReplayError
from upshift.proofs.manifest import ManifestError
from upshift.proofs.trace import TraceError

Command = Callable[[Namespace, Reporter], Exit]

RUN: Final[Mapping[str, Command]] = {
    "verify": verify.run,
    "check": check.run,
    "mutations": mutations.run,
    "trace": trace.run,
    "claims": claims.run,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments name, by default those of the process, and answers its exit code."""
    reporter = Reporter(sys.stdout, sys.stderr)
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        if vars(arguments).get("json") == STDOUT:
            reporter = Reporter(None, sys.stderr, sys.stdout)
        code = RUN[arguments.command](arguments, reporter)
        reporter.flush()
    except SystemExit as asked:
        return Exit.AS_EXPECTED if asked.code is None else int(asked.code)
    except (UsageError, UnknownNameError, ManifestError, TraceError) as error:
        reporter.error(f"upshift: {error}")
        return Exit.USAGE
    except (ReplayError, MemoryError, RecursionError) as error:
        reporter.error(f"upshift: nothing is established: {type(error).__name__}: {error}")
        return Exit.NOT_ESTABLISHED
    except KeyboardInterrupt:
        reporter.error("upshift: interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has left.
        _abandon(sys.stdout)
        return Exit.BROKEN_PIPE
    except OSError as error:
        reporter.error(f"upshift: the output cannot be written: {error.strerror}")
        _abandon(sys.stdout)
        return Exit.USAGE
    return code


def _abandon(stream: TextIO) -> None:
    """Sends what is still to be written nowhere: Python would complain once more when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
