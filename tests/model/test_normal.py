"""Tests of the normal form: it changes no move that is possible from here on (a bisimulation, on random runs)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Part
from hypothesis import strategies as st

from upshift.model import laws
from upshift.model.normal import DELIVERED, Renamed, is_numbered, normal, ranks_of, shortened, undisturbed
from upshift.model.scenarios import BY_NAME, N1, N2, N3, V1, V12, A, updated
from upshift.model.state import Join, Phase, State, changed, last
from upshift.model.views import Entry, Judged, Reason, Refusal, Request, Seat, Status
from upshift.proofs.explore.system import Kind, Move
from upshift.proofs.systems import system_of

Play = Callable[..., State]

TWO = updated("n1", "n2")
THREE = updated("n1", "n2", "n3")

LIVELY = (
    "partition-during-switch",
    "two-steps-skew-one",
    "roll-back",
    "two-requests",
    "messages",
    "older-joiner",
    "switch-crash",
)
MOVES: dict[str, tuple[Move[State], ...]] = {name: system_of(BY_NAME[name]).moves for name in LIVELY}


RANDOM = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=(Part.generate,),
    suppress_health_check=list(HealthCheck),
)
CHOICES = st.lists(st.integers(0, 10**6), min_size=30, max_size=60)


def successors(s: State, moves: tuple[Move[State], ...]) -> list[tuple[Move[State], State]]:
    """What the moves make of a state, where they are enabled."""
    taken = ((move, move.take(s)) for move in moves)
    return [(move, after) for move, after in taken if after is not None]


def by_label(after: list[tuple[Move[State], State]]) -> list[tuple[str, State]]:
    """The classes that can be reached in a step, each with the line that leads there."""
    return [(move.label, normal(s)) for move, s in after]


def chosen(after: list[tuple[Move[State], State]], choice: int) -> State:
    """One of the successors; the protocol is quicker than its environment, or a run goes nowhere."""
    weighted = [s for move, s in after for _ in range(5 if move.kind is Kind.PROTOCOL else 1)]
    return weighted[choice % len(weighted)]


# ---- the bisimulation


@pytest.mark.parametrize("name", LIVELY)
@RANDOM
@given(choices=CHOICES)
def test_a_state_and_its_normal_form_can_do_the_same(name: str, choices: list[int]) -> None:
    """Random runs that are never normalised: a move is enabled in both or in neither, and leads both into one class."""
    s = BY_NAME[name].initial
    for choice in choices:
        form = normal(s)
        after = successors(s, MOVES[name])
        assert form == normal(form)
        assert by_label(after) == by_label(successors(form, MOVES[name]))
        s = chosen(after, choice)


@pytest.mark.parametrize("name", LIVELY)
@RANDOM
@given(choices=CHOICES)
def test_no_law_tells_a_state_from_its_normal_form(name: str, choices: list[int]) -> None:
    """What is forgotten can no longer matter to a law: of states as of what comes in the end."""
    s = BY_NAME[name].initial
    for choice in choices:
        form = normal(s)
        for when, then in laws.EVENTUALLY:
            assert (when(form), then(form)) == (when(s), then(s))
        for to in (1, 2):
            assert laws.settled_at(form, to) or not laws.settled_at(s, to)
        broken = [law for law in laws.STATE if not law(s)]
        assert broken == [law for law in laws.STATE if not law(form)]
        assert set(broken) <= {laws.group_keeps_running}  # a law where nothing fails only
        s = chosen(successors(s, MOVES[name]), choice)


@pytest.mark.parametrize(
    ("name", "depth"), [("group-during-switch", 6), ("dead-node", 7), ("roll-back", 6), ("two-requests", 5)]
)
def test_a_search_of_raw_states_finds_the_same_normal_forms(name: str, depth: int) -> None:
    """All that can be reached in so many steps, with and without the normal form on the way."""
    system = system_of(BY_NAME[name])
    raw, forms = {BY_NAME[name].initial}, {normal(BY_NAME[name].initial)}
    for _ in range(depth):
        raw |= {after for s in raw for _, after in successors(s, system.moves)}
        forms |= {normal(after) for s in forms for _, after in successors(s, system.moves)}
    assert {normal(s) for s in raw} == forms
    assert len(raw) > len(forms)


# ---- 1: the log


def test_what_everybody_has_delivered_is_forgotten(play: Play) -> None:
    """Of the positions that all who are still to deliver have delivered, only the last view is kept."""
    s = play(TWO, "send(n1, A, 1)", "deliver(n1)", "deliver(n2)", "leave(n2)", "deliver(n1)")
    short = shortened(s)
    assert [DELIVERED, s.log[2].entry] == [position.entry for position in short.log]
    assert [s.log[1].view, s.log[2].view] == [position.view for position in short.log]
    assert (1, 0) == (short.nodes[N1].cursor, short.nodes[N2].cursor)


def test_a_state_that_is_its_own_normal_form_is_the_same_object() -> None:
    """Nothing is made anew where nothing is forgotten."""
    assert THREE is normal(THREE)


def test_what_nobody_is_to_deliver_is_forgotten_whole(play: Play) -> None:
    """When nobody delivers, the last view is what remains."""
    s = normal(play(TWO, "crash(n2)", "fail(n1, n2)", "crash(n1)"))
    assert 1 == len(s.log)
    assert Status.INACTIVE is last(s).roster[N2].status


# ---- 2: places


def test_a_node_that_was_put_out_keeps_nothing_of_its_old_place(play: Play) -> None:
    """It comes back by standing down, and must not hold up the window."""
    s = play(THREE, "cut(n3)", "partition(n1, n3)", "deliver(n1)", "deliver(n2)")
    form = normal(s)
    assert (0, 0) == (form.nodes[N3].cursor, form.nodes[N3].uses[A])
    assert 1 == len(form.log)
    assert form is normal(form)


def test_a_leaver_keeps_its_place(play: Play) -> None:
    """It is still to deliver its LEAVE."""
    s = play(THREE, "leave(n3)", "deliver(n1)", "deliver(n2)")
    assert 1 == normal(s).nodes[N3].uses[A]
    assert 2 == len(normal(s).log)


# ---- 3: what is old


def test_a_join_that_would_be_refused_for_ever_is_dropped(play: Play) -> None:
    """Its incarnation is not newer than the recorded one, and never will be."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", "start(n2)", "catch_up(n2)", "announce(n2)")
    assert undisturbed(s).nodes[N2].join is not None
    assert undisturbed(play(s, "order_join(n2)")).nodes[N2].join is None


