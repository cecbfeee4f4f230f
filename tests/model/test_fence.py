"""Tests of the fence: one rule at every door."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from upshift.model.fence import fence, fence_at_first_join, fence_at_merge, fence_at_rejoin, fence_at_snapshot
from upshift.model.membership import join_refusal
from upshift.model.scenario import in_service
from upshift.model.scenarios import N2, V1, V12, V23
from upshift.model.state import State, last
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Group, GroupView, Node, Refusal, Seat, Status, View, seated

Play = Callable[..., State]
Can = Callable[..., bool]

DOORS = (fence_at_snapshot, fence_at_first_join, fence_at_rejoin, fence_at_merge)
CLAIMS = tuple(Range(oldest, newest) for oldest in range(1, 5) for newest in range(oldest, 5))


def view_at(version: int, groups: dict[str, int | None]) -> View:
    """A view with groups at these versions; None is a group that is yet to be created."""
    view = last(in_service({"n1": V12, "n2": V12}, {}, version))
    on = Map({Node("n1"): True, Node("n2"): False})
    return replace(view, groups=Map({Group(g): GroupView(at is not None, on, at or 1) for g, at in groups.items()}))


def told_by_the_text(version: int, groups: tuple[int | None, ...], claim: Range) -> Refusal | None:
    """The claim must contain the cluster version and the version in use of every group."""
    in_use = {version, *(at for at in groups if at is not None)}
    if any(at > claim.newest for at in in_use):
        return Refusal.SOFTWARE_TOO_OLD
    if any(at < claim.oldest for at in in_use):
        return Refusal.SOFTWARE_TOO_NEW
    return None


@pytest.mark.parametrize("version", [2, 3])
def test_the_claim_must_contain_every_version_in_use(version: int) -> None:
    """The claim must contain the cluster version and the version in use of every group."""
    for groups in product((None, version - 1, version), repeat=2):
        view = view_at(version, {"A": groups[0], "B": groups[1]})
        for claim in CLAIMS:
            assert told_by_the_text(version, groups, claim) is fence(view, claim)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_has_the_same_fence(door: Callable[[View, Range], Refusal | None]) -> None:
    """One rule at every door: first join, rejoin, restart, merge, snapshot."""
    for version, group in product((2, 3), (None, 2)):
        view = view_at(version, {"A": group})
        assert [fence(view, claim) for claim in CLAIMS] == [door(view, claim) for claim in CLAIMS]


@pytest.mark.parametrize(
    ("seat", "of_the_door"),
    [
        (Seat(Status.INACTIVE, 0, None), "the first join"),
        (Seat(Status.ACTIVE, 0, None), "a cold start"),
        (Seat(Status.INACTIVE, 3, V12), "a rejoin"),
        (Seat(Status.ACTIVE, 3, V12), "a restart"),
        (Seat(Status.PARTITIONED, 3, V12), "a merge"),
    ],
)
def test_a_join_is_judged_whatever_door_it_comes_by(seat: Seat, of_the_door: str) -> None:
    """The fence is judged at the JOIN's position."""
    assert of_the_door
    view = seated(view_at(2, {"A": 1}), N2, seat)
    assert Refusal.SOFTWARE_TOO_OLD is join_refusal(view, N2, V1)
    assert Refusal.SOFTWARE_TOO_NEW is join_refusal(view, N2, V23)
    assert join_refusal(view, N2, V12) is None


# ---- in play


def test_older_software_is_turned_away_at_its_own_door(play: Play, can: Can) -> None:
    """Versions come first in a snapshot, and are fence-checked before anything else is decoded."""
    s = in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2", "B": "n1"}, 2, absent=("n3",))
    s = play(s, "add_node(n3)", "start(n3)")
    assert not can(s, "catch_up(n3)")
    assert can(s, "turn_away(n3, SOFTWARE_TOO_OLD)")
    assert not can(s, "turn_away(n3, SOFTWARE_TOO_NEW)")


def test_software_that_is_too_new_is_let_in_once_the_adjust_is_complete(play: Play, can: Can) -> None:
    """SOFTWARE_TOO_NEW may be retried once the adjust is complete; every group counts, hosted here or not."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n1", "B": "n1"}, 1)
    s = play(s, "ask(n1, 2)", "order_adjust(n1)", "deliver(n1)", "deliver(n2)", "leave(n2)", "deliver(n2)")
    s = play(s, "install(n2, 2..3)", "start(n2)", "notify(n1, A)")
    assert can(s, "turn_away(n2, SOFTWARE_TOO_NEW)")
    s = play(s, "deliver(n1)", "deliver(n1)", "notify(n1, B)")
    assert not can(s, "turn_away(n2, SOFTWARE_TOO_NEW)")
    assert can(s, "catch_up(n2)")


def test_the_fence_is_judged_again_where_the_join_is_ordered(play: Play, can: Can) -> None:
    """A JOIN that fitted when it was sent, and does not fit at its position, is refused, and the node told."""
    s = in_service({"n1": V12, "n2": V12, "n3": V1}, {"A": "n1 n2", "B": "n1"}, 1, absent=("n3",))
    s = play(s, "add_node(n3)", "start(n3)", "catch_up(n3)", "announce(n3)")
    s = play(s, "remove_node(n3)", "deliver(n1)", "deliver(n1)", "ask(n1, 2)", "order_adjust(n1)", "add_node(n3)")
    assert not can(s, "order_join(n3)")
    assert not can(s, "refuse_join(n3, SOFTWARE_TOO_NEW)")
    after = play(s, "refuse_join(n3, SOFTWARE_TOO_OLD)")
    assert after.nodes[Node("n3")].join is None
    assert can(after, "turn_away(n3, SOFTWARE_TOO_OLD)")


def test_software_that_is_too_old_does_not_merge(play: Play, can: Can) -> None:
    """Components at different versions do not merge: what was cut off comes back through the fence."""
    s = in_service({"n1": V12, "n2": V12}, {"A": "n1"}, 2)
    s = play(s, "cut(n2)", "partition(n1, n2)", "crash(n2)", "install(n2, 1..1)", "start(n2)", "heal(n2)")
    assert Status.PARTITIONED is last(s).roster[N2].status
    assert not can(s, "catch_up(n2)")
    assert can(s, "turn_away(n2, SOFTWARE_TOO_OLD)")
