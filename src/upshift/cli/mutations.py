"""`upshift mutations`: the museum of real mistakes, what each breaks, and what each clause of a guard is needed for.

A mistake may be made in the model, in systems of implementation nodes, or in both.
"""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from upshift.cli import jsonout
from upshift.cli.errors import Exit, UsageError
from upshift.cli.formats import written
from upshift.cli.outcome import Question, outcome
from upshift.cli.outputs import STDOUT, check_writable, write
from upshift.cli.report import Column, Reporter, Row, Table
from upshift.model.clauses import CLAUSES, Clause
from upshift.model.museum import MUTATIONS, Mutation
from upshift.model.museum.cases import Case, MuseumCase, load_cases
from upshift.proofs import implementation
from upshift.proofs import manifest as manifests
from upshift.proofs.catalogue import Entry, EntryKind, of_clause, of_mistake, of_mutation, title_of, unknown
from upshift.proofs.explore import run as explore
from upshift.proofs.explore.reference import INTERRUPTED
from upshift.proofs.explore.result import Truncated
from upshift.proofs.manifest import Manifest, Pinned
from upshift.proofs.subject import Mistake
from upshift.proofs.trace import encode


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A mutation with its story and what the manifest says of it (None: nothing yet).

    `made` are the entries of the implementation in which the same mistake is made, each with what is said of it.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    change: str
    notes: tuple[str, ...]
    thought_to_break: str
    cases: tuple[Case, ...]
    scenario: str
    entry: Entry
    pinned: Pinned | None
    made: tuple[tuple[Mistake, Pinned | None], ...] = ()


def run(arguments: Namespace, reporter: Reporter) -> Exit:
    """Shows the museum, one mutation, or the clauses.

    Raises:
        UsageError: a file cannot be written, or the options make no sense together.
        UnknownNameError: there is no such mutation.
        ManifestError: the manifest is broken.
    """
    if arguments.id is not None and arguments.clauses:
        raise UsageError("a mutation or --clauses, not both")
    check_writable((arguments.json,))
    pins = manifests.load()
    code = Exit.AS_EXPECTED
    if arguments.clauses:
        listed = [clause_data(clause, pins) for clause in CLAUSES]
        reporter.table(table_of_clauses(listed, pins))
        document = jsonout.museum(None, listed)
    elif arguments.id is not None:
        document, code = _one(find_exhibit(arguments.id, pins), reporter)
    else:
        exhibits = exhibits_of(pins)
        reporter.table(table_of_exhibits(exhibits))
        for line in (*implemented(exhibits), *untold(exhibits)):
            reporter.say(line)
        document = jsonout.museum(map(exhibit_data, exhibits), None)
    if arguments.json not in {None, STDOUT}:
        write(arguments.json, jsonout.text(document))
    reporter.document(jsonout.text(document))
    return code


# ---- the museum


def exhibits_of(pins: Manifest) -> tuple[Exhibit, ...]:
    """Every mutation with its story, then those that are made in the implementation only."""
    cases = load_cases()
    of_model = {mutation.id: exhibit_of(mutation, cases.get(mutation.id), pins) for mutation in MUTATIONS}
    others: dict[str, Mistake] = {}
    for mistake in implementation.MISTAKES:
        if mistake.id not in of_model:
            others.setdefault(mistake.id, mistake)
    return (
        *of_model.values(),
        *(exhibit_of_mistake(mistake, cases.get(name), pins) for name, mistake in others.items()),
    )


def find_exhibit(name: str, pins: Manifest) -> Exhibit:
    """The mutation of that id with its story, in capitals or not.

    Raises:
        UnknownNameError: there is none.
    """
    known = {exhibit.id: exhibit for exhibit in exhibits_of(pins)}
    if name.upper() not in known:
        unknown("mutation", name, known)
    return known[name.upper()]


