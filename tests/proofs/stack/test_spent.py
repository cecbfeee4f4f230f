"""Tests of what can no longer matter between nodes: along real runs what is spent does nothing, and stays spent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.entries import Adjust, Fail, Join, Leave, Petition
from upshift.impl.ordering.replica import Role
from upshift.impl.versions import Range
from upshift.impl.views import Request, Seat, Status, View
from upshift.proofs.explore import Budget, check_normal_form, explore_graph
from upshift.proofs.explore.system import unchanged
from upshift.proofs.stack.scenario import product_of, system
from upshift.proofs.stack.scenarios import BY_NAME, SCENARIOS
from upshift.proofs.stack.spent import is_answered, is_over, replica_of
from upshift.proofs.stack.start import machines_of

Wander = Callable[..., Any]
SMALL = [one for one in SCENARIOS if one.name != "stack-storm"]


@pytest.mark.parametrize("scenario", SMALL, ids=lambda scenario: scenario.name)
def test_what_is_spent_does_nothing_now_or_later(scenario: Any, wander: Wander) -> None:  # noqa: ANN401  # a scenario
    """Delivered it changes no machine, and sends nothing but what is there already or is spent as well."""
    product = product_of(scenario, {})
    for seed in range(3):
        dropped: set[tuple[str, str, Any]] = set()
        for machines, letters in wander(product, seed, 200):
            at = dict(zip(product.nodes, machines, strict=True))

            def is_spent(letter: tuple[str, str, Any], at: dict[str, Any] = at) -> bool:
                sender, receiver, message = letter
                return product.spent(message, sender, at[sender], receiver, at[receiver])

            assert all(map(is_spent, dropped))
            for sender, receiver, message in filter(is_spent, letters):
                dropped.add((sender, receiver, message))
                step = product.receive(receiver, at[receiver], sender, message)
                if step is not None:
                    assert at[receiver] == step[0]
                    sent = [(receiver, to, said) for to, said in step[1]]
                    assert [] == [letter for letter in sent if letter not in letters and not is_spent(letter)]


VIEW = View((Seat("n1", Status.ACTIVE, 2, Range(1, 2)), Seat("n2", Status.INACTIVE, 2, Range(1, 2))), 1)


@pytest.mark.parametrize(
    ("over", "entry"),
    [
        (True, Leave("n1", 1)),
        (False, Leave("n1", 2)),
        (False, Leave("n1", 3)),
        (True, Leave("n2", 2)),
        (True, Fail("n2", 2)),
        (False, Fail("n1", 2)),
        (True, Join("n1", 2, Range(1, 2))),
        (False, Join("n1", 3, Range(1, 2))),
        (True, Petition("n2", 2)),
        (False, Petition("n1", 2)),
        (False, Adjust(Request("n1", 2, 1, 2))),
    ],
)
def test_a_proposal_is_over_when_it_is_nothing_for_ever(over: bool, entry: Any) -> None:  # noqa: ANN401  # an entry
    """What the roster may still come to is not."""
    assert over is is_over(entry, VIEW)


def test_an_answer_to_nobody_is_spent(cluster: Cluster) -> None:
    """Only a LEAVE or petition of the incarnation that runs waits for one."""
    machine = machines_of(cluster)[0]
    assert is_answered(Fail("n2", 1), machine)
    assert not is_answered(Leave("n1", 1), machine)
    assert is_answered(Leave("n1", 0), machine)


def test_a_machine_that_is_down_is_what_its_disk_makes_it(cluster: Cluster) -> None:
    """A follower in its term that has heard of nobody."""
    machine = machines_of(cluster)[0]
    down = replica_of(replace(machine, node=None))
    assert Role.LEADER is replica_of(machine).role
    assert (Role.FOLLOWER, None, machine.disk.term) == (down.role, down.leader, down.term)


@pytest.mark.parametrize("name", ["stack-leader-crash", "stack-roll-back", "stack-messages"])
def test_a_state_can_do_what_its_normal_form_can_however_it_was_reached(name: str) -> None:
    """Also far from any normal form: what is spent, and how numbers are renamed, is forgotten only in the end."""
    made = system(BY_NAME[name], {})
    _, raw = explore_graph(replace(made, canonical=unchanged, laws=()), Budget(states=1_500))
    check_normal_form(made, raw, None)
