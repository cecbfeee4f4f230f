"""What a person may type: the commands, their options, and an example of each."""

import argparse
import math
import re
from collections.abc import Sequence
from typing import Final, Never

from upshift import __version__
from upshift.cli.errors import UsageError
from upshift.proofs.catalogue import nearest
from upshift.proofs.trace import WRITERS
from upshift.proofs.verify import QUICK_TRANSITIONS

COMMANDS: Final = ("verify", "check", "mutations", "trace", "claims")
ENGINES: Final = ("reference",)
UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
SIZE: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[kmgt]?)(?:i?b)?", re.IGNORECASE)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as those of everything else."""

    def error(self, message: str) -> Never:
        """Refuses the arguments.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message} (see: {self.prog} --help)")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as they were meant; `command` is one of COMMANDS.

    Raises:
        UsageError: they mean nothing.
        SystemExit: help or the version was asked for, and printed.
    """
    whole, commands = parsers()
    if not argv:
        raise UsageError(f"which command? There are {', '.join(COMMANDS)} (see: upshift --help)")
    if not argv[0].startswith("-") and argv[0] not in commands:
        raise UsageError(f"no command {argv[0]!r}{nearest(argv[0], COMMANDS)}")
    arguments, unknown = whole.parse_known_args(argv)
    if unknown:
        known = commands[arguments.command].options() if unknown[0].startswith("-") else ()
        what = "option" if unknown[0].startswith("-") else "use for"
        raise UsageError(f"upshift {arguments.command}: no {what} {unknown[0]!r}{nearest(unknown[0], known)}")
    return arguments


class CommandParser(Parser):
    """The parser of one command."""

    def options(self) -> tuple[str, ...]:
        """The names of its options."""
        return tuple(self._option_string_actions)


def parsers() -> tuple[Parser, dict[str, CommandParser]]:
    """The parser of the whole line, and those of the commands by name."""
    whole = Parser(
        prog="upshift",
        description="A model-checked reference for switching a running cluster to a new version.",
        epilog="Exit codes: 0 as expected, 1 a law is violated or something differs, 2 bad input, 3 not established, "
        "130 interrupted. Example: upshift check switch-crash --mutation M16",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"upshift {__version__}")
    adding = whole.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=CommandParser)

    def command(name: str, says: str, example: str) -> CommandParser:
        return adding.add_parser(
            name, help=says, description=f"{says}.", epilog=f"Example: upshift {example}", allow_abbrev=False
        )

    made = {
        "verify": command(
            "verify", "Check everything that the manifest promises", "verify --quick --json verdicts.json"
        ),
        "check": command("check", "Explore one scenario and judge its laws", "check roll-two --drop another_reported"),
        "mutations": command("mutations", "Show the museum of real mistakes, or one of them", "mutations M16"),
        "trace": command("trace", "Run a saved counterexample again and show it", "trace run.itf.json --format diff"),
        "claims": command(
            "claims", "Show where each of the 31 claims is modelled, implemented and checked", "claims --json -"
        ),
    }
    _verify(made["verify"])
    _check(made["check"])
    _mutations(made["mutations"])
    _trace(made["trace"])
    _json(made["claims"])
    return whole, made


# ---- the options of each command


def _verify(parser: Parser) -> None:
    """How much, with how many workers, and whether the manifest is to be written anew."""
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"leave out what takes as long as {QUICK_TRANSITIONS:,} transitions of the model",
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these scenarios, mutations, clauses or toys only")
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="so many at a time (default: a processor each)")
    parser.add_argument("--max-seconds", type=seconds, metavar="S", help="give up on an entry after so many seconds")
    parser.add_argument("--write", action="store_true", help="write the manifest anew from what is found")
    _json(parser)
    _junit(parser)


def _check(parser: Parser) -> None:
    """Which scenario, how it is broken, by which law it is judged, and what it may cost."""
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help="a scenario or toy")
    parser.add_argument("--list", action="store_true", help="name the scenarios and toys")
    parser.add_argument("--drop", action="append", default=[], metavar="CLAUSE", help="without this clause of a guard")
    parser.add_argument("--mutation", metavar="ID", help="with this mistake made")
    parser.add_argument("--law", metavar="NAME", help="judge this law, or look for this witness, and nothing else")
    parser.add_argument("--engine", type=engine, default=ENGINES[0], metavar="ENGINE", help=f"{', '.join(ENGINES)}")
    parser.add_argument("--max-states", type=whole_number, metavar="N", help="give up after so many states")
    parser.add_argument("--max-seconds", type=seconds, metavar="S", help="give up after so many seconds")
    parser.add_argument("--max-memory", type=size, metavar="SIZE", help="give up at so much memory, as 512M or 2G")
    parser.add_argument("--keep-going", action="store_true", help="go on when a law has broken")
    parser.add_argument(
        "--trace", metavar="FILE", help="save the counterexample: .itf.json, .json, .md, .mmd, .py or .txt"
    )
    _format(parser)
    _json(parser)
    _junit(parser)


def _mutations(parser: Parser) -> None:
    """All of them, one, or the clauses of the guards."""
    parser.add_argument("id", nargs="?", metavar="ID", help="tell this one's story, and show its shortest run")
    parser.add_argument("--clauses", action="store_true", help="what each clause of each guard is needed for")
    _json(parser)


def _trace(parser: Parser) -> None:
    """Which file, and how it is shown."""
    parser.add_argument("file", metavar="FILE", help="a counterexample saved as ITF, JSON, Mermaid or pytest")
    _format(parser, None)
    parser.add_argument("--out", metavar="FILE", help="write it there, in the format that the name asks for")


def _format(parser: Parser, default: str | None = "lanes") -> None:
    """How a run is shown."""
    names = ", ".join(WRITERS)
    parser.add_argument("--format", type=form, default=default, metavar="FORMAT", help=f"show the run as {names}")


def _json(parser: Parser) -> None:
    """For programs."""
    parser.add_argument("--json", metavar="FILE", help="write the result as JSON; - is standard output")


def _junit(parser: Parser) -> None:
    """For build servers."""
    parser.add_argument("--junit", metavar="FILE", help="write the result as JUnit XML")


# ---- the values of options


def form(text: str) -> str:
    """A format of a trace."""
    if text not in WRITERS:
        raise argparse.ArgumentTypeError(f"no format {text!r}{nearest(text, WRITERS)}")
    return text


def engine(text: str) -> str:
    """An engine."""
    if text not in ENGINES:
        raise argparse.ArgumentTypeError(f"no engine {text!r}{nearest(text, ENGINES)}")
    return text


def whole_number(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def seconds(text: str) -> float:
    """A positive number of seconds."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return number


def size(text: str) -> int:
    """So many bytes: `512M`, `2G`, `1.5GiB`."""
    match = SIZE.fullmatch(text)
    number = int(float(match["number"]) * UNITS[match["unit"].lower()]) if match else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, as 512M or 2G is")
    return number
