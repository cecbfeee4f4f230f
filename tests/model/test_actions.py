"""Tests of the list of actions: every action of the model is in it, once, by who takes it."""

import inspect
from importlib import import_module

import pytest

from upshift.model import actions

MODULES = ("delivery", "groups", "life", "membership", "network", "requests")
HELPERS = {"ordered"}


def functions_that_make_states() -> set[str]:
    """The functions of the protocol's modules that answer a state or None: those are the actions."""
    found = set()
    for name in MODULES:
        module = import_module(f"upshift.model.{name}")
        for label, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and "State | None" in str(inspect.signature(function)):
                found.add(label)
    return found - HELPERS


def test_every_action_of_the_model_is_listed_once() -> None:
    """Registries are explicit; none is forgotten, none comes twice."""
    named = [action.__name__ for action in actions.ACTIONS]
    assert len(set(named)) == len(named)
    assert functions_that_make_states() == set(named)


def test_an_action_is_taken_by_the_protocol_an_operator_or_a_fault() -> None:
    """The protocol must act in the end, operators and clients may, faults may."""
    parts = (actions.PROTOCOL, actions.OPERATOR, actions.FAULT)
    assert sum(map(len, parts)) == len(set().union(*parts)) == len(actions.ACTIONS)


@pytest.mark.parametrize("action", actions.ACTIONS, ids=lambda action: action.__name__)
def test_an_action_says_what_it_does(action: object) -> None:
    """Its docstring is the sentence in the text of the protocol."""
    assert (inspect.getdoc(action) or "").split("\n")[0].endswith((".", ")"))


def test_failures_and_partitions_are_reported_by_operators_as_far_as_fairness_goes() -> None:
    """Nothing forces anybody to report: the eventually-laws must not lean on it."""
    named = {action.__name__ for action in actions.OPERATOR}
    assert {"fail", "partition", "heal", "start"} <= named
