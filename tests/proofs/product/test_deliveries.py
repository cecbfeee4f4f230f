"""Tests of deliveries: a letter that is in flight may come at any time, as often as it changes something."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from upshift.proofs.explore.calm import ReplayError, replay
from upshift.proofs.explore.offers import check_offers
from upshift.proofs.explore.reference import explore, explore_graph
from upshift.proofs.explore.system import Move, System
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


# ---- what only sends


def without_memory(ping: Make, spent: Callable[..., bool]) -> Product[Any, Any]:
    """Ping with a server that answers and remembers nothing."""
    honest = ping(1)

    def receive(node: str, machine: Any, sender: str, message: Any) -> Any:  # noqa: ANN401  # as ping has it
        answer = honest.receive(node, machine, sender, message)
        return answer if node == "client" or answer is None else (machine, answer[1])

    return replace(honest, receive=receive, spent=spent, laws=())


def test_what_only_sends_is_enabled_until_it_is_sent(ping: Make) -> None:
    """When the answer is in flight, to ask again changes nothing."""
    system = system_of(without_memory(ping, ping().spent))
    asked = after(system, "ask(client)")
    assert [HEAR] == offered(system, asked)
    assert [ANSWER] == offered(system, after(system, "ask(client)", HEAR))


def test_what_sends_only_what_is_spent_is_not_enabled(ping: Make) -> None:
    """The question is kept here for ever, and is answered by what nobody waits for."""
    honest = ping(1).spent
    system = system_of(
        replace(ping(1), spent=lambda message, *ends: "ack" in str(message) and honest(message, *ends), laws=())
    )
    done = after(system, "ask(client)", HEAR, ANSWER)
    assert 0b01 == done[-1]
    assert [] == offered(system, done)


def test_what_is_called_spent_when_it_is_sent_must_do_nothing(ping: Make) -> None:
    """Such a letter is never stored, so to compare states with their normal forms would not find it."""
    lying = without_memory(ping, lambda message, *_: "ack" in str(message))
    with pytest.raises(ReplayError, match=r"^ping: receive_spent\(client, server, ack 1\) is enabled$"):
        explore(system_of(lying))


# ---- beside the normal form


def walk(system: System[State], seed: int, length: int) -> list[Move[State]]:
    """Some moves through normal forms."""
    chance, state = random.Random(seed), system.canonical(system.initial[0])
    taken: list[Move[State]] = []
    for _ in range(length):
        ways = ((move, system.canonical(found)) for move, found in system.steps(state))
        move, state = chance.choice([(move, found) for move, found in ways if system.within(found)])
        taken.append(move)
    return taken


@pytest.mark.parametrize("seed", range(5))
def test_a_run_of_normal_forms_is_a_run_of_the_system(ballot: Make, seed: int) -> None:
    """Terms are renamed all along there and never here: a delivery is named after the letter in the normal form."""
    system = system_of(replace(ballot(3), laws=()))
    last = replay(system, system.initial[0], walk(system, seed, 40)).states[-1]
    here, there = (
        max(machine.term for machine in system.shown(state).nodes.values()) for state in (last, system.canonical(last))
    )
    assert here > there


def test_a_move_says_the_same_as_the_offer(ballot: Make) -> None:
    """In every state, and beside each normal form as well."""
    system = system_of(replace(ballot(2), laws=()))
    _, graph = explore_graph(system)
    check_offers(system, graph, samples=None)
    for state in graph.states:
        for _, found in system.steps(state):
            offers = list(system.offers(found))
            assert [then for _, then in offers] == [move.take(found) for move, _ in offers]
            assert {move.label for move, _ in offers} == set(offered(system, system.canonical(found)))


def test_the_delivery_of_a_spent_letter_is_no_delivery_of_another(ping: Make) -> None:
    """Where the description lies it has a name of its own, and is disabled where the letter is not spent."""
    fresh = ping().initial[1]
    system = system_of(replace(ping(1), spent=lambda message, _, __, ___, its: its == fresh, laws=()))
    asked = system.moves[0].take(system.initial[0])
    assert asked is not None
    ((move, heard),) = system.offers(asked)
    assert "receive_spent(server, client, ping 1)" == move.label
    assert heard == move.take(asked)
    assert move.take(heard) is None
    assert [ANSWER] == offered(system, heard)
    assert move.take(system.canonical(asked)) is None
