"""Everything that can be checked, as values: scenarios, mutations, clauses to be dropped, and toys with known answers.

Scenarios are of the model, or they are subjects: systems of implementation nodes, with mistakes of their own.

An entry knows how to make its system and what it is called; a name that nobody answers to is refused with the nearest
one that somebody does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from typing import Any, Final, Never

from upshift.model.clauses import CLAUSES, Clause, always
from upshift.model.museum import MUTATIONS, Mutation
from upshift.model.museum.cases import load_cases
from upshift.model.scenario import Bounds, Scenario
from upshift.model.scenarios import BY_NAME, DEEP, SCENARIOS
from upshift.proofs import implementation
from upshift.proofs.explore.system import System, Witness
from upshift.proofs.explore.toys import TOYS, Phase
from upshift.proofs.rebind import Function
from upshift.proofs.subject import Mistake, Subject
from upshift.proofs.systems import system_of
from upshift.proofs.trace.shape import Hint

VERSION: Final = "version"
"""The system that the scenarios of the model are of."""
TOY: Final = "toy"
"""The system that every toy is of."""


class EntryKind(StrEnum):
    """What an entry of the catalogue is."""

    SCENARIO = "scenario"
    MUTATION = "mutation"
    CLAUSE = "clause"
    TOY = "toy"


class UnknownNameError(LookupError):
    """Nothing has the name that was asked for; the message names the nearest that something has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be checked: in a scenario or toy, with clauses dropped or a mutation made, by one law or by all.

    `system` says of which system it is, for each has laws of its own: of the model, of the implementation, a toy.
    `reason` tells why nothing breaks, if nothing does. `sources` are the modules, and `details` the rest, of what is
    checked beyond the protocol itself: they go into the digest.
    """

    kind: EntryKind
    name: str
    subject: str
    make: Callable[[], System[Any]]
    law: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    system: str = VERSION

    @property
    def key(self) -> str:
        """The entry's kind and name: no two entries have the same."""
        return f"{self.kind} {self.name}"


# ---- making systems


def build(subject: str, dropped: Iterable[str] = (), mutation: str | None = None) -> System[Any]:
    """The system of a scenario or toy by its name, with clauses dropped and a mutation made in a scenario.

    Raises:
        UnknownNameError: there is no such scenario or toy, clause or mutation.
        ValueError: a toy has neither clauses nor mutations, and the implementation has no clauses.
    """
    if subject in subjects():
        if tuple(dropped):
            raise ValueError(f"{subject} is of the implementation, which has no clauses to be dropped")
        return subjects()[subject].make({} if mutation is None else dict(find_mistake(subject, mutation).swaps))
    swaps: dict[Function, Function] = dict(find_mutation(mutation).swaps) if mutation is not None else {}
    swaps |= dict.fromkeys(map(find_clause, dropped), always)
    if subject in BY_NAME:
        return system_of(BY_NAME[subject], swaps)
    if subject not in TOYS:
        unknown("scenario", subject, (*BY_NAME, *subjects(), *TOYS))
    if swaps:
        raise ValueError(f"{subject} is a toy, which has neither clauses nor mutations")
    return TOYS[subject][0]()


def judged_by(system: System[Any], law: str) -> System[Any]:
    """The system with one of its laws and no other.

    Raises:
        UnknownNameError: it is judged by no such law, and asked for no such witness.
    """
    kept = tuple(each for each in system.laws if each.name == law)
    if not kept:
        unknown("law", law, (each.name for each in system.laws), f" in {system.name}")
    return replace(system, laws=kept)


def broken_system(scenario: str, dropped: tuple[str, ...], mutation: str | None, law: str) -> System[Any]:
    """The system of a mutation or of dropped clauses: what it shows besides is not asked, only which law breaks."""
    system = build(scenario, dropped, mutation)
    if law:
        return judged_by(system, law)
    return replace(system, laws=tuple(each for each in system.laws if not isinstance(each, Witness)))


