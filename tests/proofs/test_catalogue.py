"""What can be checked, and what a wrong name is answered."""

import pickle
from dataclasses import replace

import pytest

from upshift.model.clauses import CLAUSES, Clause
from upshift.model.museum import MUTATIONS
from upshift.model.scenario import Bounds
from upshift.model.scenarios import BY_NAME, SCENARIOS
from upshift.proofs.catalogue import (
    TOY,
    VERSION,
    EntryKind,
    UnknownNameError,
    bounds_of,
    build,
    by_key,
    catalogue,
    deep,
    find_clause,
    find_mutation,
    judged_by,
    mutation_in,
    nearest,
    of_clause,
    of_mistake,
    of_mutation,
    of_scenario,
    of_toy,
    says_of,
    title_in,
    told,
)
from upshift.proofs.explore.system import Witness
from upshift.proofs.explore.toys import TOYS
from upshift.proofs.subject import Mistake


def test_everything_has_an_entry() -> None:
    """Every scenario, mutation, clause and toy."""
    keys = set(catalogue())
    assert {f"scenario {name}" for name in (one.name for one in SCENARIOS)} <= keys
    assert {f"mutation {mutation.id}" for mutation in MUTATIONS} <= keys
    assert {f"clause {clause.name}" for clause in CLAUSES} <= keys
    assert {f"toy {name}" for name in TOYS} <= keys


def test_every_entry_makes_a_system_with_laws_and_can_be_sent_to_a_worker() -> None:
    """An entry without a law would hold whatever happens."""
    for entry in pickle.loads(pickle.dumps(tuple(catalogue().values()))):  # noqa: S301  # our own
        system = entry.make()
        assert system.laws
        assert entry.subject == system.name or entry.kind is EntryKind.TOY


def test_a_mutation_is_judged_by_its_own_law_if_it_names_one() -> None:
    """Of several laws that break, the one that tells the story."""
    mutation = find_mutation("U04")
    assert ["one_history"] == [law.name for law in of_mutation(mutation).make().laws]
    every = of_mutation(replace(mutation, law="")).make().laws
    assert len(every) > 15
    assert not [law.name for law in every if isinstance(law, Witness)]


def test_a_clause_that_others_imply_is_also_dropped_together_with_them() -> None:
    """Alone it breaks nothing there, and the reason is told."""
    first, second = find_clause("leaves_a_member"), find_clause("another_reported")
    clause = Clause("leave", first, "roll-two", law="group_active", implied_by=(second,), why="the leader waits for it")
    alone, together = of_clause(clause)
    assert ("leaves_a_member", "implied by another_reported in this scope: the leader waits for it") == (
        alone.name,
        alone.reason,
    )
    assert len(alone.make().laws) > 1
    assert "leaves_a_member+another_reported" == together.name
    assert ["group_active"] == [law.name for law in together.make().laws]


def test_two_entries_of_one_name_are_an_error() -> None:
    """One of them would never be checked."""
    toy = of_toy("lock")
    with pytest.raises(ValueError, match=r"^toy lock comes twice in the catalogue$"):
        by_key((toy, toy))


