"""Where the whole implementation is looked at: crashes, cuts, an older joiner, a node rolled back, a lost leader."""

from dataclasses import replace
from functools import partial

from upshift.impl.cluster import Cluster
from upshift.impl.events import (
    AskToAdjust,
    AskToLeave,
    Call,
    Compact,
    Configure,
    Create,
    ReportFailed,
    ReportLost,
    Unconfigure,
)
from upshift.impl.releases import FIRST, SECOND
from upshift.proofs.explore.effort import Levels, Samples
from upshift.proofs.stack.scenario import Bounds, Menu, Scenario, system
from upshift.proofs.stack.start import in_service
from upshift.proofs.subject import Subject

ONE, TWO, THREE = ("n1",), ("n1", "n2"), ("n1", "n2", "n3")
SWITCHED = ("a_switch_is_accepted", "a_group_is_notified", "a_member_switches_without_restart")
ADJUST_1, ADJUST_2 = ("adjust", "n1", AskToAdjust(2)), ("adjust", "n2", AskToAdjust(2))
FAILED_2, LOST_2 = ("report_failed", "n1", ReportFailed("n2")), ("report_lost", "n1", ReportLost("n2"))
BACK = (("n1", SECOND), ("n2", SECOND))

two_updated = partial(in_service, {"n1": SECOND, "n2": SECOND}, {"A": TWO})
three_updated = partial(in_service, dict.fromkeys(THREE, SECOND), {"A": THREE, "B": TWO})


def one_and_a_stranger(groups: tuple[str, ...] = ("A",)) -> Cluster:
    """One updated node, and another that is configured, has never run, and has the older software."""
    cluster = Cluster({"n1": SECOND})
    cluster.settle()
    for group in groups:
        cluster.do("n1", Create(group, TWO))
    cluster.do("n1", Configure("n2"))
    cluster.settle()
    cluster.do("n1", Compact())
    cluster.add_machine("n2", FIRST, cluster.view())
    return cluster