def bounds_of(subject: str) -> str:
    """The bounds of a scenario in words; a toy is finite by itself, or says its bound in its name."""
    if subject in subjects():
        return subjects()[subject].bounds
    return told(BY_NAME[subject].bounds) if subject in BY_NAME else "none"


def says_of(subject: str) -> str:
    """What a scenario or toy is about."""
    if subject in subjects():
        return subjects()[subject].says
    return BY_NAME[subject].says if subject in BY_NAME else TOYS[subject][1]


def title_of(mutation: Mutation | Mistake) -> str:
    """What a mutation is called: by itself, or by the documented mistake that it makes."""
    return mutation.title or load_cases()[mutation.id].title


def title_in(subject: str, mutation: str) -> str:
    """What a mutation is called that is made in a scenario, by the id that it has there."""
    return title_of(find_mistake(subject, mutation) if subject in subjects() else find_mutation(mutation))


def told(bounds: Bounds) -> str:
    """Bounds in words: `window 2, out any, cut 1`."""
    values = ((field.name, getattr(bounds, field.name)) for field in fields(bounds))
    return ", ".join(f"{name} {'any' if value is None else value}" for name, value in values)


def state_type(subject: str) -> Hint:
    """The type of the states of a system, where they do not tell it themselves."""
    return tuple[Phase, ...] if subject in {"philosophers", "philosophers_left_handed"} else None


# ---- finding by name


def subjects() -> Mapping[str, Subject]:
    """The systems of implementation nodes by name."""
    return {subject.name: subject for subject in implementation.SUBJECTS}


def mutation_in(subject: str, name: str) -> str:
    """The id of a mutation that can be made in a scenario, in capitals or not.

    Raises:
        UnknownNameError: there is none.
    """
    return find_mistake(subject, name).id if subject in subjects() else find_mutation(name).id


def find_mistake(subject: str, name: str) -> Mistake:
    """The mistake of that id that is made in a system of implementation nodes.

    Raises:
        UnknownNameError: there is none.
    """
    known = {mistake.id: mistake for mistake in implementation.MISTAKES if mistake.subject == subject}
    if name.upper() not in known:
        unknown("mutation", name, known, f" in {subject}")
    return known[name.upper()]


def find_mutation(name: str) -> Mutation:
    """The mutation of that id, in capitals or not.

    Raises:
        UnknownNameError: there is none.
    """
    known = {mutation.id: mutation for mutation in MUTATIONS}
    if name.upper() not in known:
        unknown("mutation", name, known)
    return known[name.upper()]


def find_clause(name: str) -> Function:
    """The clause of that name.

    Raises:
        UnknownNameError: there is none.
    """
    known = {function.__name__: function for clause in CLAUSES for function in (clause.function, *clause.implied_by)}
    if name not in known:
        unknown("clause", name, known)
    return known[name]


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> Never:
    """Refuses a name, and tells the nearest one that is known.

    Raises:
        UnknownNameError: always.
    """
    raise UnknownNameError(f"no {what} {name!r}{where}{nearest(name, known)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like this one, as the end of a sentence."""
    spelled = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), spelled, n=1, cutoff=0.0)
    return f"; nearest: {spelled[close[0]]!r}" if close else ""


# ---- the catalogue


def of_scenario(scenario: Scenario) -> Entry:
    """A scenario as it is, judged by all of its laws and witnesses."""
    return Entry(
        EntryKind.SCENARIO,
        scenario.name,
        scenario.name,
        partial(build, scenario.name),
        details=(told(scenario.bounds),),
    )


def of_mutation(mutation: Mutation) -> Entry:
    """A mutation in its scenario, judged by its law if it has one."""
    return Entry(
        EntryKind.MUTATION,
        mutation.id,
        mutation.scenario,
        partial(broken_system, mutation.scenario, (), mutation.id, mutation.law),
        law=mutation.law,
        reason=mutation.note,
        sources=tuple(dict.fromkeys(put.__module__ for _, put in mutation.swaps)),
        details=(
            told(BY_NAME[mutation.scenario].bounds),
            *(f"{placed(put)} for {placed(taken)}" for taken, put in mutation.swaps),
        ),
    )


