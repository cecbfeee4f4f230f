"""Tests of the switch: the guard, this node's check, the verdict at a position, the notices."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.adjust import (
    guard,
    incapable,
    is_new,
    judge_adjust,
    judge_notice,
    node_check,
    nodes_with,
    untold,
)
from upshift.impl.entries import Adjust, Notice
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import (
    Group,
    Judged,
    Request,
    Seat,
    Status,
    View,
    group_of,
    is_active,
    judged_of,
    seat_of,
    with_group_versions,
    with_seat,
    with_verdict,
)

WIDE = Range(1, 4)
MINE = Request("n1", 7, 2, 3)
READY = View(
    tuple(Seat(node, Status.ACTIVE, 7, WIDE) for node in ("n1", "n2", "n3")),
    2,
    (Group("A", ("n1", "n2"), 2), Group("B", ("n3",), 2)),
)
ORDER = tuple(Why)[:7]

VIEWS = st.from_type(View)

# ---- what can speak against an adjust: what it makes of a view and a request, and the names that it is about

Case = tuple[View, Request]
Made = Callable[[Case], Case]


def not_a_member(case: Case) -> Case:
    """The requester runs as another incarnation than the one recorded."""
    view, request = case
    return view, replace(request, incarnation=6)


def in_progress(case: Case) -> Case:
    """The second group has not been told yet."""
    view, request = case
    return with_group_versions(view, {"B": 1}), request


def nothing_to_adjust(case: Case) -> Case:
    """The cluster is there already."""
    view, request = case
    return view, replace(request, target=2)


def bad_target(case: Case) -> Case:
    """Two steps at once."""
    view, request = case
    return view, replace(request, target=4)


def partitioned(case: Case) -> Case:
    """Contact with n3 is lost."""
    view, request = case
    return with_seat(view, replace(seat_of(view, "n3"), status=Status.PARTITIONED)), request


def inactive(case: Case) -> Case:
    """n2 has left."""
    view, request = case
    return with_seat(view, replace(seat_of(view, "n2"), status=Status.INACTIVE)), request


def not_capable(case: Case) -> Case:
    """n1 can run neither what is next nor what comes after; n3 has said nothing."""
    view, request = case
    first = with_seat(view, replace(seat_of(view, "n1"), claim=Range(1, 2)))
    return with_seat(first, replace(seat_of(first, "n3"), claim=None)), request


REASONS: dict[Made, Refusal] = {
    not_a_member: Refusal(Why.NOT_A_MEMBER, ("n1",)),
    in_progress: Refusal(Why.ADJUST_IN_PROGRESS, ("B",)),
    nothing_to_adjust: Refusal(Why.NOTHING_TO_ADJUST),
    bad_target: Refusal(Why.BAD_TARGET),
    partitioned: Refusal(Why.PARTITIONED, ("n3",)),
    inactive: Refusal(Why.NODE_INACTIVE, ("n2",)),
    not_capable: Refusal(Why.NODE_INCAPABLE, ("n1 (1..2)", "n3 (unknown)")),
}

# ---- the guard


def test_nothing_speaks_against_a_cluster_that_is_ready() -> None:
    """If the guard holds in the view before, the cluster version becomes the target."""
    assert guard(READY, MINE) is None


@pytest.mark.parametrize("make", REASONS)
def test_each_refusal_comes_alone_and_names_whom_it_is_about(make: Made) -> None:
    """Exactly one thing is wrong, and it is the reason given."""
    assert REASONS[make] == guard(*make((READY, MINE)))


def test_every_refusal_of_the_guard_was_met() -> None:
    """The seven, in the order of the text."""
    assert ORDER == tuple(refusal.why for refusal in REASONS.values())


@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in combinations(REASONS, 2) if pair != (nothing_to_adjust, bad_target)],
)
def test_of_two_reasons_that_are_true_the_earlier_is_given(first: Made, second: Made) -> None:
    """The guard and its refusals, in this order; a target is not both too low and too high."""
    assert REASONS[first] == guard(*first(second((READY, MINE))))
    assert REASONS[first] == guard(*second(first((READY, MINE))))


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.PARTITIONED, Status.ABSENT])
def test_the_requester_is_no_member_unless_it_is_active(status: Status) -> None:
    """NOT_A_MEMBER: the requester's incarnation is not ACTIVE."""
    view = with_seat(READY, Seat("n1", status, 7, WIDE))
    assert Refusal(Why.NOT_A_MEMBER, ("n1",)) == guard(view, MINE)


@pytest.mark.parametrize("target", [-1, 0, 1])
def test_no_downgrade(target: int) -> None:
    """NOTHING_TO_ADJUST: target ≤ cluster version; there is no way back."""
    assert Refusal(Why.NOTHING_TO_ADJUST) == guard(READY, replace(MINE, target=target))