SCENARIOS = (
    Scenario(
        "stack-leader-crash",
        "Two updated nodes switch a group, while the first, which leads and breaks ties, crashes anywhere.",
        two_updated,
        Menu(time_outs=TWO, crashes=ONE, starts=(("n1", SECOND),), asks=(ADJUST_2,)),
        Bounds(log=4, spread=1),
        ("A",),
        (*SWITCHED, "a_node_joins", "another_leader_goes_on"),
        settles_at=2,
    ),
    Scenario(
        "stack-member-crash",
        "Two updated nodes switch a group, while the second, which asks for it, crashes anywhere and is put out.",
        two_updated,
        Menu(time_outs=ONE, crashes=("n2",), starts=(("n2", SECOND),), asks=(ADJUST_2, FAILED_2)),
        Bounds(log=4, spread=1),
        ("A",),
        (*SWITCHED, "a_failed_node_is_put_out", "a_node_joins", "a_request_is_refused_in_order"),
        settles_at=2,
    ),
    Scenario(
        "stack-false-alarm",
        "The first of two nodes restarts, and the second reports a failure; the report may be very late.",
        two_updated,
        Menu(
            time_outs=TWO,
            crashes=ONE,
            starts=(("n1", SECOND),),
            asks=(("report_failed", "n2", ReportFailed("n1")),),
        ),
        Bounds(log=3, spread=1),
        ("A",),
        ("a_node_joins", "a_failed_node_is_put_out"),
    ),
    Scenario(
        "stack-partition",
        "Two updated nodes switch a group, while contact with the second is lost, and found again.",
        two_updated,
        Menu(time_outs=ONE, asks=(ADJUST_2, LOST_2)),
        Bounds(log=4, spread=1),
        ("A",),
        (*SWITCHED, "contact_is_lost", "a_node_merges", "a_request_is_refused_in_order"),
        settles_at=2,
    ),
    Scenario(
        "stack-older-joiner",
        "A node with older software is configured, knocks, is taken out, and knocks again after the switch.",
        one_and_a_stranger,
        Menu(
            time_outs=ONE,
            starts=(("n2", FIRST),),
            asks=(ADJUST_1, ("unconfigure", "n1", Unconfigure("n2")), ("configure", "n1", Configure("n2"))),
        ),
        Bounds(log=4, spread=1),
        ("A",),
        (*SWITCHED, "a_node_joins", "older_software_is_turned_away"),
    ),
    Scenario(
        "stack-late-join",
        "The JOIN of a node with older software is on its way for a long time, also while the others switch.",
        partial(one_and_a_stranger, groups=()),
        Menu(
            time_outs=ONE,
            starts=(("n2", FIRST),),
            asks=(ADJUST_1, ("unconfigure", "n1", Unconfigure("n2")), ("configure", "n1", Configure("n2"))),
        ),
        Bounds(log=4, spread=1),
        (),
        ("a_switch_is_accepted", "a_node_joins", "older_software_is_turned_away"),
        effort=Levels(14),
    ),
    Scenario(
        "stack-roll-back",
        "The second of two updated nodes crashes and is rolled back before the switch, or tries to after it.",
        two_updated,
        Menu(time_outs=ONE, crashes=("n2",), starts=(("n2", FIRST), ("n2", SECOND)), asks=(ADJUST_1,)),
        Bounds(log=3, spread=1, lives=3),
        ("A",),
        (*SWITCHED, "a_node_petitions", "a_promise_is_taken_back", "older_software_is_turned_away", "a_node_joins"),
    ),
    Scenario(
        "stack-messages",
        "Messages with old and new functions go to a group while it switches.",
        two_updated,
        Menu(
            time_outs=ONE,
            asks=(
                ADJUST_1,
                ("create", "n1", Create("B", TWO)),
                ("call", "n2", Call("A", "add", "x")),
                ("call", "n2", Call("A", "count", "x")),
            ),
        ),
        Bounds(log=4, spread=1, calls=2),
        ("A", "B"),
        (*SWITCHED, "a_message_is_ordered", "a_message_is_refused_in_order", "a_new_function_is_used"),
    ),
    Scenario(
        "stack-last-member",
        "A node is asked to leave that has the only member of a group.",
        partial(in_service, {"n1": SECOND, "n2": SECOND}, {"A": ("n2",)}),
        Menu(time_outs=ONE, asks=(("leave", "n2", AskToLeave()), ("leave", "n1", AskToLeave()))),
        Bounds(log=2, spread=1),
        ("A",),
        ("a_node_leaves",),
    ),
    Scenario(
        "stack-lost-leader",
        "Three updated nodes switch two groups; the leader is lost, also between the two notices.",
        three_updated,
        Menu(time_outs=("n2", "n3"), crashes=ONE, asks=(ADJUST_1,)),
        Bounds(log=5, spread=1),
        ("A", "B"),
        (*SWITCHED, "another_leader_goes_on"),
        effort=Levels(13),
    ),
    Scenario(
        "stack-roll",
        "Two nodes are stopped, updated and started in turn, and switch their group.",
        partial(in_service, {"n1": FIRST, "n2": FIRST}, {"A": TWO}),
        Menu(
            time_outs=TWO,
            starts=BACK,
            asks=(ADJUST_1, ("leave", "n1", AskToLeave()), ("leave", "n2", AskToLeave())),
        ),
        Bounds(log=6, spread=1),
        ("A",),
        ("a_node_leaves", "a_node_joins", "a_switch_is_accepted"),
        effort=Levels(28),
    ),
    Scenario(
        "stack-storm",
        "Three nodes, two groups: crashes, cuts, false alarms, older software, requests, messages, changes of leader.",
        three_updated,
        Menu(
            time_outs=THREE,
            crashes=THREE,
            starts=tuple((name, release) for name in THREE for release in (SECOND, FIRST)),
            asks=(
                *(("adjust", name, AskToAdjust(2)) for name in THREE),
                *(("report_failed", name, ReportFailed(other)) for name in THREE for other in THREE if name != other),
                *(("report_lost", name, ReportLost(other)) for name in THREE for other in THREE if name != other),
                *(("leave", name, AskToLeave()) for name in THREE),
                ("call", "n1", Call("A", "add", "x")),
                ("call", "n2", Call("B", "count", "x")),
            ),
        ),
        Bounds(log=40, spread=6, lives=12, calls=6),
        ("A", "B"),
        (*SWITCHED, "a_failed_node_is_put_out", "contact_is_lost", "a_node_merges", "a_node_joins", "a_node_leaves"),
        effort=Samples(runs=60, steps=150, seed=2026, protocol=12, operator=2, fault=1),
    ),
)


BY_NAME = {one.name: one for one in SCENARIOS}

DEEP = (
    replace(BY_NAME["stack-lost-leader"], name="stack-lost-leader-longer", effort=Levels(15), deep=True),
    replace(BY_NAME["stack-roll"], name="stack-roll-longer", effort=Levels(34), deep=True),
    replace(
        BY_NAME["stack-storm"],
        name="stack-storm-longer",
        effort=Samples(runs=1000, steps=200, seed=7, protocol=12, operator=2, fault=1),
        deep=True,
    ),
)
"""Too long for every day: `make deep` explores them."""


def bounds_of(scenario: Scenario) -> str:
    """What bounds a scenario, and how much of it is looked at, in words."""
    words = f"{scenario.bounds}, {' '.join(scenario.menu.time_outs)} time out"
    match scenario.effort:
        case Levels(depth=depth):
            return f"{words}, the first {depth} levels"
        case Samples(runs=runs, steps=steps):
            return f"{words}, {runs} random runs of {steps} steps"
        case _:
            return words


def subject(scenario: Scenario) -> Subject:
    """A scenario as something that can be checked."""
    return Subject(
        name=scenario.name,
        system="stack",
        says=scenario.says,
        bounds=bounds_of(scenario),
        make=partial(system, scenario),
        sources=(__name__,),
        deep=scenario.deep,
    )


SUBJECTS = tuple(map(subject, (*SCENARIOS, *DEEP)))
