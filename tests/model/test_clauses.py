"""Tests of the list of clauses: whole, by their guards, each with a scenario in which it is tried without."""

import inspect

import pytest

from upshift.model import adjust, clauses, fence, groups, laws
from upshift.model.clauses import CLAUSES, Clause, always
from upshift.model.scenarios import BY_NAME
from upshift.proofs.systems import NEVER_STUCK

MODULES_OF = {
    "adjust": {"adjust"},
    "notice": {"adjust"},
    "fence": {"fence"},
    "message": {"groups"},
    "join": {"membership"},
    "leave": {"membership"},
    "fail": {"membership"},
    "partition": {"membership"},
    "remove": {"membership"},
    "announce": {"life"},
    "petition": {"life"},
    "order": {"ordering"},
}
LAWS = {law.__name__ for law in (*laws.STATE, *laws.STEP)} | {then.__name__ for _, then in laws.EVENTUALLY}


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.name)
def test_a_clause_is_a_plain_bool_function_of_the_module_of_its_guard(clause: Clause) -> None:
    """A clause is a plain bool function; a guard names its clauses."""
    assert bool is inspect.signature(clause.function).return_annotation
    assert clause.function.__module__.rpartition(".")[2] in MODULES_OF[clause.guard]
    assert inspect.getdoc(clause.function)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.name)
def test_a_clause_is_tried_without_in_a_scenario_that_there_is(clause: Clause) -> None:
    """Which law breaks, shortest run? Or what stands in for it: never "not needed" without saying why."""
    assert clause.scenario in BY_NAME
    assert clause.law in LAWS | {NEVER_STUCK, ""}
    known = {other.function for other in CLAUSES}
    assert all(other in known and other is not clause.function for other in clause.implied_by)
    assert clause.why or not clause.implied_by


def test_no_two_clauses_have_one_name() -> None:
    """`--drop` knows them by name."""
    assert len(CLAUSES) == len({clause.name for clause in CLAUSES})


def test_every_clause_of_the_guard_the_fence_and_a_message_is_listed() -> None:
    """None of the questions that these modules ask is left out."""
    asked = {
        function
        for module in (adjust, fence, groups)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and inspect.signature(function).return_annotation is bool
    }
    assert asked == {
        clause.function for clause in CLAUSES if clause.function.__module__.endswith(("adjust", "fence", "groups"))
    }


def test_a_dropped_clause_says_yes_to_anything() -> None:
    """To drop it is to have it always say yes."""
    assert always()
    assert always(1, "n1", None)
    assert clauses.always is always