def test_who_can_run_only_what_comes_later_is_incapable_too() -> None:
    """The claim must contain the target."""
    view = with_seat(READY, Seat("n2", Status.ACTIVE, 7, Range(4, 4)))
    assert Refusal(Why.NODE_INCAPABLE, ("n2 (4..4)",)) == guard(view, MINE)


@pytest.mark.parametrize("claim", [None, Range(1, 1)])
def test_a_node_that_is_not_configured_blocks_nothing(claim: Range | None) -> None:
    """Gone by REMOVE_NODE: the roster of configured nodes is what is asked."""
    assert guard(with_seat(READY, Seat("n3", Status.ABSENT, 7, claim)), MINE) is None


def test_all_that_are_in_the_way_are_named() -> None:
    """In configured order, and the groups in theirs."""
    view = View(
        (
            Seat("n3", Status.PARTITIONED),
            Seat("n2", Status.INACTIVE, 1, WIDE),
            Seat("n1", Status.PARTITIONED, 1, Range(1, 2)),
            Seat("n0", Status.ABSENT),
        ),
        2,
        (Group("A", (), 1), Group("B", (), 2), Group("C", (), 1)),
    )
    assert ("A", "C") == untold(view)
    assert ("n3", "n1") == nodes_with(view, Status.PARTITIONED)
    assert () == nodes_with(view, Status.ABSENT)
    assert ("n3 (unknown)", "n1 (1..2)") == incapable(view, 3)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any view, and a request that is most often a member's, and for the next version."""
    view = draw(VIEWS)
    active = [seat for seat in view.seats if seat.status is Status.ACTIVE]
    seat = draw(st.sampled_from(active or view.seats))
    incarnation = seat.incarnation + draw(st.sampled_from((0, 0, 0, 1)))
    target = view.version + draw(st.sampled_from((1, 1, 1, 2, 0)))
    return view, Request(seat.node, incarnation, draw(st.integers(1, 3)), target)


def reasons(view: View, request: Request) -> list[Why]:
    """Every reason that is true, in the order of the text: written from its sentences."""
    there = [seat for seat in view.seats if seat.status is not Status.ABSENT]
    able = [seat for seat in there if seat.claim and seat.claim.oldest <= request.target <= seat.claim.newest]
    true = {
        Why.NOT_A_MEMBER: not is_active(view, request.node, request.incarnation),
        Why.ADJUST_IN_PROGRESS: any(group.version < view.version for group in view.groups),
        Why.NOTHING_TO_ADJUST: request.target <= view.version,
        Why.BAD_TARGET: request.target > view.version + 1,
        Why.PARTITIONED: any(seat.status is Status.PARTITIONED for seat in there),
        Why.NODE_INACTIVE: any(seat.status is Status.INACTIVE for seat in there),
        Why.NODE_INCAPABLE: len(able) < len(there),
    }
    return [why for why in ORDER if true[why]]


@given(case=cases())
def test_the_first_reason_that_is_true_is_given(case: Case) -> None:
    """Whatever the cluster looks like."""
    view, request_ = case
    refusal = guard(view, request_)
    assert next(iter(reasons(view, request_)), None) == (refusal and refusal.why)


# ---- this node's check


def test_the_nodes_check_passes_for_a_node_that_is_active_in_contact_and_capable() -> None:
    """This node's check, for one group (claims 15-17)."""
    assert node_check(READY, "n1", "A", 3) is None


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.PARTITIONED, Status.ABSENT])
def test_the_nodes_check_refuses_a_node_that_is_not_active(status: Status) -> None:
    """The node is active (claim 15)."""
    view = with_seat(READY, Seat("n1", status, 7, Range(1, 1)))
    assert Refusal(Why.NODE_INACTIVE, ("n1",)) == node_check(view, "n1", "A", 3)


def test_the_nodes_check_refuses_while_the_group_is_partitioned() -> None:
    """The group is not partitioned (claim 16): it names those hosts that are cut off, and no other node."""
    view = with_seat(READY, Seat("n2", Status.PARTITIONED, 7, WIDE))
    assert Refusal(Why.PARTITIONED, ("n2",)) == node_check(view, "n1", "A", 9)
    assert node_check(view, "n3", "B", 3) is None


@pytest.mark.parametrize(("claim", "name"), [(None, "n1 (unknown)"), (Range(1, 2), "n1 (1..2)")])
def test_the_nodes_check_refuses_a_node_that_is_not_capable(claim: Range | None, name: str) -> None:
    """The node is capable (claim 17); what others can run is not asked here."""
    view = with_seat(READY, Seat("n1", Status.ACTIVE, 7, claim))
    assert Refusal(Why.NODE_INCAPABLE, (name,)) == node_check(view, "n1", "A", 3)
    assert node_check(view, "n2", "A", 3) is None


