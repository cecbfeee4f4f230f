"""`upshift verify`: everything that the manifest promises, checked, with a table at the end."""

import textwrap
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping

from upshift.cli import jsonout, junit
from upshift.cli.errors import Exit, UsageError
from upshift.cli.outputs import STDOUT, check_writable, write
from upshift.cli.report import Column, Reporter, Row, Table
from upshift.proofs import manifest as manifests
from upshift.proofs.catalogue import Entry, catalogue, unknown
from upshift.proofs.compare import obstacles, repinned
from upshift.proofs.explore.budget import Budget
from upshift.proofs.manifest import UNSETTLED, Manifest, broken_law, partly
from upshift.proofs.trace.story import WIDTH, count
from upshift.proofs.verify import Checked, Verification, held_to, processors, quick, verify

AS_PROMISED = "as promised"
LEFT_OUT_LINES = 8
"""So many lines say at most what was left out; the JSON says all."""
COLUMNS = (
    Column(""),
    Column("kind"),
    Column("name"),
    Column("promised"),
    Column("found"),
    Column("states", right=True),
    Column("transitions", right=True),
    Column("depth", right=True),
    Column("seconds", right=True),
)


def run(arguments: Namespace, reporter: Reporter) -> Exit:
    """Checks what was asked for, shows and writes what was found.

    Raises:
        UsageError: a file cannot be written, or the options contradict each other.
        UnknownNameError: nothing has a name that `--only` gives.
        ManifestError: the manifest is broken.
    """
    if arguments.write and arguments.quick:
        raise UsageError("--write needs every entry: it does not go with --quick")
    known = catalogue()
    pins = manifests.load() if not arguments.write or manifests.own_path().exists() else Manifest({}, {})
    chosen = chosen_keys(known, pins, only=arguments.only, small=arguments.quick)
    check_writable((arguments.json, arguments.junit, str(manifests.own_path()) if arguments.write else None))
    with reporter.verifying() as listen:
        found = verify(
            known,
            pins,
            chosen,
            jobs=arguments.jobs or processors(len(chosen)),
            budget=Budget(seconds=arguments.max_seconds),
            whole=arguments.only is None,
            listen=listen,
        )
    if arguments.write:
        refused = tuple(obstacles(found.found))
        if found.interrupted or refused:
            for line in refused:
                reporter.error(f"upshift: {line}")
            reporter.error("upshift: the manifest was left as it was")
        else:
            found = pinned(found, known, pins)
            reporter.note(f"pinned: {count(len(found.found), 'entry', 'entries')}")
    _show(found, len(known), reporter)
    document = jsonout.text(jsonout.verification(found))
    if arguments.json not in {None, STDOUT}:
        write(arguments.json, document)
    if arguments.junit is not None:
        write(arguments.junit, junit.of_verification(found))
    reporter.document(document)
    return exit_of(found)


def pinned(found: Verification, known: Mapping[str, Entry], pins: Manifest) -> Verification:
    """Writes the manifest anew from what was found, which is then held to it.

    Raises:
        TraceError: the manifest cannot be written.
    """
    new = repinned(known, pins, found.found)
    manifests.write(manifests.own_path(), new)
    keys = tuple(one.key for one in found.found)
    return held_to(known, new, found.found, keys, seconds=found.seconds, whole=found.complete)


def chosen_keys(known: Mapping[str, Entry], pins: Manifest, *, only: list[str] | None, small: bool) -> tuple[str, ...]:
    """The entries that are to be checked.

    Raises:
        UnknownNameError: nothing has one of the names.
    """
    keys = quick(known, pins) if small else tuple(known)
    if only is None:
        return keys
    names = {entry.name.casefold(): entry.name for entry in known.values()}
    for name in only:
        if name.casefold() not in names:
            unknown("scenario, mutation, clause or toy", name, names.values())
    wanted = {name.casefold() for name in only}
    return tuple(key for key in keys if known[key].name.casefold() in wanted)


def exit_of(found: Verification) -> Exit:
    """How the command ends: a difference weighs more than what could not be established."""
    if found.interrupted:
        return Exit.INTERRUPTED
    if found.differences:
        return Exit.DIFFERS
    return Exit.NOT_ESTABLISHED if found.unsettled else Exit.AS_EXPECTED


# ---- what a person reads


def _show(found: Verification, total: int, reporter: Reporter) -> None:
    """The table, and what follows from it."""
    reporter.table(table_of(found))
    for line in conclusion(found, total):
        reporter.say(line)


def table_of(found: Verification) -> Table:
    """A row for each entry that was finished."""
    return Table(COLUMNS, tuple(map(row_of, found.checked)))


def row_of(one: Checked) -> Row:
    """An entry: the mark says at a glance whether all is as promised."""
    mark, style = (
        ("ok", "") if not one.differences else ("DIFFERS", "bold red") if one.settled else ("UNKNOWN", "yellow")
    )
    return Row(
        (
            mark,
            one.kind,
            one.name,
            one.promised,
            what_was_found(one),
            f"{one.states:,}",
            f"{one.transitions:,}",
            str(one.depth),
            f"{one.seconds:.1f}",
        ),
        style,
    )


def what_was_found(one: Checked) -> str:
    """Where it is what was promised the table says just that, and how far was looked where that is not everything."""
    if one.found != one.promised:
        return one.found
    return f"{one.verdict}, {AS_PROMISED}" if partly(one.found) else AS_PROMISED


def established(found: Verification) -> str:
    """How many entries are established, how many break a law, and of how many only a part was seen."""
    numbers = {
        "Complete": sum(one.verdict in {"Complete", "ProvedForAll"} for one in found.checked),
        "broken as they should": sum(broken_law(one.found) is not None for one in found.checked),
        "unsettled": sum(one.found == UNSETTLED for one in found.checked),
        "only Bounded": sum(partly(one.found) and one.verdict.startswith("Bounded") for one in found.checked),
        "only Sampled": sum(partly(one.found) and one.verdict.startswith("Sampled") for one in found.checked),
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)


def conclusion(found: Verification, total: int) -> Iterator[str]:
    """The differences, then one line that says what is established and what is not."""
    lines = (*found.differences, *found.unsettled)
    if lines:
        yield ""
        yield from lines
    yield ""
    states = sum(one.states for one in found.checked)
    transitions = sum(one.transitions for one in found.checked)
    size = f"{count(states, 'state')}, {count(transitions, 'transition')}, {found.seconds:.1f} s"
    done = f"{len(found.checked)} of {count(total, 'entry', 'entries')}"
    if found.interrupted:
        yield f"interrupted: {done} finished ({size}), nothing is said of the others"
    elif found.differences:
        yield f"not as promised: {count(len(found.differences), 'difference')} ({done} checked, {size})"
    elif found.unsettled:
        yield f"not established: {count(len(found.unsettled), 'entry', 'entries')} ({done} checked, {size})"
    elif found.complete:
        kinds = Counter(one.kind for one in found.checked)
        counted = ", ".join(count(number, kind) for kind, number in kinds.items())
        whole = not any(partly(one.found) for one in found.checked)
        head = "verified: everything is as promised" if whole else "everything is as promised, not all is established"
        yield f"{head}: {counted} ({established(found)}); {size}"
    else:
        yield f"as promised, as far as it was looked at: {done} ({established(found)}; {size})"
    if found.left_out:
        yield textwrap.fill(
            f"left out ({len(found.left_out)}): {', '.join(found.left_out)}",
            WIDTH,
            subsequent_indent="    ",
            break_on_hyphens=False,
            max_lines=LEFT_OUT_LINES,
            placeholder=" ...",
        )
