"""Tests of inputs as moves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from upshift.proofs.explore.reference import explore_graph
from upshift.proofs.explore.system import Kind
from upshift.proofs.product import Product, system_of

Make = Callable[..., Product[Any, Any]]


def test_each_input_is_a_move_of_its_node(ping: Make) -> None:
    """In the order of the description."""
    moves = system_of(ping()).moves
    assert ["ask(client)", "fall(server)", "rise(server)"] == [move.label for move in moves]
    assert [Kind.OPERATOR, Kind.FAULT, Kind.PROTOCOL] == [move.kind for move in moves]
    assert ["client", "server", "server"] == [move.actor for move in moves]


def test_what_cannot_happen_to_a_machine_is_not_enabled(ping: Make) -> None:
    """A server that is up does not rise."""
    system = system_of(ping())
    _, fall, rise = system.moves
    assert rise.take(system.initial[0]) is None
    down = fall.take(system.initial[0])
    assert down is not None
    assert rise.take(down) == system.initial[0]


def test_a_guard_looks_at_all_machines_and_is_asked_once(ping: Make) -> None:
    """The server falls only while it is asked something."""
    honest, asked = ping(), []

    def waiting(machines: tuple[Any, ...]) -> bool:
        asked.append(machines)
        return bool(machines[0].asked > machines[0].answered)

    ask, fall, rise = honest.inputs
    system = system_of(replace(honest, laws=(), inputs=(ask, replace(fall, guard=waiting), rise)))
    assert system.moves[1].take(system.initial[0]) is None
    _, graph = explore_graph(system)
    taken = {source for source, label, _ in graph.edges() if graph.moves[label].action == "fall"}
    befores = [system.shown(graph.states[source]).nodes["client"] for source in taken]
    assert befores
    assert all(client.asked > client.answered for client in befores)
    assert len(set(asked)) == len(asked)


def test_an_input_that_changes_nothing_is_a_step_all_the_same(ping: Make) -> None:
    """What it sends is in flight already: the state stays as it is."""
    honest = ping(1)
    again = replace(honest.inputs[0], action="ask_again", take=lambda client: (client, client_sends(client)))

    def client_sends(client: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401  # as ping has it
        taken = honest.inputs[0].take(client)
        return () if taken is None else taken[1]

    system = system_of(replace(honest, inputs=(*honest.inputs, again)))
    state = system.initial[0]
    sent = system.moves[3].take(state)
    assert sent is not None
    assert (*state[:-1], 1) == sent
    assert sent == system.moves[3].take(sent)
