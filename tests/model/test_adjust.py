"""Tests of the guard of ADJUST_VERSION: each refusal alone, their order, and an oracle written from the text."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.model.adjust import (
    all_capable,
    all_claims_known,
    new_request,
    no_adjust_in_progress,
    none_inactive,
    none_partitioned,
    refusal,
    requester_active,
    still_to_tell,
    target_above,
    target_is_next,
    verdict,
)
from upshift.model.scenario import in_service
from upshift.model.scenarios import N1, N2, N3, V1, V12, V13, V23, A, B, updated
from upshift.model.state import last
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Group, GroupView, Judged, Node, Refusal, Request, Seat, Status, View, seated

WIDE = Range(1, 4)
ORDER = (
    Refusal.NOT_A_MEMBER,
    Refusal.ADJUST_IN_PROGRESS,
    Refusal.NOTHING_TO_ADJUST,
    Refusal.BAD_TARGET,
    Refusal.PARTITIONED,
    Refusal.NODE_INACTIVE,
    Refusal.NODE_INCAPABLE,
)


def reasons(view: View, request: Request) -> list[Refusal]:
    """Every reason that is true, in the order of the text: written from its sentences, not from the model's guard."""
    asks = view.roster[request.node]
    configured = [seat for seat in view.roster.values() if seat.status is not Status.ABSENT]
    in_use = [group.version for group in view.groups.values() if group.exists]
    capable = [seat for seat in configured if seat.claim and seat.claim.oldest <= request.target <= seat.claim.newest]
    true = {
        Refusal.NOT_A_MEMBER: (asks.status, asks.incarnation) != (Status.ACTIVE, request.incarnation),
        Refusal.ADJUST_IN_PROGRESS: min([view.version, *in_use]) < view.version,
        Refusal.NOTHING_TO_ADJUST: request.target <= view.version,
        Refusal.BAD_TARGET: request.target > view.version + 1,
        Refusal.PARTITIONED: any(seat.status is Status.PARTITIONED for seat in configured),
        Refusal.NODE_INACTIVE: any(seat.status is Status.INACTIVE for seat in configured),
        Refusal.NODE_INCAPABLE: len(capable) < len(configured),
    }
    return [why for why in ORDER if true[why]]


# ---- each refusal alone

READY = last(in_service(dict.fromkeys(("n1", "n2", "n3"), WIDE), {"A": "n1 n2", "B": "n3"}, 2))
MINE = Request(N1, 1, 1, 3)


def lagging(view: View, g: Group) -> View:
    """The group is one step behind."""
    return replace(view, groups=view.groups.set(g, replace(view.groups[g], version=view.version - 1)))


ALONE = [
    (Refusal.NOT_A_MEMBER, READY, Request(N1, 2, 1, 3)),
    (Refusal.ADJUST_IN_PROGRESS, lagging(READY, B), MINE),
    (Refusal.NOTHING_TO_ADJUST, READY, Request(N1, 1, 1, 2)),
    (Refusal.NOTHING_TO_ADJUST, READY, Request(N1, 1, 1, 1)),
    (Refusal.BAD_TARGET, READY, Request(N1, 1, 1, 4)),
    (Refusal.PARTITIONED, seated(READY, N3, Seat(Status.PARTITIONED, 1, WIDE)), MINE),
    (Refusal.NODE_INACTIVE, seated(READY, N3, Seat(Status.INACTIVE, 1, WIDE)), MINE),
    (Refusal.NODE_INCAPABLE, seated(READY, N3, Seat(Status.ACTIVE, 1, V12)), MINE),
    (Refusal.NODE_INCAPABLE, seated(READY, N3, Seat(Status.ACTIVE, 1, Range(4, 4))), MINE),
    (Refusal.NODE_INCAPABLE, seated(READY, N3, Seat(Status.ACTIVE, 1, None)), MINE),
]


def test_nothing_speaks_against_a_cluster_that_is_ready() -> None:
    """If the guard holds in the view before, the cluster version becomes the target."""
    assert refusal(READY, MINE) is None
    assert [] == reasons(READY, MINE)


@pytest.mark.parametrize(("why", "view", "request_"), ALONE)
def test_each_refusal_comes_alone(why: Refusal, view: View, request_: Request) -> None:
    """Exactly one thing is wrong, and it is the reason given."""
    assert [why] == reasons(view, request_)
    assert why is refusal(view, request_)


def test_every_refusal_was_met_alone() -> None:
    """The table above leaves none of the seven out."""
    assert set(ORDER) == {why for why, _, _ in ALONE}


def clauses_of(view: View, request: Request) -> dict[str, tuple[bool, Refusal]]:
    """The answers of the guard's clauses, and the reason that each gives."""
    return {
        "requester_active": (requester_active(view, request), Refusal.NOT_A_MEMBER),
        "no_adjust_in_progress": (no_adjust_in_progress(view), Refusal.ADJUST_IN_PROGRESS),
        "target_above": (target_above(view, request.target), Refusal.NOTHING_TO_ADJUST),
        "target_is_next": (target_is_next(view, request.target), Refusal.BAD_TARGET),
        "none_partitioned": (none_partitioned(view), Refusal.PARTITIONED),
        "none_inactive": (none_inactive(view), Refusal.NODE_INACTIVE),
        "all_claims_known": (all_claims_known(view), Refusal.NODE_INCAPABLE),
        "all_capable": (all_capable(view, request.target), Refusal.NODE_INCAPABLE),
    }


