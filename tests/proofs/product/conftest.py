"""Two small products, and a product multiplied naively: plain sets, no numbers, nothing remembered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pytest

from upshift.proofs.explore.graph import Graph
from upshift.proofs.explore.system import Eventually, Kind, Move, Reachable, StateLaw, StepLaw, System, Witness
from upshift.proofs.product import (
    Input,
    MachineLaw,
    PairLaw,
    Product,
    Rename,
    Scale,
    State,
)

# ---- ping: a client asks one question at a time, and a server answers as often as it is asked


@dataclass(frozen=True)
class Client:
    """How many questions were asked, and how many answered."""

    asked: int
    answered: int


@dataclass(frozen=True)
class Server:
    """The last question that was heard, and whether there was anybody to hear it."""

    heard: int
    up: bool = True


@dataclass(frozen=True)
class Ping:
    """A question."""

    number: int

    def __str__(self) -> str:
        return f"ping {self.number}"


@dataclass(frozen=True)
class Ack:
    """Its answer."""

    number: int

    def __str__(self) -> str:
        return f"ack {self.number}"


Peer = Client | Server
Signal = Ping | Ack
Answer = tuple[Peer, tuple[tuple[str, Signal], ...]]


def hear(node: str, machine: Peer, sender: str, message: Signal) -> Answer | None:
    """The server answers every question, the client counts the answer that it waits for."""
    match machine, message:
        case Server(up=False), _:
            return None
        case Server(heard=heard), Ping(number=number):
            return Server(max(heard, number)), ((sender, Ack(number)),)
        case Client(asked=asked, answered=answered), Ack(number=number) if number == answered + 1:
            return Client(asked, number), ()
    return machine, ()


def ask(limit: int) -> Callable[[Peer], Answer | None]:
    """The client asks the next question."""

    def take(machine: Peer) -> Answer | None:
        assert isinstance(machine, Client)
        if machine.asked > machine.answered or machine.asked == limit:
            return None
        return Client(machine.asked + 1, machine.answered), (("server", Ping(machine.asked + 1)),)

    return take


def fall(machine: Peer) -> Answer | None:
    """The server goes down."""
    return (replace(machine, up=False), ()) if isinstance(machine, Server) and machine.up else None


def rise(machine: Peer) -> Answer | None:
    """The server comes up and knows what it knew."""
    return (replace(machine, up=True), ()) if isinstance(machine, Server) and not machine.up else None


def amnesia(machine: Peer) -> Answer | None:
    """The server forgets what it heard."""
    return (Server(0), ()) if isinstance(machine, Server) and machine.heard else None


def answered(message: Signal, sender: str, its_machine: Peer, receiver: str, machine: Peer) -> bool:
    """A question that was answered, or its answer."""
    client = machine if isinstance(machine, Client) else its_machine
    assert isinstance(client, Client)
    return message.number <= client.answered


def ping_product(limit: int = 3) -> Product[Peer, Signal]:
    """The client and the server, with a law of each kind; all of them hold."""

    def everything_answered(machines: tuple[Peer, ...]) -> bool:
        client = machines[0]
        return isinstance(client, Client) and client.answered == client.asked

    def in_order(machines: tuple[Peer, ...]) -> bool:
        client, server = machines
        assert isinstance(client, Client)
        assert isinstance(server, Server)
        return client.answered <= server.heard <= client.asked

    def only_one_is_taken(before: tuple[Peer, ...], after: tuple[Peer, ...]) -> bool:
        return before[0] == after[0] or before[1] == after[1]

    def fell(before: tuple[Peer, ...], move: Move[Any], after: tuple[Peer, ...]) -> bool:
        return move.action == "fall" and before[0] == after[0]

    return Product(
        name="ping",
        nodes=("client", "server"),
        initial=(Client(0, 0), Server(0)),
        receive=hear,
        inputs=(
            Input("ask", ("client",), "client", Kind.OPERATOR, ask(limit)),
            Input("fall", ("server",), "server", Kind.FAULT, fall),
            Input("rise", ("server",), "server", Kind.PROTOCOL, rise),
        ),
        laws=(
            MachineLaw("counts", "no more answers than questions", lambda _, m: answered_at_most_what_was_asked(m)),
            PairLaw("two_kinds", "one asks and one answers", lambda _, one, __, other: type(one) is not type(other)),
            StateLaw("in_order", "what is answered was heard, what is heard was asked", in_order),
            StepLaw("one_at_a_time", "a step is of one node", only_one_is_taken),
            Witness("fell", "the server falls", fell),
            Witness("done", "everything is answered", lambda _, __, after: everything_answered(after)),
            Eventually("answers", "what is asked is answered", lambda _: True, everything_answered),
            Reachable("rest", "everything can be answered", everything_answered),
        ),
        spent=answered,
        message_type=Signal,
    )


def answered_at_most_what_was_asked(peer: Peer) -> bool:
    """A server has asked nothing."""
    return not isinstance(peer, Client) or peer.answered <= peer.asked


# ---- ballot: terms rise for ever, and a node leads the term in which another follows it


class Voter(NamedTuple):
    """The term that a node is in, whether it stands for election there, and the last term that it led."""

    term: int = 0
    standing: bool = False
    led: int = 0


class Call(NamedTuple):
    """What is asked for or given in a term."""

    word: str
    term: int


Votes = tuple[tuple[str, Call], ...]


def vote(node: str, machine: Voter, sender: str, message: Call) -> tuple[Voter, Votes] | None:
    """A node follows into a later term, and leads a term when it is followed there."""
    if message.word == "follow" and message.term > machine.term:
        return Voter(message.term, standing=False, led=machine.led), ((sender, Call("followed", message.term)),)
    if message.word == "followed" and message.term == machine.term and machine.standing:
        return Voter(machine.term, standing=False, led=machine.term), ()
    return machine, ()


def stand(others: tuple[str, ...]) -> Callable[[Voter], tuple[Voter, Votes] | None]:
    """A node stands for election in the next term."""

    def take(machine: Voter) -> tuple[Voter, Votes] | None:
        term = machine.term + 1
        return Voter(term, standing=True, led=machine.led), tuple((other, Call("follow", term)) for other in others)

    return take


def too_late(message: Call, sender: str, its_machine: Voter, receiver: str, machine: Voter) -> bool:
    """The receiver is beyond the term, or has what it could get from the message."""
    if message.word == "follow":
        return message.term <= machine.term
    return message.term < machine.term or (message.term == machine.term and not machine.standing)


def terms(spread: int) -> Scale[Voter, Call]:
    """The terms of the ballot."""

    def machine(node: str, voter: Voter, rename: Rename) -> Voter:
        return Voter(rename(voter.term), voter.standing, rename(voter.led))

    return Scale(
        name="terms",
        of_machine=lambda _, voter: 1 << voter.term | 1 << voter.led,
        of_message=lambda _, __, call: 1 << call.term,
        floor=lambda voters: min(voter.term for voter in voters),
        machine=machine,
        message=lambda _, __, call, rename: Call(call.word, rename(call.term)),
        spread=spread,
    )


def ballot_product(nodes: int = 3, spread: int = 2) -> Product[Voter, Call]:
    """So many nodes that may all stand for election again and again."""
    names = tuple(f"n{number}" for number in range(1, nodes + 1))

    def may_stand(name: str) -> Callable[[Voter], tuple[Voter, Votes] | None]:
        return stand(tuple(other for other in names if other != name))

    return Product(
        name="ballot",
        nodes=names,
        initial=(Voter(),) * nodes,
        receive=vote,
        inputs=tuple(Input("stand", (name,), name, Kind.OPERATOR, may_stand(name)) for name in names),
        laws=(
            MachineLaw("not_ahead", "nobody led a term that it has not reached", lambda _, me: me.led <= me.term),
            StepLaw(
                "leads_on",
                "who led a term never led an earlier one last",
                lambda before, after: all(one.led <= other.led for one, other in zip(before, after, strict=True)),
            ),
            Witness("all_led", "everybody has led", lambda _, __, after: len({me.led for me in after} - {0}) == nodes),
        ),
        spent=too_late,
        scales=(terms(spread),),
        message_type=Call,
    )


# ---- the naive product

Letter = tuple[str, str, Any]
Plain = tuple[tuple[Any, ...], frozenset[Letter]]
Edge = tuple[Plain, str, Plain]


@dataclass
class Naive:
    """Multiplies a product state by state."""

    product: Product[Any, Any]

    def machine_of(self, state: Plain, node: str) -> Any:  # noqa: ANN401  # whatever the product has
        """The machine of a node."""
        return state[0][self.product.nodes.index(node)]

    def spent(self, state: Plain, letter: Letter) -> bool:
        """A letter is spent."""
        sender, receiver, message = letter
        ends = (self.machine_of(state, sender), self.machine_of(state, receiver))
        return self.product.spent(message, sender, ends[0], receiver, ends[1])

    def stepped(self, state: Plain, node: str, answer: tuple[Any, Any]) -> Plain:
        """The state in which a node has become another and has sent something."""
        at = self.product.nodes.index(node)
        machines = tuple(answer[0] if place == at else machine for place, machine in enumerate(state[0]))
        return machines, state[1] | {(node, destination, message) for destination, message in answer[1]}

    def steps(self, state: Plain) -> Iterator[tuple[str, Plain]]:
        """Everything that can happen."""
        for each in self.product.inputs:
            if each.guard is None or each.guard(state[0]):
                taken = each.take(self.machine_of(state, each.node))
                if taken is not None:
                    yield f"{each.action}({', '.join(map(str, each.arguments))})", self.stepped(state, each.node, taken)
        for sender, receiver, message in state[1]:
            answer = self.product.receive(receiver, self.machine_of(state, receiver), sender, message)
            if answer is not None:
                after = self.stepped(state, receiver, answer)
                if after[0] != state[0] or any(not self.spent(after, letter) for letter in after[1] - state[1]):
                    yield f"receive({receiver}, {sender}, {message})", after

    def mentioned(self, state: Plain, scale: Scale[Any, Any]) -> set[int]:
        """The numbers of a scale."""
        masks = [scale.of_machine(*each) for each in zip(self.product.nodes, state[0], strict=True)]
        masks += [scale.of_message(*letter) for letter in state[1]]
        return {number for mask in masks for number in range(mask.bit_length()) if mask >> number & 1}

    def normal(self, state: Plain) -> Plain:
        """Without what is spent, and renamed."""
        state = (state[0], frozenset(letter for letter in state[1] if not self.spent(state, letter)))
        for scale in self.product.scales:
            floor = scale.floor(state[0])
            low = sorted({0, floor} | {number for number in self.mentioned(state, scale) if number <= floor})
            state = self.renamed(state, scale, floor, low)
        return state

    def renamed(self, state: Plain, scale: Scale[Any, Any], floor: int, low: list[int]) -> Plain:
        """With the numbers of one scale renamed."""

        def rename(number: int) -> int:
            return low.index(number) if number <= floor else low.index(floor) + number - floor

        machines = (scale.machine(*each, rename) for each in zip(self.product.nodes, state[0], strict=True))
        letters = ((*letter[:2], scale.message(*letter, rename)) for letter in state[1])
        return tuple(machines), frozenset(letters)

    def within(self, state: Plain) -> bool:
        """Within all bounds."""
        product = self.product
        return (
            product.within(state[0])
            and all(map(product.machine_within, product.nodes, state[0]))
            and all(
                scale.spread is None
                or max(self.mentioned(state, scale), default=0) <= scale.floor(state[0]) + scale.spread
                for scale in product.scales
            )
        )

    def explored(self) -> tuple[list[set[Plain]], list[Edge], int]:
        """The states level by level, the steps between them, and how many steps leave the bounds."""
        edges, cut = [], 0
        levels = [{self.normal((self.product.initial, frozenset()))}]
        seen = set(levels[0])
        while levels[-1]:
            levels.append(set())
            for state in levels[-2]:
                for label, raw in self.steps(state):
                    after = self.normal(raw)
                    if not self.within(after):
                        cut += 1
                        continue
                    edges.append((state, label, after))
                    if after not in seen:
                        seen.add(after)
                        levels[-1].add(after)
        return levels[:-1], edges, cut


def plain(system: System[State], state: State) -> Plain:
    """A state as the naive product has it."""
    world = system.shown(state)
    letters = frozenset((each.sender, each.receiver, each.message) for each in world.network)
    assert len(letters) == len(world.network)
    return tuple(world.nodes.values()), letters


def explored(system: System[State], graph: Graph[State]) -> tuple[list[set[Plain]], list[Edge], int]:
    """What the engine explored, as the naive product tells it."""
    states = [plain(system, state) for state in graph.states]
    levels: list[set[Plain]] = [set() for _ in range(graph.depth)]
    for number, state in enumerate(states):
        levels[graph.level(number) - 1].add(state)
    edges = [(states[source], graph.moves[label].label, states[target]) for source, label, target in graph.edges()]
    return levels, edges, len(graph.cut_labels)


@pytest.fixture(scope="session")
def naive() -> Callable[[Product[Any, Any]], tuple[list[set[Plain]], list[Edge], int]]:
    """Multiplies and explores a product naively."""
    return lambda product: Naive(product).explored()


@pytest.fixture(scope="session")
def as_naive() -> Callable[[System[State], Graph[State]], tuple[list[set[Plain]], list[Edge], int]]:
    """Tells what an engine explored as the naive product does."""
    return explored


@pytest.fixture(scope="session")
def ping() -> Callable[..., Product[Peer, Signal]]:
    """A client that asks up to a limit, and a server."""
    return ping_product


@pytest.fixture(scope="session")
def ballot() -> Callable[..., Product[Voter, Call]]:
    """Nodes that stand for election, so many and so far ahead of each other."""
    return ballot_product