def test_a_group_that_was_not_created_is_not_partitioned() -> None:
    """It has no hosts."""
    assert node_check(with_seat(READY, Seat("n2", Status.PARTITIONED, 7, WIDE)), "n1", "C", 3) is None


@given(case=cases(), group=st.sampled_from(("A", "B", "C")))
def test_whatever_the_nodes_check_refuses_the_guard_refuses(case: Case, group: str) -> None:
    """The guard asks the same of every configured node, ACTIVE or not."""
    view, request_ = case
    if node_check(view, request_.node, group, request_.target) is not None:
        assert guard(view, request_) is not None


# ---- at a position


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
    """A request has an id (node, incarnation, number); each node numbers its own."""
    view = with_verdict(READY, Judged(Request("n2", 9, 9, 3), None))
    if known is not None:
        view = with_verdict(view, Judged(Request("n1", *known, 2), None))
    assert expected is is_new(view, Request("n1", incarnation, number, 2))


def test_an_accepted_request_raises_the_cluster_version_and_tells_no_group() -> None:
    """The groups are told one by one, each by its own notice."""
    then, refusal = judge_adjust(READY, Adjust(MINE))
    assert refusal is None
    assert replace(READY, version=3, ledger=(Judged(MINE, None),)) == then
    assert ("A", "B") == untold(then)


def test_a_refused_request_changes_nothing_but_the_ledger() -> None:
    """The entry is a refusal, the same at all."""
    asked = replace(MINE, target=4)
    refusal = Refusal(Why.BAD_TARGET)
    assert (replace(READY, ledger=(Judged(asked, refusal),)), refusal) == judge_adjust(READY, Adjust(asked))


@given(case=cases())
def test_a_known_id_repeats_its_verdict(case: Case) -> None:
    """The same request twice is judged once, also if the cluster has changed in the meantime."""
    view, request_ = case
    then, refusal = judge_adjust(view, Adjust(request_))
    later = replace(then, seats=(), version=then.version + 1)
    if is_new(view, request_):
        assert (later, refusal) == judge_adjust(later, Adjust(request_))
    else:
        assert view == then


def test_an_id_from_before_the_last_one_is_nothing() -> None:
    """Its verdict is no longer known, and it is not judged again."""
    view = with_verdict(READY, Judged(Request("n1", 7, 3, 3), None))
    assert (view, Refusal(Why.STALE, ("n1",))) == judge_adjust(view, Adjust(MINE))


def test_a_known_id_with_another_target_is_nothing() -> None:
    """No node makes two requests with one id."""
    view = with_verdict(READY, Judged(MINE, None))
    assert (view, Refusal(Why.STALE, ("n1",))) == judge_adjust(view, Adjust(replace(MINE, target=4)))


@given(case=cases())
def test_the_verdict_is_the_guards(case: Case) -> None:
    """Judged at its position: by the view before, and by nothing else."""
    view, request_ = case
    if is_new(view, request_):
        then, refusal = judge_adjust(view, Adjust(request_))
        assert guard(view, request_) == refusal
        assert Judged(request_, refusal) == judged_of(then, request_.node)
        assert (request_.target if refusal is None else view.version) == then.version


# ---- notices


@pytest.mark.parametrize(
    ("cluster", "group", "to", "expected"),
    [(2, 1, 2, True), (2, 2, 2, False), (3, 2, 2, False), (3, 1, 3, False), (2, 1, 1, False), (2, 1, 3, False)],
)
def test_a_notice_is_for_one_step_of_one_version(cluster: int, group: int, to: int, expected: bool) -> None:
    """A notice is judged too: group version = to-1 and cluster version = to, else it is a no-op."""
    view = with_group_versions(replace(READY, version=cluster), {"A": group})
    told = with_group_versions(view, {"A": to})
    assert (told if expected else Refusal(Why.STALE, ("A",))) == judge_notice(view, Notice("A", to))


def test_a_group_that_was_not_created_is_not_told() -> None:
    """It names the group."""
    assert Refusal(Why.NOT_CONFIGURED, ("C",)) == judge_notice(READY, Notice("C", 3))


@given(view=VIEWS, group=st.sampled_from(("A", "B", "C")))
def test_a_group_that_was_told_is_not_told_again(view: View, group: str) -> None:
    """Once per group: whoever repeats a notice switches nobody twice."""
    then = judge_notice(view, Notice(group, view.version))
    if isinstance(then, Refusal):
        assert group not in untold(view) or (group_of(view, group) or Group("", (), 0)).version < view.version - 1
        return
    assert tuple(name for name in untold(view) if name != group) == untold(then)
    assert Refusal(Why.STALE, (group,)) == judge_notice(then, Notice(group, view.version))
