"""The scenarios, by name: real situations, each small enough to be explored completely within its bounds."""

from collections.abc import Iterable
from dataclasses import replace

from upshift.model import actions
from upshift.model.menu import (
    asking,
    asking_unheard,
    configuring,
    crashing,
    creating,
    cutting,
    each,
    halting,
    losing_joins,
    losing_requests,
    merged,
    protocol,
    refusing_to_leave,
    reporting,
    rolling,
    sending,
)
from upshift.model.quorum import voters
from upshift.model.scenario import Bounds, Choice, Scenario, in_service
from upshift.model.state import State, changed, genesis, is_member, last, stopped
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Group, Node

V1, V12, V13, V23 = Range(1, 1), Range(1, 2), Range(1, 3), Range(2, 3)
N1, N2, N3 = Node("n1"), Node("n2"), Node("n3")
ONE, TWO, THREE = (N1,), (N1, N2), (N1, N2, N3)
A, B = Group("A"), Group("B")
BOTH = {"A": "n1 n2", "B": "n1 n2"}
ALL = ("answered", "all_groups_follow", "capable_joiner_admitted")
TOLD = ("answered", "all_groups_follow")
ROLLED = (
    "orders_LEAVE",
    "orders_JOIN",
    "a_node_is_stopped_in_order",
    "software_is_installed_while_the_group_is_active",
    "a_node_is_back_with_its_members",
    "the_whole_cluster_is_updated_before_the_switch",
)
SWITCHED = (
    "orders_ADJUST_VERSION",
    "a_switch_is_accepted",
    "a_group_is_notified",
    "the_last_group_is_notified",
    "a_member_switches_without_restart",
    "a_requester_learns_its_verdict",
)


def scenario(
    name: str,
    says: str,
    initial: State,
    *parts: tuple[Choice, ...],
    bounds: Bounds | None = None,
    settles_at: int = 2,
    shows: Iterable[str] = (),
    eventually: tuple[str, ...] = ALL,
) -> Scenario:
    """A scenario over all the nodes and groups of its initial state."""
    menu = merged(protocol(tuple(initial.nodes), tuple(initial.log[0].view.groups)), *parts)
    in_service_from_the_start = all(is_member(initial, n) for n in voters(last(initial)))
    undisturbed = in_service_from_the_start and not any(choice.action in actions.FAULT for choice in menu)
    return Scenario(name, says, initial, menu, bounds or Bounds(), settles_at, undisturbed, tuple(shows), eventually)


def updated(*nodes: str) -> State:
    """Two or three nodes that have all been updated and are back in service at version 1, with groups A and B."""
    return in_service(dict.fromkeys(nodes, V12), {"A": " ".join(nodes), "B": "n1 n2"}, 1)


GONE = in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2", "B": "n3"}, 1)
"""Before `dead-node`: its third node is the one that dies."""