def test_a_request_whose_verdict_is_known_is_dropped(play: Play) -> None:
    """A known id changes nothing."""
    s = play(TWO, "ask(n1, 2)")
    assert undisturbed(s).nodes[N1].request is not None
    assert undisturbed(play(s, "order_adjust(n1)")).nodes[N1].request is None


def test_request_numbers_begin_again_when_nothing_is_outstanding(play: Play) -> None:
    """They are only compared; one that is waited for, or in flight, keeps its place."""
    s = play(TWO, *["ask_refused(n1, 1, NOTHING_TO_ADJUST)"] * 3)
    assert 0 == normal(s).nodes[N1].asks
    s = normal(play(s, "ask(n1, 2)"))
    assert (1, Request(N1, 1, 1, 2)) == (s.nodes[N1].asks, s.nodes[N1].waiting)
    s = normal(play(s, "order_adjust(n1)", "deliver(n1)", "deliver(n2)"))
    assert 0 == s.nodes[N1].asks
    assert last(s).ledger[N1] is None


def test_a_request_in_flight_of_a_former_incarnation_is_kept(play: Play) -> None:
    """It outlives a crash, and may still be ordered and refused."""
    s = normal(play(THREE, "ask(n3, 2)", "crash(n3)", "fail(n1, n3)", "start(n3)"))
    assert Request(N3, 1, 1, 2) == s.nodes[N3].request
    assert 2 == s.nodes[N3].incarnation


# ---- 4: ranks


def test_incarnations_are_renamed_by_rank(play: Play) -> None:
    """Only their order counts: the highest is the node's own."""
    s = play(TWO, *["crash(n2)", "start(n2)"] * 4)
    assert 5 == s.nodes[N2].incarnation
    form = normal(s)
    assert 2 == form.nodes[N2].incarnation
    assert 1 == last(form).roster[N2].incarnation


def test_a_message_in_flight_keeps_its_rank_between(play: Play) -> None:
    """A JOIN of an incarnation between the recorded one and the running one has a rank of its own."""
    s = play(TWO, "crash(n2)", "fail(n1, n2)", *["start(n2)", "crash(n2)"] * 2, "start(n2)", "catch_up(n2)")
    s = play(s, "announce(n2)", *["crash(n2)", "start(n2)"] * 2)
    assert (6, Join(4, V12)) == (s.nodes[N2].incarnation, s.nodes[N2].join)
    form = normal(s)
    assert (3, Join(2, V12)) == (form.nodes[N2].incarnation, form.nodes[N2].join)
    assert 1 == last(form).roster[N2].incarnation