@pytest.mark.parametrize(("why", "view", "request_"), ALONE)
def test_each_refusal_has_one_clause_that_is_false(why: Refusal, view: View, request_: Request) -> None:
    """No clause hides another: unknown and incapable are told apart, INACTIVE and PARTITIONED too."""
    assert [why] == [reason for holds, reason in clauses_of(view, request_).values() if not holds]


# ---- all small views

SEATS = [Seat(status, 1, claim) for status in Status for claim in (None, V12, V13, Range(3, 4))]


def small_views() -> Iterator[View]:
    """Two nodes and a group: every status, claims that fit and do not, the group created or not, in step or behind."""
    for mine, other, group in product(SEATS, SEATS, (None, 1, 2)):
        yield View(
            Map({N1: mine, N2: other}),
            2,
            Map({A: GroupView(group is not None, Map({N1: True, N2: False}), group or 2)}),
            Map({N1: None, N2: None}),
        )


def test_the_first_reason_that_is_true_is_given_in_every_small_view() -> None:
    """The guard and its refusals, in this order: exhaustively over small views, targets and incarnations."""
    met: set[tuple[Refusal, Refusal]] = set()
    for view in small_views():
        for target, incarnation in product((1, 2, 3, 4), (1, 2)):
            request = Request(N1, incarnation, 1, target)
            true = reasons(view, request)
            assert (true[0] if true else None) is refusal(view, request)
            met.update(combinations_in(true))
    assert {(a, b) for place, a in enumerate(ORDER) for b in ORDER[place + 1 :]} - met == {
        (Refusal.NOTHING_TO_ADJUST, Refusal.BAD_TARGET)
    }, "of every two refusals that can be true together, both orders of finding them are told apart"


def combinations_in(true: list[Refusal]) -> Iterator[tuple[Refusal, Refusal]]:
    """The first of these reasons with each other one, in order."""
    for place, a in enumerate(true):
        for b in true[place + 1 :]:
            yield a, b


RANGES = st.sampled_from([None, V1, V12, V13, V23, WIDE, Range(3, 3), Range(3, 4)])
A_SEAT = st.builds(Seat, st.sampled_from(Status), st.integers(0, 2), RANGES)


@given(
    seats=st.lists(A_SEAT, min_size=1, max_size=5),
    version=st.integers(1, 3),
    groups=st.lists(st.none() | st.integers(0, 1), max_size=3),
    target=st.integers(0, 5),
    incarnation=st.integers(0, 2),
)
def test_an_oracle_written_from_the_text_agrees(
    seats: list[Seat], version: int, groups: list[int | None], target: int, incarnation: int
) -> None:
    """The guard is the text's, whatever the cluster looks like."""
    nodes = [Node(f"n{place}") for place in range(len(seats))]
    view = View(
        Map(dict(zip(nodes, seats, strict=True))),
        version,
        Map(
            {
                Group(f"g{place}"): GroupView(
                    behind is not None, Map({n: True for n in nodes}), version - (behind or 0)
                )
                for place, behind in enumerate(groups)
            }
        ),
        Map({n: None for n in nodes}),
    )
    request = Request(nodes[0], incarnation, 1, target)
    true = reasons(view, request)
    assert (true[0] if true else None) is refusal(view, request)
    assert refusal(view, request) is verdict(view, request)


# ---- the ledger, and the groups that are still to be told


@pytest.mark.parametrize(
    ("known", "incarnation", "number", "expected"),
    [
        (None, 1, 1, True),
        ((2, 2), 2, 2, False),
        ((2, 2), 2, 3, True),
        ((2, 2), 2, 1, False),
        ((2, 2), 3, 1, True),
        ((2, 2), 1, 9, False),
    ],
)
def test_an_id_is_new_if_it_is_later_than_the_last_one(
    known: tuple[int, int] | None, incarnation: int, number: int, expected: bool
) -> None:
    """A request has an id (node, incarnation, number); a known id repeats its verdict."""
    line = None if known is None else Judged(Request(N1, *known, 2), None)
    view = replace(READY, ledger=READY.ledger.set(N1, line))
    assert expected is new_request(view, Request(N1, incarnation, number, 2))


def test_the_ledger_of_another_node_does_not_matter() -> None:
    """Each node numbers its own requests."""
    view = replace(READY, ledger=READY.ledger.set(N2, Judged(Request(N2, 9, 9, 3), None)))
    assert new_request(view, MINE)


@pytest.mark.parametrize(
    ("cluster", "group", "to", "expected"), [(2, 1, 2, True), (2, 2, 2, False), (3, 2, 2, False), (2, 1, 1, False)]
)
def test_a_notice_is_for_one_step_of_one_version(cluster: int, group: int, to: int, expected: bool) -> None:
    """A notice is judged too: group version = to-1 and cluster version = to, else it is a no-op."""
    view = last(updated("n1", "n2"))
    view = replace(view, version=cluster, groups=view.groups.set(A, replace(view.groups[A], version=group)))
    assert expected is still_to_tell(view, A, to)


def test_a_node_that_is_not_configured_blocks_nothing() -> None:
    """Gone by REMOVE_NODE: the roster of configured nodes is what is asked."""
    for claim in (None, V1):
        assert refusal(seated(READY, N3, Seat(Status.ABSENT, 1, claim)), MINE) is None
