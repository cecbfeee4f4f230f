"""Tests of deliveries: a letter that is in flight may come at any time, as often as it changes something."""

from collections.abc import Callable
from typing import Any

from upshift.proofs.explore.system import System
from upshift.proofs.product import Product, State, system_of

Make = Callable[..., Product[Any, Any]]
HEAR, ANSWER = "receive(server, client, ping 1)", "receive(client, server, ack 1)"


def after(system: System[State], *labels: str) -> State:
    """The state after some moves, each in its normal form."""
    state = system.initial[0]
    for label in labels:
        state = system.canonical(next(found for move, found in system.steps(state) if move.label == label))
    return state


def offered(system: System[State], state: State) -> list[str]:
    """What is on offer there."""
    return [move.label for move, _ in system.offers(state)]


def test_a_letter_is_on_offer_while_it_is_in_flight(ping: Make) -> None:
    """Its receiver acts, and the protocol must make it come in the end."""
    system = system_of(ping(1))
    assert [] == offered(system, system.initial[0])
    asked = after(system, "ask(client)")
    ((move, _),) = system.offers(asked)
    assert (HEAR, "server") == (move.label, move.actor)


def test_a_letter_stays_until_it_can_do_nothing_more(ping: Make) -> None:
    """The question may come again as long as nobody has heard the answer, but only where that changes something."""
    system = system_of(ping(1))
    heard = after(system, "ask(client)", HEAR)
    assert [ANSWER] == offered(system, heard)
    assert [] == offered(system, after(system, "ask(client)", HEAR, ANSWER))


def test_a_node_that_is_down_hears_nothing(ping: Make) -> None:
    """It is on offer again when the node is up."""
    system = system_of(ping(1))
    assert [] == offered(system, after(system, "ask(client)", "fall(server)"))
    assert [HEAR] == offered(system, after(system, "ask(client)", "fall(server)", "rise(server)"))


def test_the_same_letter_is_the_same_move_and_says_the_same_of_itself(ping: Make) -> None:
    """Fairness and traces know moves by what they are."""
    system = system_of(ping(2))
    asked = after(system, "ask(client)")
    ((move, then),) = system.offers(asked)
    ((again, _),) = system.offers(asked)
    assert move is again
    assert then == move.take(asked)
    assert move.take(system.initial[0]) is None