def test_a_requester_that_an_undelivered_entry_names_keeps_its_rank(play: Play) -> None:
    """The request stands in the log until all have delivered it."""
    s = play(THREE, "crash(n1)", "fail(n2, n1)", "start(n1)", "catch_up(n1)", "announce(n1)", "order_join(n1)")
    s = play(s, *["deliver(n1)", "deliver(n2)", "deliver(n3)", "deliver(n2)", "deliver(n3)", "ask(n1, 2)"])
    s = play(s, "order_adjust(n1)", "crash(n1)", "start(n1)", "crash(n1)", "start(n1)")
    form = normal(s)
    asked = form.log[-1].entry.request
    assert asked is not None
    assert (1, 0, 2) == (asked.incarnation, asked.number, form.nodes[N1].incarnation)
    assert ranks_of(form.log, N1, form.nodes[N1]) is None


def test_ranks_are_told_only_where_they_differ() -> None:
    """None: they are ranks already."""
    assert ranks_of(TWO.log, N1, TWO.nodes[N1]) is None
    older = replace(TWO.nodes[N1], incarnation=7, join=Join(5, V12))
    assert {0: 0, 1: 1, 5: 2, 7: 3} == ranks_of(TWO.log, N1, older)


@pytest.mark.parametrize(
    ("asks", "outstanding", "line", "expected"),
    [
        (0, None, None, True),
        (1, Request(N1, 1, 1, 2), Request(N1, 1, 1, 2), True),
        (2, None, None, False),
        (1, Request(N1, 1, 2, 2), None, False),
        (0, None, Request(N1, 1, 0, 2), False),
    ],
)
def test_only_the_outstanding_request_keeps_a_number_and_a_line(
    asks: int, outstanding: Request | None, line: Request | None, expected: bool
) -> None:
    """The ledger's lines that nobody can ask for are forgotten."""
    view = last(TWO)
    view = replace(view, ledger=view.ledger.set(N1, None if line is None else Judged(line, Refusal.BAD_TARGET)))
    me = replace(TWO.nodes[N1], asks=asks, waiting=outstanding)
    assert expected is is_numbered((replace(TWO.log[0], view=view),), N1, me)


def test_an_entry_that_nobody_waits_for_loses_its_number() -> None:
    """Its request is over."""
    asked = Entry(Reason.ADJUST_VERSION, None, None, Request(N1, 1, 3, 2), None, 0, 0, 0)
    log = (*TWO.log, replace(TWO.log[0], entry=asked))
    assert not is_numbered(log, N1, TWO.nodes[N1])
    renamed = Renamed(N1, None, None)
    assert Request(N1, 1, 0, 2) == renamed.entry(asked).request
    assert asked is Renamed(N2, None, None).entry(asked)


def test_a_renaming_reaches_whatever_mentions_the_node() -> None:
    """The node itself, its messages, its line in the roster and in the ledger."""
    mine = Request(N1, 5, 3, 2)
    renamed = Renamed(N1, {0: 0, 5: 1, 7: 2}, mine)
    view = last(TWO)
    view = replace(
        view, roster=view.roster.set(N1, Seat(Status.ACTIVE, 5, V1)), ledger=view.ledger.set(N1, Judged(mine, None))
    )
    after = renamed.view(view)
    assert Seat(Status.ACTIVE, 1, V1) == after.roster[N1]
    assert Judged(Request(N1, 1, 1, 2), None) == after.ledger[N1]
    me = replace(TWO.nodes[N1], incarnation=7, join=Join(5, V1), request=mine, waiting=mine, asks=3)
    local = renamed.local(me)
    assert (2, Join(1, V1), Request(N1, 1, 1, 2), 1) == (local.incarnation, local.join, local.waiting, local.asks)
    assert local.waiting == local.request
    unasked = renamed.local(replace(me, join=None, request=None, waiting=None, asks=0))
    assert (None, None, None, 0) == (unasked.join, unasked.request, unasked.waiting, unasked.asks)


def test_phases_and_software_are_never_forgotten() -> None:
    """What a node is and has is no history."""
    s = changed(TWO, N1, replace(TWO.nodes[N1], phase=Phase.DOWN, incarnation=9, uses=TWO.nodes[N1].uses.set(A, 0)))
    me = normal(s).nodes[N1]
    assert (Phase.DOWN, V12, 2) == (me.phase, me.software, me.floor)
