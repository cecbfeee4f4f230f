"""Where ordered delivery is looked at: three nodes, a change of members in flight, two nodes and their tie-breaker."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from upshift.impl.entries import Entry, Join, Leave, Message
from upshift.impl.log import end_of
from upshift.impl.messages import NodeMessage
from upshift.impl.views import Seat, Status, View
from upshift.proofs.explore.system import Kind, Reachable, StepLaw, System, Witness
from upshift.proofs.order import laws, terms
from upshift.proofs.order.laws import Members
from upshift.proofs.order.machine import SOFTWARE, Code, Member, new_member
from upshift.proofs.order.showing import shown
from upshift.proofs.order.spent import is_spent
from upshift.proofs.order.wording import entry_in_words, message_in_words
from upshift.proofs.product.build import system_of
from upshift.proofs.product.description import Input, PairLaw, Product, Scale, sentence
from upshift.proofs.rebind import Function
from upshift.proofs.subject import Subject

OPAQUE = Message("", "", 1, 1, "entry", 0, 0)
"""An entry that means nothing to the order."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is bounded: how long a log gets, and how far apart the terms are in which nodes are at the same time.

    How often nodes crash, letters are lost or doubled, and leaders change, is not.
    """

    log: int
    spread: int
    campaigning: tuple[str, ...]

    def __str__(self) -> str:
        return f"log {self.log}, terms {self.spread} apart, {' '.join(self.campaigning)} campaign"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named scenario: the nodes, the entries that a leader may be asked to order, and what must be seen."""

    name: str
    says: str
    nodes: tuple[str, ...]
    entries: tuple[Entry, ...]
    bounds: Bounds
    shows: tuple[str, ...]
    never_stuck: bool = True
    """Whether it is judged by that law: not where the bound on terms lets a node that does not campaign hold up all."""
    deep: bool = False


THREE, TWO = ("n1", "n2", "n3"), ("n1", "n2")
ELECTED = ("a_leader_is_elected", "a_leader_is_replaced", "an_entry_is_delivered")
OVERTAKEN = ("an_entry_is_taken_back", "a_leader_opens_its_term", "an_older_entry_is_committed_by_a_later_one")

SCENARIOS = (
    Scenario(
        "order-three",
        "Three replicas order an entry, with loss, duplication, reordering, crashes and changes of leader anywhere.",
        THREE,
        (OPAQUE,),
        Bounds(log=1, spread=1, campaigning=TWO),
        ELECTED,
    ),
    Scenario(
        "order-leave",
        "One of three replicas leaves while leaders change.",
        THREE,
        (Leave("n3", 1),),
        Bounds(log=1, spread=1, campaigning=TWO),
        (*ELECTED, "a_leave_is_delivered", "a_leaver_stops"),
        never_stuck=False,
    ),
    Scenario(
        "order-leave-longer",
        "One of three replicas leaves while leaders change, with room for a new leader's first entry.",
        THREE,
        (Leave("n3", 1),),
        Bounds(log=2, spread=1, campaigning=TWO),
        (*ELECTED, "a_leave_is_delivered", "a_leaver_stops"),
        never_stuck=False,
        deep=True,
    ),
    Scenario(
        "order-two-halves",
        "Each of two replicas is asked to order that the other leaves.",
        TWO,
        (Leave("n1", 1), Leave("n2", 1)),
        Bounds(log=3, spread=2, campaigning=TWO),
        (*ELECTED, *OVERTAKEN, "a_leave_is_delivered", "a_leaver_stops"),
    ),
    Scenario(
        "order-tie-breaker",
        "The first of two replicas, which breaks ties, leaves and comes back.",
        TWO,
        (Leave("n1", 1), Join("n1", 2, SOFTWARE)),
        Bounds(log=4, spread=1, campaigning=TWO),
        (*ELECTED, "a_leave_is_delivered", "a_leaver_stops", "a_join_is_delivered"),
    ),
)


# ---- a scenario as a system


def product_of(scenario: Scenario, swaps: Mapping[Function, Function]) -> Product[Member, Any]:
    """The product of a scenario's replicas."""
    view = View(tuple(Seat(node, Status.ACTIVE, 1, SOFTWARE) for node in scenario.nodes), 1)
    code = Code(swaps)
    return Product(
        name=scenario.name,
        nodes=scenario.nodes,
        initial=tuple(new_member(node, view) for node in scenario.nodes),
        receive=code.receive,
        inputs=tuple(inputs(scenario, code)),
        laws=laws_of(scenario),
        spent=partial(cannot_matter, returning(scenario)),
        scales=(scale_of_terms(scenario),),
        machine_within=lambda _, member: end_of(member.replica.log) <= scenario.bounds.log,
        show=shown,
        word=message_in_words,
    )


