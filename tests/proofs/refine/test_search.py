"""The search for actions that lead from one state to another."""

from dataclasses import replace

from upshift.impl import entries
from upshift.impl.views import Request as Asked
from upshift.model.scenario import in_service
from upshift.model.state import State, changed, last
from upshift.model.versions import Range
from upshift.model.views import Group, Node, Request
from upshift.proofs.refine.moves import Aim
from upshift.proofs.refine.premises import ACTIONS
from upshift.proofs.refine.search import Search

N1, N2, A = Node("n1"), Node("n2"), Group("A")
SERVED = in_service({"n1": Range(1, 2), "n2": Range(1, 2)}, {"A": "n1 n2"}, 1)
TAKEN = (entries.Adjust(Asked("n1", 1, 1, 2)), entries.Notice("A", 2))


def taken(s: State, *names: str) -> State:
    """The state after actions of the model, each with all that was in flight used up."""
    for name in names:
        action, *arguments = name.split()
        after = getattr(ACTIONS, action)(s, *(int(a) if a.isdigit() else a for a in arguments))
        assert after is not None, name
        s = after
    me = s.nodes[N1]
    return changed(s, N1, replace(me, request=None))


def search(s: State, goal: State) -> Search:
    """The search for a way to a goal, from a state that it differs from."""
    aims = {n: Aim(me, last(goal), Request(N1, 1, 1, 2)) for n, me in goal.nodes.items() if me != s.nodes[n]}
    return Search(goal, TAKEN, aims, ACTIONS)


SWITCHED = taken(SERVED, "ask n1 2", "order_adjust n1", "deliver n1", "notify n1 A", "deliver n1", "deliver n2")


def test_nothing_leads_from_a_state_to_itself() -> None:
    """A step that changes nothing in the model is none there."""
    assert () == search(SERVED, SERVED).way(SERVED)


def test_several_actions_are_found_in_their_order() -> None:
    """The log and the nodes grow together to what they became."""
    way = search(SERVED, SWITCHED).way(SERVED)
    assert way is not None
    assert ("ask(n1, 2)", "order_adjust(n1)") == way[:2]
    assert {"deliver(n1)": 2, "deliver(n2)": 1, "notify(n1, A)": 1} == {label: way.count(label) for label in way[2:]}


def test_where_there_is_no_way_the_closest_state_is_known() -> None:
    """All of the log, and what the nodes lack is little."""
    early = changed(SWITCHED, N2, replace(SWITCHED.nodes[N2], uses=SWITCHED.nodes[N1].uses))
    found = search(SERVED, early)
    assert found.way(SERVED) is None
    closest = found.closest()
    assert (SWITCHED, (0, 1)) == (closest, found.lacks(closest))
    assert found.dead[closest]


def test_the_log_grows_to_what_it_became_only() -> None:
    """An entry that the model judges otherwise is no way on."""
    view = SWITCHED.log[1].view
    other = State((SWITCHED.log[0], replace(SWITCHED.log[1], view=replace(view, version=3))), SWITCHED.nodes)
    found = search(SERVED, other)
    assert found.way(SERVED) is None
    assert 1 == max(len(s.log) for s in found.dead)