@pytest.mark.parametrize(
    ("message", "subject", "dropped", "mutation"),
    [
        ("no scenario 'messges'; nearest: 'messages'", "messges", (), None),
        ("no scenario 'lok'; nearest: 'lock'", "lok", (), None),
        ("no clause 'all_capabel'; nearest: 'all_capable'", "roll", ("all_capabel",), None),
        ("no mutation 'M99'; nearest: 'M09'", "roll", (), "M99"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest_right_one(
    message: str, subject: str, dropped: tuple[str, ...], mutation: str | None
) -> None:
    """Of a scenario, a toy, a clause or a mutation."""
    with pytest.raises(UnknownNameError) as refused:
        build(subject, dropped, mutation)
    assert message.partition(";")[0] == str(refused.value).partition(";")[0]
    assert "; nearest: " in str(refused.value)
    if mutation is None:
        assert message == str(refused.value)


def test_a_wrong_law_is_answered_with_the_nearest_of_that_system() -> None:
    """A law of another scenario is none of this one."""
    with pytest.raises(UnknownNameError, match=r"^no law 'monotonous' in dead-node; nearest: 'monotone'$"):
        judged_by(build("dead-node"), "monotonous")


def test_a_toy_has_neither_clauses_nor_mutations() -> None:
    """They would be silently left out."""
    with pytest.raises(ValueError, match=r"^lock is a toy, which has neither clauses nor mutations$"):
        build("lock", ("all_capable",))


def test_a_mutation_is_found_in_small_letters() -> None:
    """As people type it."""
    assert "M16" == find_mutation("m16").id


def test_bounds_are_told_in_words() -> None:
    """All of them, and what is not bounded."""
    assert "window 2, out any, cut 1, messages 1, asking 1" == told(Bounds())
    assert told(BY_NAME["roll"].bounds) == bounds_of("roll")
    assert "none" == bounds_of("lock")


def test_nothing_is_near_where_there_is_nothing() -> None:
    """The end of a sentence may be missing."""
    assert "" == nearest("anything", ())


def test_a_scenario_is_judged_by_all_that_it_asks_for() -> None:
    """Its witnesses are among its laws."""
    scenario = BY_NAME["dead-node"]
    names = [law.name for law in of_scenario(scenario).make().laws if isinstance(law, Witness)]
    assert list(scenario.witnesses) == names


# ---- systems of implementation nodes


@pytest.mark.usefixtures("nodes")
def test_systems_of_nodes_stand_beside_the_scenarios_and_mistakes_beside_the_mutations() -> None:
    """By their names; what is deep is known, but not among what is verified."""
    keys = list(catalogue())
    assert "scenario tiny scenario tiny-levels scenario tiny-runs mutation M01" == " ".join(
        keys[len(SCENARIOS) : len(SCENARIOS) + 4]
    )
    mistakes = "mutation M03@tiny mutation O01@tiny-levels mutation O01@tiny-runs mutation O02@tiny-levels"
    assert mistakes in " ".join(keys)
    assert not any("tiny-deep" in key for key in keys)
    assert "tiny-deep" in deep()
    assert "tiny-deep" == build("tiny-deep").name
    assert {"order", "stack", VERSION, TOY} == {entry.system for entry in catalogue().values()}


@pytest.mark.usefixtures("nodes")
def test_a_mistake_is_looked_up_among_those_of_its_system() -> None:
    """Under an id that may be the museum's, in capitals or not; the nearest there is named."""
    assert (9, 3) == (build("tiny", mutation="m03").moves[0].take(2), build("tiny").moves[0].take(2))
    assert ("O01", "Skips some", "M03") == (
        mutation_in("tiny-runs", "o01"),
        title_in("tiny-runs", "O01"),
        mutation_in("roll", "m03"),
    )
    with pytest.raises(UnknownNameError, match=r"^no mutation 'M16' in tiny; nearest: 'M03'$"):
        build("tiny", mutation="M16")
    with pytest.raises(UnknownNameError, match=r"^no scenario 'tinny'; nearest: 'tiny'$"):
        build("tinny")
    with pytest.raises(ValueError, match=r"^tiny is of the implementation, which has no clauses to be dropped$"):
        build("tiny", ("all_capable",))


@pytest.mark.usefixtures("nodes")
def test_a_mistake_is_judged_by_its_law_and_not_by_witnesses() -> None:
    """As a mutation is."""
    assert ["small"] == [law.name for law in catalogue()["mutation M03@tiny"].make().laws]
    assert ["small"] == [law.name for law in catalogue()["mutation O02@tiny-levels"].make().laws]
    assert ("one node", "The nodes of tiny count.") == (bounds_of("tiny"), says_of("tiny"))


@pytest.mark.usefixtures("nodes")
def test_a_mistake_in_no_system_is_an_error() -> None:
    """It would never be checked."""
    with pytest.raises(UnknownNameError, match=r"^no scenario 'tin' for the mistake M99; nearest: 'tiny'$"):
        of_mistake(Mistake("M99", "tin", (), "A title", "small"))