def inputs(scenario: Scenario, code: Code) -> Iterator[Input[Member, Any]]:
    """What can happen to a replica by itself."""
    for node in scenario.nodes:
        if node in scenario.bounds.campaigning:
            yield Input("time_out", (node,), node, Kind.PROTOCOL, code.time_out)
        for entry in scenario.entries:
            asked = partial(code.order, entry)
            yield Input(
                "order", (node, entry_in_words(entry)), node, Kind.OPERATOR, asked, guard=announced(scenario, entry)
            )
            if isinstance(entry, Join) and entry.node == node:
                yield Input("start", (node,), node, Kind.OPERATOR, code.start)
        yield Input("crash", (node,), node, Kind.FAULT, code.crash)


def announced(scenario: Scenario, entry: Entry) -> Callable[[Members], bool] | None:
    """A JOIN is ordered only for an incarnation that runs."""
    if not isinstance(entry, Join):
        return None
    place = scenario.nodes.index(entry.node)
    return lambda members: (members[place].replica.incarnation, members[place].stopped) == (entry.incarnation, False)


def returning(scenario: Scenario) -> frozenset[str]:
    """The nodes that are started again when they have left."""
    return frozenset(entry.node for entry in scenario.entries if isinstance(entry, Join))


def is_gone(back: frozenset[str], member: Member) -> bool:
    """The node has left for good."""
    return member.stopped and member.replica.name not in back


def cannot_matter(  # noqa: PLR0917  # what a product asks
    back: frozenset[str],
    message: NodeMessage,
    sender: str,
    its: Member,
    receiver: str,
    member: Member,
) -> bool:
    """The message is spent, or nobody will ever receive it."""
    del sender, receiver
    return is_gone(back, member) or is_spent(message, its.replica, member.replica)


def scale_of_terms(scenario: Scenario) -> Scale[Member, Any]:
    """Terms: one that begins is greater than the least that any node is in, unless that node is gone for good."""
    back = returning(scenario)

    def least(members: Members) -> int:
        return min(member.replica.term for member in members if not is_gone(back, member))

    return Scale(
        name="terms",
        of_machine=lambda _, member: terms.of_replica(member.replica),
        of_message=lambda _s, _r, message: terms.of_message(message),
        floor=least,
        machine=lambda _, member, rename: Member(terms.renamed_replica(member.replica, rename), member.stopped),
        message=lambda _s, _r, message, rename: terms.renamed_message(message, rename),
        spread=scenario.bounds.spread,
    )


def laws_of(scenario: Scenario) -> tuple[Any, ...]:
    """The laws of every scenario, and its witnesses."""
    return (
        *(
            PairLaw(law.__name__, sentence(law), between(law))
            for law in (laws.one_history, laws.one_leader_per_term, laws.leader_has_all)
        ),
        StepLaw(laws.delivered_stays.__name__, sentence(laws.delivered_stays), stays),
        *(Witness(name, sentence(getattr(laws, name)), getattr(laws, name)) for name in scenario.shows),
        *(
            Reachable(
                "never_stuck",
                "While logs have room, from everywhere a run without faults reaches a leader whom all voters follow.",
                partial(goes_on, scenario.bounds.log),
            )
            for _ in range(scenario.never_stuck)
        ),
    )


def goes_on(room: int, members: Members) -> bool:
    """The cluster is settled, or a log is as long as the bound allows before it is committed."""
    return laws.is_settled(members) or any(
        member.replica.commit < end_of(member.replica.log) == room for member in members
    )


def between(law: Callable[[Any, Any], bool]) -> Callable[[str, Member, str, Member], bool]:
    """A law of two replicas as one of two members."""
    return lambda _a, one, _b, other: law(one.replica, other.replica)


def stays(before: Members, after: Members) -> bool:
    """No replica loses what it has delivered."""
    return all(laws.delivered_stays(now.replica, then.replica) for now, then in zip(before, after, strict=True))


def system(scenario: Scenario, swaps: Mapping[Function, Function]) -> System[Any]:
    """The system of a scenario, with some functions of the implementation replaced."""
    return system_of(product_of(scenario, swaps))


def subject(scenario: Scenario) -> Subject:
    """A scenario as something that can be checked."""
    return Subject(
        name=scenario.name,
        system="order",
        says=scenario.says,
        bounds=str(scenario.bounds),
        make=partial(system, scenario),
        sources=(__name__,),
        deep=scenario.deep,
    )


SUBJECTS = tuple(map(subject, SCENARIOS))