def of_subject(subject: Subject) -> Entry:
    """A system of implementation nodes as it is."""
    return Entry(
        EntryKind.SCENARIO,
        subject.name,
        subject.name,
        partial(build, subject.name),
        sources=subject.sources,
        details=(subject.bounds,),
        system=subject.system,
    )


def of_mistake(mistake: Mistake) -> Entry:
    """A mistake in a system of implementation nodes, judged by its law if it has one.

    Raises:
        UnknownNameError: there is no such system.
    """
    if mistake.subject not in subjects():
        unknown("scenario", mistake.subject, subjects(), f" for the mistake {mistake.id}")
    subject = subjects()[mistake.subject]
    return Entry(
        EntryKind.MUTATION,
        mistake.name,
        subject.name,
        partial(broken_system, subject.name, (), mistake.id, mistake.law),
        law=mistake.law,
        reason=mistake.note,
        sources=tuple(dict.fromkeys((*subject.sources, *(put.__module__ for _, put in mistake.swaps)))),
        details=(subject.bounds, *(f"{placed(put)} for {placed(taken)}" for taken, put in mistake.swaps)),
        system=subject.system,
    )


def of_clause(clause: Clause) -> Iterator[Entry]:
    """A clause dropped in its scenario; then, where others stand in for it there, dropped together with them."""
    implied = tuple(function.__name__ for function in clause.implied_by)
    alone = f"implied by {' and '.join(implied)} in this scope" if implied else ""
    reason = ": ".join(filter(None, (alone, clause.why)))
    yield _dropped(clause, (clause.function,), "" if implied else clause.law, reason)
    if implied:
        yield _dropped(clause, (clause.function, *clause.implied_by), clause.law, clause.why)


def _dropped(clause: Clause, functions: tuple[Function, ...], law: str, reason: str) -> Entry:
    """Clauses dropped together in the scenario of the first."""
    names = tuple(function.__name__ for function in functions)
    return Entry(
        EntryKind.CLAUSE,
        "+".join(names),
        clause.scenario,
        partial(broken_system, clause.scenario, names, None, law),
        law=law,
        reason=reason,
        details=(told(BY_NAME[clause.scenario].bounds), *(f"without {placed(function)}" for function in functions)),
    )


def of_toy(name: str) -> Entry:
    """A toy, whose answer is known."""
    return Entry(EntryKind.TOY, name, name, partial(build, name), sources=(TOYS_MODULE,), system=TOY)


def placed(function: Function) -> str:
    """The function and the module that it stands in."""
    return f"{function.__module__}.{function.__name__}"


def by_key(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """The entries by kind and name, in their order.

    Raises:
        ValueError: two entries have the same kind and name.
    """
    known: dict[str, Entry] = {}
    for entry in entries:
        if entry.key in known:
            raise ValueError(f"{entry.key} comes twice in the catalogue")
        known[entry.key] = entry
    return known


def catalogue() -> Mapping[str, Entry]:
    """Everything that `upshift verify` checks, by kind and name: what is deep is left out, with all mistakes in it."""
    deep = {name for name, subject in subjects().items() if subject.deep}
    return by_key(
        (
            *map(of_scenario, SCENARIOS),
            *(of_subject(subject) for name, subject in subjects().items() if name not in deep),
            *map(of_mutation, MUTATIONS),
            *(of_mistake(mistake) for mistake in implementation.MISTAKES if mistake.subject not in deep),
            *(entry for clause in CLAUSES for entry in of_clause(clause)),
            *map(of_toy, TOYS),
        )
    )


def deep() -> tuple[str, ...]:
    """The scenarios that take too long for `upshift verify`, by name."""
    return (*(scenario.name for scenario in DEEP), *(name for name, subject in subjects().items() if subject.deep))


TOYS_MODULE: Final = "upshift.proofs.explore.toys"
"""Where the toys stand."""