SCENARIOS = (
    scenario(
        "roll",
        "Three nodes are updated, two out at a time at most, while two groups stay active; then the groups switch.",
        in_service(dict.fromkeys(THREE, V1), {"A": "n1 n2 n3", "B": "n1 n2"}, 1),
        rolling(THREE, (V12,)),
        asking(ONE, (2,)),
        bounds=Bounds(out=2),
        shows=(*ROLLED, *SWITCHED, "refuses_NODE_INACTIVE", "refuses_NODE_INCAPABLE", "refuses_NOTHING_TO_ADJUST"),
    ),
    scenario(
        "roll-two",
        "Two nodes are updated, both at once if nothing forbids it, while two groups stay active.",
        in_service(dict.fromkeys(TWO, V1), BOTH, 1),
        rolling(TWO, (V12,)),
        asking(ONE, (2,)),
        refusing_to_leave(TWO),
        shows=(*ROLLED, *SWITCHED, "refuses_LAST_MEMBER"),
    ),
    scenario(
        "false-alarm",
        "Two nodes are restarted while a third, which may lag far behind, takes that for failures; nothing fails.",
        in_service(dict.fromkeys(THREE, V1), {"A": "n1 n2"}, 1),
        rolling(TWO, ()),
        reporting((N3,), TWO),
        bounds=Bounds(window=4),
        settles_at=1,
        shows=("orders_LEAVE", "orders_JOIN", "a_node_is_stopped_in_order"),
        eventually=("capable_joiner_admitted",),
    ),
    scenario(
        "two-nodes",
        "A two-node cluster is rolled, with crashes anywhere.",
        in_service(dict.fromkeys(TWO, V1), BOTH, 1),
        rolling(TWO, (V12,)),
        asking(ONE, (2,)),
        refusing_to_leave(TWO),
        crashing(TWO, TWO),
        bounds=Bounds(window=3),
        shows=(*ROLLED, *SWITCHED, "orders_FAIL", "refuses_LAST_NODE", "refuses_LAST_MEMBER"),
    ),
    scenario(
        "roll-crash",
        "Three nodes are updated, one out at a time, with crashes anywhere.",
        in_service(dict.fromkeys(THREE, V1), {"A": "n1 n2 n3", "B": "n1 n2"}, 1),
        rolling(THREE, (V12,)),
        asking(ONE, (2,)),
        crashing(THREE, THREE),
        bounds=Bounds(out=1),
        shows=(*ROLLED, *SWITCHED, "orders_FAIL"),
    ),
    scenario(
        "switch-crash",
        "Three updated nodes switch two groups, with crashes anywhere.",
        updated(*THREE),
        asking(ONE, (2,)),
        crashing(THREE, THREE),
        bounds=Bounds(out=1),
        shows=(
            *SWITCHED,
            "a_requester_is_lost_between_acceptance_and_the_last_notice",
            "an_adjust_is_overtaken_by_a_failure",
            "a_node_is_back_after_the_switch",
            "refuses_NOT_A_MEMBER",
            "refuses_ADJUST_IN_PROGRESS",
        ),
    ),
    scenario(
        "older-joiner",
        "A node with older software is added, comes and goes, and is removed, around a switch.",
        in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2 n3"}, 1, absent=("n3",)),
        configuring((N3,)),
        rolling((N3,), (V12,)),
        asking(ONE, (2,)),
        shows=(
            "orders_ADD_NODE",
            "orders_REMOVE_NODE",
            "refuses_SOFTWARE_TOO_OLD",
            "refuses_NODE_INCAPABLE",
            *SWITCHED,
        ),
    ),
    scenario(
        "partition-during-switch",
        "Three updated nodes switch while one, the requester or another, is cut off, put out, healed and merged.",
        updated(*THREE),
        asking(ONE, (2,)),
        asking_unheard(ONE, (2,)),
        cutting((N1, N3), (N2, N3)),
        bounds=Bounds(window=3),
        shows=(*SWITCHED, "orders_PARTITION", "orders_MERGE", "refuses_PARTITIONED", "refuses_NO_QUORUM"),
    ),
    scenario(
        "storm",
        "Two updated nodes switch while both crash, one is cut off and merged, and requests and JOINs are lost.",
        in_service(dict.fromkeys(TWO, V12), {"A": "n1 n2"}, 1),
        asking(ONE, (2,)),
        asking_unheard(ONE, (2,)),
        cutting((N2,), TWO),
        crashing(TWO, TWO),
        losing_requests(ONE),
        losing_joins((N2,)),
        halting((N2,)),
        bounds=Bounds(window=3),
        shows=(*SWITCHED, "orders_PARTITION", "orders_MERGE", "orders_FAIL", "a_request_is_sent_again"),
    ),
    scenario(
        "two-requests",
        "Two nodes ask at the same time; requests are lost, and sent again.",
        updated(*THREE),
        asking(TWO, (2,)),
        losing_requests(TWO),
        bounds=Bounds(asking=2),
        shows=(*SWITCHED, "a_request_is_sent_again", "refuses_ADJUST_IN_PROGRESS", "refuses_NOTHING_TO_ADJUST"),
        eventually=TOLD,
    ),
    scenario(
        "two-steps-skew-one",
        "Two nodes are rolled from version 1 to 2 and 3; each software supports its newest version and the one before.",
        in_service(dict.fromkeys(TWO, V1), BOTH, 1),
        rolling(TWO, (V12, V23)),
        asking(ONE, (2, 3)),
        crashing(ONE, TWO),
        halting(ONE),
        settles_at=3,
        shows=("refuses_SOFTWARE_TOO_NEW", "refuses_SOFTWARE_TOO_OLD", "refuses_BAD_TARGET", *SWITCHED),
    ),
    scenario(
        "two-steps-skew-two",
        "Two nodes whose software supports three versions are switched twice.",
        in_service(dict.fromkeys(TWO, V13), BOTH, 1),
        rolling(TWO, ()),
        asking(ONE, (2, 3)),
        bounds=Bounds(window=4),
        settles_at=3,
        shows=("refuses_BAD_TARGET", "refuses_ADJUST_IN_PROGRESS", *SWITCHED),
    ),
    scenario(
        "remove-and-add",
        "An old node that hosts no group is taken out and removed, the others switch, and it is added again.",
        in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2"}, 1),
        configuring((N3,)),
        rolling((N3,), (V12,)),
        asking(ONE, (2,)),
        shows=("orders_ADD_NODE", "orders_REMOVE_NODE", "refuses_SOFTWARE_TOO_OLD", *SWITCHED),
    ),
    scenario(
        "dead-node",
        "A node is gone for good; it is removed, and the others switch.",
        changed(GONE, N3, stopped(GONE.nodes[N3])),
        (Choice(actions.fail, ((N1, N3), (N2, N3))), each(actions.remove_node, (N3,))),
        asking(ONE, (2,)),
        shows=("orders_FAIL", "orders_REMOVE_NODE", "a_group_without_members_is_told", *SWITCHED),
        eventually=TOLD,
    ),
    scenario(
        "group-during-switch",
        "A group is created at any time before, during and after the switch.",
        in_service(dict.fromkeys(TWO, V12), {"A": "n1 n2", "B": ""}, 1),
        creating(B, Map({N1: True, N2: True})),
        asking(ONE, (2,)),
        shows=("orders_CREATE_GROUP", "a_group_is_created_during_the_switch", *SWITCHED),
        eventually=TOLD,
    ),
    scenario(
        "roll-back",
        "One of two updated nodes is rolled back and forward, at any time, with crashes anywhere.",
        in_service(dict.fromkeys(TWO, V12), {"A": "n1 n2"}, 1),
        rolling((N2,), (V1, V12)),
        asking(ONE, (2,)),
        crashing(TWO, TWO),
        halting((N2,)),
        bounds=Bounds(window=3),
        shows=(
            *SWITCHED,
            "a_promise_is_taken_back",
            "a_node_is_rolled_back_before_the_switch",
            "a_late_join_of_an_ended_life",
            "refuses_SOFTWARE_TOO_OLD",
        ),
    ),
    scenario(
        "downgrade",
        "A cluster that has switched is asked to go back: by request, and by older software.",
        in_service(dict.fromkeys(TWO, V12), BOTH, 2),
        rolling((N2,), (V1, V12)),
        asking(ONE, (1, 2)),
        shows=("refuses_NOTHING_TO_ADJUST", "refuses_SOFTWARE_TOO_OLD"),
        eventually=("capable_joiner_admitted",),
    ),
    scenario(
        "messages",
        "Messages with old and new functions go to a group while its second node is rolled and the group switches.",
        in_service({"n1": V12, "n2": V1}, {"A": "n1 n2"}, 1),
        rolling((N2,), (V12,)),
        asking(ONE, (2,)),
        sending(TWO, (A,), (1, 2)),
        bounds=Bounds(window=3, messages=2),
        shows=(
            "orders_MESSAGE",
            "refuses_VERSION_CHANGED",
            "refuses_FUNCTION_NOT_AVAILABLE",
            "a_new_function_is_used_after_the_switch",
            "a_switch_with_messages_on_both_sides",
            *SWITCHED,
        ),
    ),
    scenario(
        "cold-start",
        "A cluster starts for the first time: three nodes, a group to be created, claims unknown until they join.",
        genesis(THREE, (A,), V12, 1),
        (each(actions.start, THREE),),
        creating(A, Map({N1: True, N2: True, N3: True})),
        asking(ONE, (2,)),
        shows=("orders_JOIN", "orders_CREATE_GROUP", "refuses_NODE_INCAPABLE", *SWITCHED),
    ),
)


def widened(name: str, **bounds: int) -> Scenario:
    """A scenario within wider bounds, named after them."""
    one = next(one for one in SCENARIOS if one.name == name)
    wider = "".join(f"@{bound}={value}" for bound, value in bounds.items())
    return replace(one, name=name + wider, bounds=replace(one.bounds, **bounds))


DEEP = (
    widened("switch-crash", out=2),
    widened("roll-crash", window=3),
    widened("two-steps-skew-one", window=3),
)
"""Too long for every day: `make deep` explores them."""

BY_NAME = {one.name: one for one in (*SCENARIOS, *DEEP)}