def exhibit_of(mutation: Mutation, case: MuseumCase | None, pins: Manifest) -> Exhibit:
    """A mutation with its story, which it tells itself where nobody has reported it."""
    told = (case.note if case is not None else None, mutation.note)
    entry = of_mutation(mutation)
    return Exhibit(
        id=mutation.id,
        title=title_of(mutation),
        rules=case.rules if case is not None else mutation.rules,
        change=case.change if case is not None else mutation.change,
        notes=tuple(note for note in told if note),
        thought_to_break=case.thought_to_break if case is not None else "",
        cases=case.cases if case is not None else (),
        scenario=mutation.scenario,
        entry=entry,
        pinned=pins.entries.get(entry.key),
        made=made_as(mutation.id, pins),
    )


def exhibit_of_mistake(mistake: Mistake, case: MuseumCase | None, pins: Manifest) -> Exhibit:
    """A mistake that is made in the implementation only, with its story if the museum tells one."""
    told = (case.note if case is not None else None, mistake.note)
    entry = of_mistake(mistake)
    return Exhibit(
        id=mistake.id,
        title=title_of(mistake),
        rules=case.rules if case is not None else (),
        change=case.change if case is not None else "",
        notes=tuple(note for note in told if note),
        thought_to_break=case.thought_to_break if case is not None else "",
        cases=case.cases if case is not None else (),
        scenario=mistake.subject,
        entry=entry,
        pinned=pins.entries.get(entry.key),
        made=made_as(mistake.id, pins),
    )


def made_as(name: str, pins: Manifest) -> tuple[tuple[Mistake, Pinned | None], ...]:
    """Where the mistake is made in the implementation, with what the manifest says of it."""
    made = (mistake for mistake in implementation.MISTAKES if mistake.id == name)
    return tuple((mistake, pins.entries.get(f"{EntryKind.MUTATION} {mistake.name}")) for mistake in made)


def table_of_exhibits(exhibits: tuple[Exhibit, ...]) -> Table:
    """A row for each mutation."""
    columns = (*map(Column, ("id", "mistake", "rules", "breaks")), Column("steps", right=True), Column("scenario"))
    return Table((*columns, Column("cases", right=True)), tuple(map(_exhibit_row, exhibits)))


def _exhibit_row(exhibit: Exhibit) -> Row:
    """What the mistake is, and what the checker found it to break."""
    cells = (exhibit.id, exhibit.title, " ".join(exhibit.rules), breaks(exhibit.pinned), steps(exhibit.pinned))
    return Row((*cells, exhibit.scenario, str(len(exhibit.cases) or "")))


def breaks(pinned: Pinned | None) -> str:
    """The law that breaks, for a cell."""
    if pinned is None:
        return "(not in the manifest)"
    return pinned.broken or "nothing in scope"


def steps(pinned: Pinned | None) -> str:
    """The length of the run, for a cell."""
    return str(pinned.steps) if pinned is not None and pinned.steps is not None else ""


def implemented(exhibits: Iterable[Exhibit]) -> Iterator[str]:
    """The mistakes that are made in the implementation, with what the manifest says of each."""
    made = [one for exhibit in exhibits for one in exhibit.made]
    if made:
        yield ""
        yield "made in the implementation:"
        width = max(len(mistake.name) for mistake, _ in made)
        yield from (f"{mistake.name:{width}}  {promised(pinned)}" for mistake, pinned in made)


def promised(pinned: Pinned | None) -> str:
    """What the manifest says, for a line."""
    return pinned.promised if pinned is not None else "(not in the manifest)"


def untold(exhibits: tuple[Exhibit, ...]) -> Iterator[str]:
    """The reported mistakes that this model has no mutation for."""
    made = {exhibit.id for exhibit in exhibits}
    missing = [case for case in load_cases().values() if case.id not in made]
    if missing:
        yield ""
        yield "told, but not made in this model:"
        yield from (f"{case.id}  {case.title}" for case in missing)


