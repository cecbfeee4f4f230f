"""A token ring, small enough to be judged by eye, with a counterexample of each kind, and values of every type."""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any, NamedTuple, NewType, assert_never

import pytest
from hypothesis import strategies as st

from upshift.model.values import Map, Remembers, record
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import Eventually, Kind, Move, Reachable, StateLaw, StepLaw, System, Witness
from upshift.proofs.trace.saved import SavedTrace, save
from upshift.proofs.trace.shape import (
    Anything,
    Choice,
    Option,
    Product,
    Record,
    Scalar,
    Sequence,
    Shape,
    Subset,
    Table,
    Union,
    fields_of,
    shape_of,
)

Node = NewType("Node", str)


class Mood(Enum):
    """What a node is up to."""

    IDLE = "IDLE"
    WAITING = "WAITING"
    CRITICAL = "CRITICAL"


@record
class Local(Remembers):
    """One node."""

    mood: Mood
    turns: int


@record
class Ring(Remembers):
    """Where the token is, who has entered, and the nodes."""

    holder: Node | None
    log: tuple[Node, ...]
    nodes: Map[Node, Local]


# ---- actions


def changed(s: Ring, n: Node, mood: Mood) -> Ring:
    """The state with another mood of one node."""
    return replace(s, nodes=s.nodes.set(n, replace(s.nodes[n], mood=mood)))


def want(s: Ring, n: Node) -> Ring | None:
    """A node wants to enter."""
    return changed(s, n, Mood.WAITING) if s.nodes[n].mood is Mood.IDLE else None


def may_enter(s: Ring, n: Node) -> bool:
    """The node waits and has the token."""
    return s.nodes[n].mood is Mood.WAITING and s.holder == n


def enter(s: Ring, n: Node) -> Ring | None:
    """A node enters."""
    if not may_enter(s, n):
        return None
    return barge(s, n)


def barge(s: Ring, n: Node) -> Ring | None:
    """A node enters without asking for the token."""
    if s.nodes[n].mood is not Mood.WAITING:
        return None
    inside = Local(Mood.CRITICAL, s.nodes[n].turns + 1)
    return replace(s, log=(*s.log, n), nodes=s.nodes.set(n, inside))


def leave(s: Ring, n: Node) -> Ring | None:
    """A node leaves."""
    return changed(s, n, Mood.IDLE) if s.nodes[n].mood is Mood.CRITICAL else None


def pass_on(s: Ring, n: Node) -> Ring | None:
    """A node passes the token on."""
    if s.holder != n or s.nodes[n].mood is Mood.CRITICAL:
        return None
    names = tuple(s.nodes)
    return replace(s, holder=names[(names.index(n) + 1) % len(names)])


def forget(s: Ring, n: Node) -> Ring | None:
    """A node forgets its turns."""
    return replace(s, nodes=s.nodes.set(n, replace(s.nodes[n], turns=0)))


def lose(s: Ring) -> Ring | None:
    """The token is lost."""
    return replace(s, holder=None) if s.holder is not None else None


# ---- laws


def alone(s: Ring) -> bool:
    """At most one node is inside."""
    return all(
        n == m or not (me.mood is Mood.CRITICAL and other.mood is Mood.CRITICAL)
        for n, me in s.nodes.items()
        for m, other in s.nodes.items()
    )


def turns_stay(before: Ring, after: Ring) -> bool:
    """Turns are never taken back."""
    return all(before.nodes[n].turns <= after.nodes[n].turns for n in before.nodes)


def asked(s: Ring) -> bool:
    """Somebody waits."""
    return any(me.mood is Mood.WAITING for me in s.nodes.values())


def served(s: Ring) -> bool:
    """Nobody waits."""
    return all(me.mood is not Mood.WAITING for me in s.nodes.values())


def in_play(s: Ring) -> bool:
    """Somebody has the token."""
    return s.holder is not None


def both_served(_before: Ring, _move: Move[Ring], after: Ring) -> bool:
    """Both have entered."""
    return all(me.turns > 0 for me in after.nodes.values())


# ---- systems and findings


def build(scenario: str, dropped: tuple[str, ...], mutation: str | None) -> System[Ring]:
    """The ring; `enter` may be dropped, and M1 adds `barge`, M2 `forget`."""
    nodes = (Node("n1"), Node("n2"))
    ours = [action for action in (enter, leave, pass_on) if action.__name__ not in dropped]
    extra = {"M1": [barge], "M2": [forget], None: []}[mutation]

    def move(action: Callable[[Ring, Node], Ring | None], n: Node, kind: Kind) -> Move[Ring]:
        return Move(action.__name__, (n,), lambda s: action(s, n), kind, n)

    return System(
        name=scenario,
        initial=(Ring(nodes[0], (), Map({n: Local(Mood.IDLE, 0) for n in nodes})),),
        moves=(
            *(move(action, n, Kind.PROTOCOL) for action in [*ours, *extra] for n in nodes),
            *(move(want, n, Kind.OPERATOR) for n in nodes),
            Move("lose", (), lose, Kind.FAULT, "network"),
        ),
        laws=(
            StateLaw("alone", "At most one node is inside.", alone),
            StepLaw("turns_stay", "Turns are never taken back.", turns_stay),
            Eventually("served", "Whoever waits is served in the end.", asked, served),
            Reachable("in_play", "The token can always be in play.", in_play),
            Witness("both_served", "Both are served.", both_served),
        ),
        within=lambda s: all(me.turns <= 2 for me in s.nodes.values()),
    )


