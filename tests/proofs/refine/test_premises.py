"""The model's actions without what nobody can know, and what is kept of them."""

import pytest

from upshift.model import actions as protocol
from upshift.model import membership
from upshift.model.scenario import in_service
from upshift.model.state import Local, State, last, stopped
from upshift.model.versions import Range
from upshift.model.views import Node, Status
from upshift.proofs.refine.premises import ACTIONS, ORDERING, PREMISES, Actions, actions_with

N1, N2 = Node("n1"), Node("n2")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2)}, {"A": "n1 n2"}, 1)
KEPT = (
    membership.names_its_incarnation,
    membership.newer_incarnation,
    membership.join_refusal,
    membership.leaves_a_member,
    membership.leaves_a_voter,
    membership.configured,
    membership.not_serving,
)


def with_node(s: State, n: Node, me: Local) -> State:
    """The state with another value for one node."""
    return State(s.log, s.nodes.set(n, me))


def test_each_premise_says_why_and_what_stands_in_for_it() -> None:
    """Nothing is dropped in silence, and nothing twice."""
    assert all(premise.why and premise.instead and premise.actions for premise in PREMISES)
    dropped = [(premise.name, action) for premise in PREMISES for action in premise.actions]
    assert len(set(dropped)) == len(dropped)


def test_what_an_entry_does_is_kept() -> None:
    """No judgement of an entry at its position is among them."""
    assert set(KEPT).isdisjoint(premise.function for premise in PREMISES)


def test_who_votes_at_the_instant_is_no_matter() -> None:
    """An entry is ordered in the end also if nobody runs any more who has stored it."""
    off = with_node(with_node(SERVED, N1, stopped(SERVED.nodes[N1])), N2, stopped(SERVED.nodes[N2]))
    assert protocol.add_node(off, N1) is None
    assert protocol.fail(off, N1, N2) is None
    after = ACTIONS.fail(off, N1, N2)
    assert after is not None
    assert Status.INACTIVE is last(after).roster[N2].status


def test_a_report_that_is_false_names_the_incarnation_all_the_same() -> None:
    """A running node may be reported; another incarnation than the recorded one may not be."""
    assert protocol.fail(SERVED, N1, N2) is None
    assert ACTIONS.fail(SERVED, N1, N2) is not None
    renamed = actions_with({membership.names_its_incarnation: lambda *_: False})
    assert renamed.fail(SERVED, N1, N2) is None


def test_without_premises_they_are_the_models_own() -> None:
    """What is not dropped is asked."""
    own = actions_with({}, ())
    assert own.fail is protocol.fail
    assert own.deliver is protocol.deliver is ACTIONS.deliver
    assert set(ORDERING) >= {protocol.leave, protocol.send}


@pytest.mark.parametrize("premise", PREMISES, ids=lambda premise: premise.name)
def test_a_premise_is_one_of_its_actions(premise: object) -> None:
    """Each action that loses a premise is another function than the model's."""
    assert premise in PREMISES
    dropped = {action.__name__ for each in PREMISES if each is premise for action in each.actions}
    assert all(getattr(ACTIONS, name) is not getattr(protocol, name) for name in dropped)
    assert dropped <= set(Actions.__slots__)