def exhibit_data(exhibit: Exhibit) -> Mapping[str, Any]:
    """The mutation as plain data."""
    pinned = exhibit.pinned
    return {
        "id": exhibit.id,
        "title": exhibit.title,
        "rule": list(exhibit.rules),
        "change": exhibit.change,
        "breaks": pinned.broken if pinned is not None else None,
        "scenario": exhibit.scenario,
        "steps": pinned.steps if pinned is not None else None,
        "harmless": pinned.harmless or None if pinned is not None else None,
        "links": [case.url for case in exhibit.cases],
        "thought_to_break": exhibit.thought_to_break,
        "implementation": [
            {
                "scenario": mistake.subject,
                "promised": made.promised if made is not None else None,
                "breaks": made.broken if made is not None else None,
                "steps": made.steps if made is not None else None,
            }
            for mistake, made in exhibit.made
        ],
    }


# ---- one mutation


def _one(exhibit: Exhibit, reporter: Reporter) -> tuple[Mapping[str, Any], Exit]:
    """Tells the story of a mutation and shows its run, found anew."""
    system = exhibit.entry.make()
    for line in story(exhibit):
        reporter.say(line)
    reporter.say()
    with reporter.exploring(exhibit.pinned.states if exhibit.pinned is not None else None) as progress:
        exploration = explore(system, progress=progress)
    found = outcome(Question(exhibit.scenario, mutation=exhibit.id), system, exploration)
    trace = found.trace(found.shown) if found.shown is not None else None
    reporter.say(written(trace, "lanes") if trace is not None else f"breaks nothing: {exploration.verdict}")
    data = {**exhibit_data(exhibit), "trace": encode(trace) if trace is not None else None}
    interrupted = exploration.verdict == Truncated(INTERRUPTED)
    return jsonout.museum([data], None), Exit.INTERRUPTED if interrupted else Exit.AS_EXPECTED


def story(exhibit: Exhibit) -> Iterator[str]:
    """What the mistake is, what is known about it, and where it really happened."""
    yield f"{exhibit.id}: {exhibit.title}"
    if exhibit.rules:
        yield f"breaks the rules: {', '.join(exhibit.rules)}"
    if exhibit.change:
        yield f"the change: {exhibit.change}"
    yield from (f"note: {note}" for note in exhibit.notes)
    for case in exhibit.cases:
        yield f"{case.project} {case.reference}: {case.says}"
        yield f"    {case.url}"
    for mistake, pinned in exhibit.made:
        again = f"upshift check {mistake.subject} --mutation {mistake.id}"
        yield f"made in the implementation, in {mistake.subject}: {promised(pinned)} ({again})"


# ---- the clauses


def clause_data(clause: Clause, pins: Manifest) -> Mapping[str, Any]:
    """What breaks without a clause; where others stand in for it, what breaks without those as well."""
    alone, *together = of_clause(clause)
    pinned = pins.entries.get(alone.key)
    both = pins.entries.get(together[0].key) if together else None
    return {
        "clause": clause.name,
        "guard": clause.guard,
        "scenario": clause.scenario,
        "breaks": pinned.broken if pinned is not None else None,
        "steps": pinned.steps if pinned is not None else None,
        "implied_by": [function.__name__ for function in clause.implied_by],
        "together_breaks": both.broken if both is not None else None,
        "together_steps": both.steps if both is not None else None,
        "harmless": pinned.harmless or None if pinned is not None else None,
    }


def table_of_clauses(listed: list[Mapping[str, Any]], pins: Manifest) -> Table:
    """A row for each clause."""
    columns = (*map(Column, ("guard", "clause", "without it breaks")), Column("steps", right=True), Column("scenario"))
    return Table(columns, tuple(_clause_row(data, pins) for data in listed))


def _clause_row(data: Mapping[str, Any], pins: Manifest) -> Row:
    """What the clause is needed for."""
    law, length = breaks(pins.entries.get(f"{EntryKind.CLAUSE} {data['clause']}")), data["steps"]
    if data["implied_by"]:
        law, length = f"implied by {', '.join(data['implied_by'])}", data["together_steps"]
        law += f"; together {data['together_breaks']}" if data["together_breaks"] else ""
    return Row((data["guard"], data["clause"], law, "" if length is None else str(length), data["scenario"]))