CASES: dict[str, tuple[str, str, tuple[str, ...], str | None, int | None]] = {
    "always": ("alone", "want(n1) want(n2) enter(n1) barge(n2)", (), "M1", None),
    "step": ("turns_stay", "want(n1) enter(n1) forget(n1)", (), "M2", None),
    "lasso": ("served", "want(n1) pass_on(n1) pass_on(n2)", ("enter",), None, 1),
    "stutter": ("served", "want(n1) lose()", (), None, 2),
    "reachable": ("in_play", "lose()", (), None, None),
    "sometimes": ("both_served", "want(n1) enter(n1) leave(n1) pass_on(n1) want(n2) enter(n2)", (), None, None),
}


def found(case: str) -> Finding[Ring]:
    """The finding of a case, run by hand."""
    name, labels, dropped, mutation, loop = CASES[case]
    system = build("ring", dropped, mutation)
    by_label = {move.label: move for move in system.moves}
    moves = tuple(by_label[label] for label in labels.split())
    states = [system.initial[0]]
    for move in moves:
        after = move.take(states[-1])
        assert after is not None
        states.append(after)
    return Finding({law.name: law for law in system.laws}[name], Run(moves, tuple(states), loop))


def kept(case: str) -> SavedTrace:
    """The finding of a case, saved."""
    return save(found(case), "ring", CASES[case][2], CASES[case][3])


@pytest.fixture(scope="session")
def ring() -> Callable[[str, tuple[str, ...], str | None], System[Ring]]:
    """Builds the ring."""
    return build


@pytest.fixture(scope="session")
def finding() -> Callable[[str], Finding[Ring]]:
    """Finds by the name of a case."""
    return found


@pytest.fixture(scope="session")
def trace() -> Callable[[str], SavedTrace]:
    """The saved trace of a case."""
    return kept


@pytest.fixture(params=CASES)
def saved(request: pytest.FixtureRequest) -> SavedTrace:
    """The saved trace of every case in turn."""
    return kept(request.param)


# ---- values of every type


class Vote(NamedTuple):
    """A message."""

    term: int
    voter: Node


@record
class Append(Remembers):
    """Another message of the same fields."""

    term: int
    voter: Node


LEAVES = (bool, int, str, Mood, Node, Local, Vote, Vote | Append, Ring)


def wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Types made of types."""
    keys = st.sampled_from((str, int, Mood, Node, bool, Local))
    return st.one_of(
        inner.map(lambda part: tuple[part, ...]),  # type: ignore[valid-type]  # a type is a value here
        st.lists(inner, max_size=3).map(lambda parts: tuple[*parts]),  # type: ignore[valid-type]  # as above
        inner.map(lambda part: frozenset[part]),  # type: ignore[valid-type]  # as above
        inner.map(lambda part: part | None),
        st.builds(lambda key, part: Map[key, part], keys, inner),  # type: ignore[valid-type]  # as above
    )


def of_shape(shape: Shape) -> st.SearchStrategy[Any]:
    """Values of a shape."""
    match shape:
        case Scalar(type=kind):
            return {bool: st.booleans(), int: st.integers(), str: st.text(max_size=4)}[kind]
        case Choice(enum=enum):
            return st.sampled_from(enum)
        case Record(type=kind):
            return st.builds(kind, **{name: of_shape(part) for name, part in fields_of(shape)})
        case Table(key=key, value=value):
            return st.dictionaries(of_shape(key), of_shape(value), max_size=3).map(Map)
        case Sequence(element=element):
            return st.lists(of_shape(element), max_size=3).map(tuple)
        case Product(elements=elements):
            return st.tuples(*map(of_shape, elements))
        case Subset(element=element):
            return st.frozensets(of_shape(element), max_size=3)
        case Option(some=some):
            return st.none() | of_shape(some)
        case Union(cases=cases):
            return st.one_of(*map(of_shape, cases))
        case Anything():
            return st.none()
        case _:
            assert_never(shape)


@pytest.fixture(scope="session")
def typed_values() -> st.SearchStrategy[tuple[Any, Any]]:
    """A type, and a value of it."""
    hints = st.recursive(st.sampled_from(LEAVES), wider, max_leaves=4)
    return hints.flatmap(lambda hint: st.tuples(st.just(hint), of_shape(shape_of(hint))))


@pytest.fixture(scope="session")
def types() -> dict[str, Any]:
    """The types of this file, by name."""
    return {
        "Append": Append,
        "Local": Local,
        "Mood": Mood,
        "Moods": Map[Mood, int],
        "Node": Node,
        "Ring": Ring,
        "Vote": Vote,
    }
