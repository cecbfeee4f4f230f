"""`upshift check`: one scenario or toy explored, with the protocol as it is or broken, and each of its laws judged."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from upshift.cli import jsonout, junit
from upshift.cli.errors import Exit, UsageError
from upshift.cli.formats import format_of, write_trace, written
from upshift.cli.outcome import LawLine, Outcome, Question, WitnessLine, in_words, outcome, summary
from upshift.cli.outputs import STDOUT, check_writable, write
from upshift.cli.report import Column, Reporter, Row, Table
from upshift.model.scenarios import BY_NAME
from upshift.proofs import manifest as manifests
from upshift.proofs.catalogue import TOY, VERSION, bounds_of, build, judged_by, mutation_in, says_of, subjects, title_in
from upshift.proofs.explore import run as explore
from upshift.proofs.explore.budget import Budget
from upshift.proofs.explore.system import System
from upshift.proofs.explore.toys import TOYS
from upshift.proofs.manifest import ManifestError
from upshift.proofs.trace.story import count


def run(arguments: Namespace, reporter: Reporter) -> Exit:
    """Explores what was asked for, shows and writes what was found.

    Raises:
        UsageError: a file cannot be written, or the options make no sense together.
        UnknownNameError: there is no such scenario, clause, mutation or law.
    """
    if arguments.list:
        return _list(arguments, reporter)
    if arguments.scenario is None:
        raise UsageError("check which scenario? upshift check --list names them")
    subject = arguments.scenario
    mutation = mutation_in(subject, arguments.mutation) if arguments.mutation is not None else None
    question = Question(subject, tuple(arguments.drop), mutation, arguments.law)
    system = system_of(question)
    format_of(arguments.trace)
    check_writable((arguments.trace, arguments.json, arguments.junit))
    budget = Budget(arguments.max_states, arguments.max_seconds, arguments.max_memory)
    with reporter.exploring(expected_states(question)) as progress:
        exploration = explore(system, budget, progress, keep_going=arguments.keep_going)
    found = outcome(question, system, exploration)
    _show(found, arguments.format, reporter)
    _keep(found, arguments, reporter)
    return found.exit


def system_of(question: Question) -> System[Any]:
    """The system that a question is about.

    Raises:
        UsageError: it makes no sense.
        UnknownNameError: there is no such scenario, clause, mutation or law.
    """
    try:
        system = build(question.subject, question.dropped, question.mutation)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return system if question.law is None else judged_by(system, question.law)


def expected_states(question: Question) -> int | None:
    """How many states there should be, where the manifest knows."""
    if question.broken or question.law is not None:
        return None
    try:
        entries = manifests.load().entries
    except ManifestError:
        return None
    pinned = entries.get(f"scenario {question.subject}") or entries.get(f"toy {question.subject}")
    return pinned.states if pinned is not None else None


def _keep(found: Outcome, arguments: Namespace, reporter: Reporter) -> None:
    """Writes the files that were asked for."""
    if arguments.trace is not None:
        trace = found.trace(found.shown) if found.shown is not None else None
        if trace is None:
            reporter.note(f"{arguments.trace}: not written: there is no run to save")
        else:
            write_trace(arguments.trace, trace)
            reporter.say(f"saved: {arguments.trace}")
    if arguments.json not in {None, STDOUT}:
        write(arguments.json, jsonout.text(jsonout.verdict(found)))
    if arguments.junit is not None:
        write(arguments.junit, junit.of_outcome(found))
    if arguments.json == STDOUT:
        reporter.document(jsonout.text(jsonout.verdict(found)))


# ---- what a person reads


def _show(found: Outcome, form: str, reporter: Reporter) -> None:
    """What was established, the laws, the witnesses, and the run that breaks a law."""
    question = found.question
    for line in heading(question):
        reporter.say(line)
    reporter.say()
    style = "bold green" if found.holds else "bold red" if found.exploration.broken else "yellow"
    broken = bool(found.exploration.broken)
    reporter.say(in_words(question.subject, found.exploration.verdict, broken=broken), style)
    for line in summary(found.exploration):
        reporter.say(line)
    if found.laws:
        reporter.say()
        reporter.table(table_of_laws(found.laws))
    if found.witnesses:
        reporter.say()
        reporter.table(table_of_witnesses(found.witnesses))
    if found.shown is not None:
        trace = found.trace(found.shown)
        reporter.say()
        reporter.say(written(trace, form) if trace is not None else labels(found))


def heading(question: Question) -> Iterator[str]:
    """What is explored, and how it is broken."""
    yield f"{question.subject}: {says_of(question.subject)}"
    if question.mutation is not None:
        yield f"with the mistake {question.mutation}: {title_in(question.subject, question.mutation)}"
    if question.dropped:
        yield f"without {', '.join(question.dropped)}"


def table_of_laws(lines: tuple[LawLine, ...]) -> Table:
    """A row for each law."""
    return Table((Column("law"), Column("kind"), Column("holds")), tuple(map(_law, lines)))


def _law(line: LawLine) -> Row:
    """A law: it holds, is broken, was not broken so far, or is not established."""
    if line.finding is not None:
        return Row((line.name, line.kind, f"BROKEN in {count(line.finding.run.steps, 'step')}"), "bold red")
    if line.holds:
        return Row((line.name, line.kind, "yes"))
    so_far = f"not broken {line.so_far}" if line.so_far else "not established"
    return Row((line.name, line.kind, "never triggered" if line.vacuous else so_far), "yellow")


def table_of_witnesses(lines: tuple[WitnessLine, ...]) -> Table:
    """A row for each witness."""
    return Table((Column("witness"), Column("seen")), tuple(map(_witness, lines)))


def _witness(line: WitnessLine) -> Row:
    """A witness, and the steps that it takes."""
    if line.finding is not None:
        return Row((line.name, f"in {count(line.finding.run.steps, 'step')}"))
    return Row((line.name, "NEVER" if line.seen is False else "not yet"), "yellow")


def labels(found: Outcome) -> str:
    """The run by the labels of its moves, where its states cannot be told."""
    shown = found.shown
    return "\n".join(move.label for move in shown.run.moves) if shown is not None else ""


# ---- the list


def _list(arguments: Namespace, reporter: Reporter) -> Exit:
    """Names what can be checked."""
    check_writable((arguments.json,))
    listed = [
        {"name": name, "system": system, "bounds": bounds_of(name), "says": says_of(name)}
        for name, system in (
            *((name, VERSION) for name in BY_NAME),
            *((name, subject.system) for name, subject in subjects().items()),
            *((name, TOY) for name in TOYS),
        )
    ]
    columns = tuple(map(Column, ("name", "system", "bounds", "says")))
    reporter.table(Table(columns, tuple(Row(tuple(one.values())) for one in listed)))
    if arguments.json not in {None, STDOUT}:
        write(arguments.json, jsonout.text(jsonout.scenarios(listed)))
    reporter.document(jsonout.text(jsonout.scenarios(listed)))
    return Exit.AS_EXPECTED
