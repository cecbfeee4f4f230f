"""Small systems with known answers: the engines are tested on them, and `upshift verify` checks them as well."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise, repeat
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from upshift.proofs.explore.system import Eventually, Kind, Law, Move, Reachable, StateLaw, StepLaw, System, Witness

# Two-phase commit, after Lamport's TwoPhase.tla: 288 states for 3 participants, 8,832 for 5, 296,448 for 7.

Stage = Literal["working", "prepared", "committed", "aborted"]


class Commit(NamedTuple):
    """What each participant has come to, what the manager has decided and heard, and every message ever sent."""

    stages: tuple[Stage, ...]
    decision: Literal["none", "commit", "abort"]
    heard: frozenset[int]
    prepared: frozenset[int]
    told: frozenset[Literal["commit", "abort"]]

    def to(self, participant: int, stage: Stage) -> "Commit":
        """The same with one participant at another stage."""
        return self._replace(stages=(*self.stages[:participant], stage, *self.stages[participant + 1 :]))


def two_phase_commit(participants: int) -> System[Commit]:
    """A manager that commits when every participant has prepared, and may abort before; nobody is ever lost."""
    everybody = frozenset(range(participants))
    working: Stage = "working"

    def commit(state: Commit) -> Commit | None:
        if state.decision != "none" or state.heard != everybody:
            return None
        return state._replace(decision="commit", told=state.told | {"commit"})

    def abort(state: Commit) -> Commit | None:
        return state._replace(decision="abort", told=state.told | {"abort"}) if state.decision == "none" else None

    def hear(participant: int, state: Commit) -> Commit | None:
        if state.decision != "none" or participant not in state.prepared:
            return None
        return state._replace(heard=state.heard | {participant})

    def prepare(participant: int, state: Commit) -> Commit | None:
        if state.stages[participant] != "working":
            return None
        return state.to(participant, "prepared")._replace(prepared=state.prepared | {participant})

    def give_up(participant: int, state: Commit) -> Commit | None:
        return state.to(participant, "aborted") if state.stages[participant] == "working" else None

    def obey_commit(participant: int, state: Commit) -> Commit | None:
        return state.to(participant, "committed") if "commit" in state.told else None

    def obey_abort(participant: int, state: Commit) -> Commit | None:
        return state.to(participant, "aborted") if "abort" in state.told else None

    steps = (("prepare", prepare), ("give_up", give_up), ("obey_commit", obey_commit), ("obey_abort", obey_abort))
    return System(
        name=f"two_phase_commit({participants})",
        initial=(Commit((working,) * participants, "none", frozenset(), frozenset(), frozenset()),),
        moves=(
            Move("commit", (), commit, actor="manager"),
            Move("abort", (), abort, actor="manager"),
            *(Move("hear", (i,), partial(hear, i), actor="manager") for i in range(participants)),
            *(Move(name, (i,), partial(step, i), actor=str(i)) for i in range(participants) for name, step in steps),
        ),
        laws=(
            StateLaw(
                "consistency",
                "no participant aborts what another commits",
                lambda state: not ("committed" in state.stages and "aborted" in state.stages),
            ),
            Witness("commits", "everybody commits", lambda _, __, after: set(after.stages) == {"committed"}),
            Witness("aborts", "everybody aborts", lambda _, __, after: set(after.stages) == {"aborted"}),
        ),
    )


# Dining philosophers: who hold their left forks wait for each other for ever.

Phase = Literal["thinking", "reaching", "eating"]


def dining_philosophers(count: int, *, one_left_handed: bool = False) -> System[tuple[Phase, ...]]:
    """Philosophers who take one fork, then the other; `one_left_handed` takes them in the other order."""

    def forks(philosopher: int) -> tuple[int, int]:
        pair = (philosopher, (philosopher + 1) % count)
        return pair[::-1] if one_left_handed and philosopher == count - 1 else pair

    def held(state: tuple[Phase, ...]) -> set[int]:
        return {
            fork
            for philosopher, phase in enumerate(state)
            for fork in forks(philosopher)[: ("thinking", "reaching", "eating").index(phase)]
        }

    def turn(philosopher: int, before: Phase, after: Phase, state: tuple[Phase, ...]) -> tuple[Phase, ...] | None:
        if state[philosopher] != before:
            return None
        if after != "thinking" and forks(philosopher)[before == "reaching"] in held(state):
            return None
        return (*state[:philosopher], after, *state[philosopher + 1 :])

    turns: tuple[tuple[str, Phase, Phase], ...] = (
        ("reach", "thinking", "reaching"),
        ("eat", "reaching", "eating"),
        ("think", "eating", "thinking"),
    )
    return System(
        name=f"dining_philosophers({count})",
        initial=(("thinking",) * count,),
        moves=tuple(
            Move(name, (i,), partial(turn, i, before, after), actor=str(i))
            for i in range(count)
            for name, before, after in turns
        ),
        laws=(
            Reachable("never_stuck", "everybody can come to think again", lambda state: set(state) == {"thinking"}),
            Witness("eats", "somebody eats", lambda _, move, __: move.action == "eat"),
        ),
    )


# A lock, in three ways: whether a client is served depends on who is bound to act.


class Lock(NamedTuple):
    """Who waits, and who holds it."""

    waiting: frozenset[int]
    holder: int | None


def lock(clients: int, *, asking: Kind = Kind.OPERATOR, granting: Kind = Kind.PROTOCOL) -> System[Lock]:
    """Clients ask for a lock, are granted it one at a time and release it."""

    def ask(client: int, state: Lock) -> Lock | None:
        if client in state.waiting or client == state.holder:
            return None
        return state._replace(waiting=state.waiting | {client})

    def grant(client: int, state: Lock) -> Lock | None:
        return Lock(state.waiting - {client}, client) if state.holder is None and client in state.waiting else None

    def release(client: int, state: Lock) -> Lock | None:
        return state._replace(holder=None) if state.holder == client else None

    def waits(client: int, state: Lock) -> bool:
        return client in state.waiting

    def holds(client: int, state: Lock) -> bool:
        return client == state.holder

    everybody = range(clients)
    return System(
        name=f"lock({clients})",
        initial=(Lock(frozenset(), None),),
        moves=(
            *(Move("ask", (i,), partial(ask, i), asking, f"client {i}") for i in everybody),
            *(Move("grant", (i,), partial(grant, i), granting, "lock") for i in everybody),
            *(Move("release", (i,), partial(release, i), actor=f"client {i}") for i in everybody),
        ),
        laws=tuple(
            Eventually(f"served_{i}", f"client {i} gets the lock once it waits", partial(waits, i), partial(holds, i))
            for i in everybody
        ),
    )


# A channel that may lose what is in flight: which messages can be delivered or lost depends on the state.


class Channel(NamedTuple):
    """The messages in flight, and those that have arrived."""

    flight: frozenset[int]
    arrived: frozenset[int]


def lossy_channel(messages: int, *, delivering: Kind = Kind.PROTOCOL) -> System[Channel]:
    """Messages are sent until they arrive, each at its own time; whatever is in flight may be delivered or lost."""

    def send(message: int, state: Channel) -> Channel | None:
        if message in state.flight | state.arrived:
            return None
        return state._replace(flight=state.flight | {message})

    def deliver(message: int, state: Channel) -> Channel | None:
        if message not in state.flight:
            return None
        return Channel(state.flight - {message}, state.arrived | {message})

    def lose(message: int, state: Channel) -> Channel | None:
        return state._replace(flight=state.flight - {message}) if message in state.flight else None

    def arrived(message: int, state: Channel) -> bool:
        return message in state.arrived

    everything = range(messages)
    by_message = {
        i: (
            Move("deliver", (i,), partial(deliver, i), delivering, "network"),
            Move("lose", (i,), partial(lose, i), Kind.FAULT, "network"),
        )
        for i in everything
    }

    def offers(state: Channel) -> Iterator[tuple[Move[Channel], Channel]]:
        for message in sorted(state.flight):
            for move in by_message[message]:
                after = move.take(state)
                if after is not None:
                    yield move, after

    return System(
        name=f"lossy_channel({messages})",
        initial=(Channel(frozenset(), frozenset()),),
        moves=tuple(Move("send", (i,), partial(send, i), actor="sender") for i in everything),
        laws=(
            StateLaw("one_place", "nothing is in flight that has arrived", lambda s: not s.flight & s.arrived),
            StepLaw("kept", "what has arrived stays", lambda before, after: before.arrived <= after.arrived),
            Witness("loses", "a message is lost", lambda _, move, __: move.action == "lose"),
            Reachable("never_stuck", "everything can arrive", lambda s: len(s.arrived) == messages),
            *(
                Eventually(f"arrives_{i}", f"message {i} arrives in the end", lambda _: True, partial(arrived, i))
                for i in everything
            ),
        ),
        offers=offers,
        offered=("deliver", "lose"),
    )


def knocking() -> System[str]:
    """Somebody knocks, which changes nothing; the door is opened by an operator, who need not."""
    return System(
        name="knocking",
        initial=("shut",),
        moves=(
            Move("knock", (), lambda door: door if door == "shut" else None, actor="guest"),
            Move("open", (), lambda door: "open" if door == "shut" else None, Kind.OPERATOR, "host"),
        ),
        laws=(Eventually("let_in", "the door is opened", lambda door: door == "shut", lambda door: door == "open"),),
    )


def counter(bound: int, goal: int) -> System[int]:
    """Counts for ever, looked at up to a bound; the goal may lie beyond it."""
    return System(
        name=f"counter({bound}, {goal})",
        initial=(0,),
        moves=(Move("count", (), lambda n: n + 1, actor="counter"),),
        laws=(
            StepLaw("rises", "the counter rises", lambda before, after: before < after),
            Eventually("arrives", "the counter reaches the goal", lambda n: n == 0, lambda n: n >= goal),
        ),
        within=lambda n: n <= bound,
    )


def digraph(*paths: tuple[int, ...]) -> System[int]:
    """The edges of some paths, from their first states; the law wants every behaviour to come to an odd number."""
    starts = tuple(dict.fromkeys(path[0] for path in paths))

    def go(source: int, target: int, state: int) -> int | None:
        return target if state == source else None

    return System(
        name="digraph",
        initial=starts,
        moves=tuple(Move("go", edge, partial(go, *edge)) for edge in dict.fromkeys(chain(*map(pairwise, paths)))),
        laws=(Eventually("odd", "an odd number comes up", lambda n: n in starts, lambda n: n % 2 == 1),),
    )


def table(
    *rows: Sequence[int | None],
    initial: tuple[int, ...] = (0,),
    kinds: Sequence[Kind] = (),
    actors: Sequence[str] = (),
    laws: tuple[Law[int], ...] = (),
    bound: int | None = None,
) -> System[int]:
    """A system written down as a table: a row for each move, which says for each state where it leads."""

    def look_up(row: Sequence[int | None], state: int) -> int | None:
        return row[state] if state < len(row) else None

    return System(
        name="table",
        initial=initial,
        moves=tuple(
            Move("row", (number,), partial(look_up, row), kind, actor)
            for number, (row, kind, actor) in enumerate(
                zip(rows, chain(kinds, repeat(Kind.PROTOCOL)), chain(actors, repeat("")), strict=False)
            )
        ),
        laws=laws,
        within=lambda state: bound is None or state <= bound,
    )


class Lamp(NamedTuple):
    """A lamp, and how often its switch has clicked since anybody listened."""

    lit: bool
    clicks: int


def forgetful_lamp() -> System[Lamp]:
    """The normal form forgets the clicks, and the law looks at them: it is judged by what a move makes."""
    return System(
        name="forgetful_lamp",
        initial=(Lamp(lit=False, clicks=0),),
        moves=(Move("press", (), lambda lamp: Lamp(not lamp.lit, lamp.clicks + 1), Kind.OPERATOR, "hand"),),
        laws=(StateLaw("silent", "the switch does not click", lambda lamp: lamp.clicks == 0),),
        canonical=lambda lamp: lamp._replace(clicks=0) if lamp.clicks else lamp,
    )


TOYS: Mapping[str, tuple[Callable[[], System[Any]], str]] = MappingProxyType(
    {
        "two_phase_commit": (
            partial(two_phase_commit, 3),
            "Complete, 288 states: the number that every checker gives.",
        ),
        "two_phase_commit_5": (partial(two_phase_commit, 5), "Complete, 8,832 states."),
        "two_phase_commit_7": (partial(two_phase_commit, 7), "Complete, 296,448 states."),
        "philosophers": (partial(dining_philosophers, 4), "Breaks never_stuck: each has taken a fork."),
        "philosophers_left_handed": (
            partial(dining_philosophers, 4, one_left_handed=True),
            "Complete: one philosopher who begins with the other fork is enough.",
        ),
        "lock": (
            partial(lock, 2),
            "Complete: whoever waits is served, for granting and releasing are bound to happen.",
        ),
        "lock_unforced": (
            partial(lock, 2, granting=Kind.OPERATOR),
            "Breaks served_0 and served_1: nothing forces an operator to grant.",
        ),
        "lock_starving": (
            partial(lock, 2, asking=Kind.PROTOCOL),
            "Breaks served_0 and served_1: weak fairness owes nothing to a move that is disabled now and then.",
        ),
        "lossy_channel": (
            partial(lossy_channel, 3),
            "Complete, 27 states: each of three messages is waiting, in flight or there.",
        ),
        "lossy_channel_unforced": (
            partial(lossy_channel, 2, delivering=Kind.OPERATOR),
            "Breaks arrives_0 and arrives_1: nothing forces a delivery that is not the protocol's.",
        ),
        "knocking": (knocking, "Breaks let_in by a stutter: a move that changes nothing is no progress."),
        "counter": (partial(counter, 5, 3), "Complete: the goal lies within the bound."),
        "counter_cut": (
            partial(counter, 5, 7),
            "Unknown: the bound cuts the way to the goal, and no law passes by that.",
        ),
        "digraph_join": (partial(digraph, (0, 2, 4), (1, 4, 6)), "Breaks odd at a state that was visited before."),
        "digraph_cycle": (partial(digraph, (0, 2, 4, 2)), "Breaks odd by going round."),
        "forgetful_lamp": (forgetful_lamp, "Breaks silent, which the normal form would hide."),
    }
)
"""Every toy with the answer that it must give."""
