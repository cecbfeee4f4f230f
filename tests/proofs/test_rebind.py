"""Tests of replacing functions of the model without hooks in it: for this copy only, and with shared classes."""

from types import FunctionType
from typing import Any

import pytest

from upshift.model import fence, life, membership, ordering, requests
from upshift.model import state as states
from upshift.model.adjust import refusal
from upshift.model.fence import fence_at_rejoin
from upshift.model.groups import create_group
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, V1, V12, A, updated
from upshift.model.state import Local, State, last, stopped
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Refusal, View
from upshift.proofs.rebind import Function, rebound

PACKAGE = "upshift.model"
TWO = updated("n1", "n2")
AT_TWO = in_service({"n1": V12, "n2": V12}, {"A": "n1"}, 2)


def no_fence(view: View, claim: Range) -> Refusal | None:
    """Everybody comes in."""
    del view, claim
    return None


def only_the_newest(view: View, claim: Range) -> Refusal | None:
    """What the fence says, and one thing more: it calls what it replaces."""
    if claim.newest < 3:
        return fence.fence(view, claim)
    return Refusal.SOFTWARE_TOO_NEW


def stopped_and_updated(me: Local) -> Local:
    """What stops comes up with other software."""
    return Local(
        **{**{name: getattr(me, name) for name in Local.__slots__}, "software": V1, "phase": states.Phase.DOWN}
    )


def test_nothing_is_copied_where_nothing_is_replaced() -> None:
    """The protocol as it is."""
    assert (create_group, refusal) == rebound((create_group, refusal), {}, PACKAGE)


def test_a_replacement_is_called_through_other_modules() -> None:
    """`join_refusal` of one module calls a door of another, which calls the fence."""
    (judged,) = rebound((membership.join_refusal,), {fence.fence: no_fence}, PACKAGE)
    assert Refusal.SOFTWARE_TOO_OLD is membership.join_refusal(last(AT_TWO), N2, V1)
    assert judged(last(AT_TWO), N2, V1) is None


def test_the_original_is_untouched() -> None:
    """Laws are judged by the protocol's own words, whatever is broken."""
    rebound((membership.join_refusal, life.catch_up), {fence.fence: no_fence}, PACKAGE)
    assert Refusal.SOFTWARE_TOO_OLD is fence_at_rejoin(last(AT_TWO), V1)
    assert membership.join_refusal.__globals__["fence_at_rejoin"] is fence_at_rejoin


def test_what_is_replaced_itself_is_answered_by_its_replacement() -> None:
    """An action may be replaced as a whole."""
    assert (no_fence,) == rebound((fence.fence,), {fence.fence: no_fence}, PACKAGE)


def test_a_replacement_may_call_what_it_replaces() -> None:
    """What it calls is the protocol's own: there is no circle."""
    (door,) = rebound((fence_at_rejoin,), {fence.fence: only_the_newest}, PACKAGE)
    assert Refusal.SOFTWARE_TOO_OLD is door(last(AT_TWO), V1)
    assert door(last(AT_TWO), V12) is None
    assert Refusal.SOFTWARE_TOO_NEW is door(last(AT_TWO), Range(1, 3))


def test_classes_and_constants_are_shared() -> None:
    """States of the broken protocol are judged by the same laws, as values of the same classes."""
    (made,) = rebound((create_group,), {fence.fence: no_fence}, PACKAGE)
    young = in_service({"n1": V12}, {"A": "n1", "B": ""}, 1)
    on = Map({N1: True})
    after = made(young, "B", on)
    assert isinstance(after, State)
    assert create_group(young, next(g for g in last(young).groups if g != A), on) == after


def test_a_replacement_for_what_is_not_of_the_package_is_refused() -> None:
    """It would change nothing, and the search would call the mistake harmless."""
    with pytest.raises(LookupError, match=r"test_rebind\.no_fence is no function of upshift\.model$"):
        rebound((life.catch_up,), {no_fence: fence.fence}, PACKAGE)


def test_two_replacements_are_made_at_once() -> None:
    """And each is seen wherever the other is called from."""
    swaps: dict[Function, Function] = {fence.fence: no_fence, states.stopped: stopped_and_updated}
    crashed, caught_up, started = rebound((life.crash, life.catch_up, life.start), swaps, PACKAGE)
    down = crashed(AT_TWO, N2)
    assert V1 == down.nodes[N2].software
    up = started(down, N2)
    assert life.catch_up(up, N2) is None
    assert caught_up(up, N2) is None  # it is still below its floor: only the fence is open
    assert stopped is states.stopped


def test_copies_share_what_they_call() -> None:
    """One copy of each function, for all that are asked for together."""
    one, other = rebound((membership.leave, membership.fail), {ordering.votes: lambda _s, _n: True}, PACKAGE)
    assert one.__globals__ is other.__globals__
    assert one is not membership.leave
    assert one.__globals__["ordered"] is not ordering.ordered


def test_a_replacement_reaches_functions_that_its_own_module_calls() -> None:
    """Within a module as across modules: nobody orders when nobody votes."""
    (asked,) = rebound((requests.order_adjust,), {ordering.votes: lambda _s, _n: False}, PACKAGE)
    s = requests.ask(TWO, N1, 2)
    assert s is not None
    assert requests.order_adjust(s, N1) is not None
    assert asked(s, N1) is None


def made(text: str, package: str = PACKAGE) -> dict[str, Any]:
    """The functions of a module of that package."""
    scope: dict[str, Any] = {"__name__": f"{package}.made"}
    exec(text, scope)  # noqa: S102  # a module that is there for one test
    return scope


CALLER = """
def called():
    return "as it was"

def caller(*, mark="!"):
    return called() + mark
"""


def instead() -> str:
    """What is called in place of it."""
    return "replaced"


def test_defaults_of_keywords_are_kept() -> None:
    """A copy is called as its original is."""
    scope = made(CALLER)
    (caller,) = rebound((scope["caller"],), {scope["called"]: instead}, PACKAGE)
    assert ("replaced!", "as it was!") == (caller(), scope["caller"]())


def test_a_package_of_a_longer_name_is_another_package() -> None:
    """Its functions stay as they are."""
    other = made("def called(): return 'theirs'\ndef far(): return called()", "upshift.model2")
    scope = made(CALLER) | {"far": other["far"]}
    caller = FunctionType(scope["caller"].__code__, scope)
    caller.__module__ = f"{PACKAGE}.made"
    (copy,) = rebound((caller,), {scope["called"]: instead}, PACKAGE)
    assert other["far"] is copy.__globals__["far"]


def test_a_function_with_a_closure_is_refused() -> None:
    """It would go on calling what is replaced."""
    scope = made("""
def around():
    def called():
        return 1
    def inside():
        return called()
    return inside

inside = around()
""")
    with pytest.raises(TypeError, match=r"^upshift\.model\.made\.around\.<locals>\.inside has a closure \(called\)$"):
        rebound((scope["around"],), {fence.fence: no_fence}, PACKAGE)
