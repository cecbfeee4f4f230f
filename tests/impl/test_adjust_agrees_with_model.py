"""The implementation and the model say the same of every view: the guard, the fence, messages, quorums, membership.

The guard was written twice on purpose. Here the two are held against each other on views, not on runs.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from upshift.impl.adjust import guard, is_new, judge_notice, untold
from upshift.impl.entries import Join, Message, Notice, reason_of
from upshift.impl.groups import judge_message
from upshift.impl.quorum import is_quorum, voters
from upshift.impl.refusals import Refusal, Why
from upshift.impl.roster import fence, is_last_node, judge_join, losing_their_last_member
from upshift.impl.versions import Range
from upshift.impl.views import Group, Request, Status, View, group_of, seat_of
from upshift.model import adjust, membership, quorum, versions, views
from upshift.model import fence as doors
from upshift.model import groups as messages
from upshift.model.values import Map

NODES, GROUPS = ("n1", "n2", "n3", "n4"), ("A", "B", "C")
VIEWS, NODE = st.from_type(View), st.sampled_from(NODES)

Case = tuple[View, Request]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any view, and a request that is most often a member's, and for the next version."""
    view = draw(VIEWS)
    active = [seat for seat in view.seats if seat.status is Status.ACTIVE]
    seat = draw(st.sampled_from(active or view.seats))
    incarnation = seat.incarnation + draw(st.sampled_from((0, 0, 0, 1)))
    target = view.version + draw(st.sampled_from((1, 1, 1, 2, 0)))
    return view, Request(seat.node, incarnation, draw(st.integers(1, 3)), target)


# ---- a view of the implementation as the model has it


def claim_in_model(claim: Range | None) -> versions.Range | None:
    """A range, or that it is unknown."""
    return None if claim is None else versions.Range(claim.oldest, claim.newest)


def group_in_model(group: Group | None) -> views.GroupView:
    """A group; one that was not created has hosts and version all the same."""
    hosts = () if group is None else group.hosts
    return views.GroupView(
        group is not None, Map({views.Node(n): n in hosts for n in NODES}), 1 if group is None else group.version
    )


def request_in_model(request: Request) -> views.Request:
    """A request."""
    return views.Request(views.Node(request.node), request.incarnation, request.number, request.target)


def in_model(view: View) -> views.View:
    """The view, over all the nodes and groups that there may be; of the ledger the ids, not the reasons."""
    seats = {views.Node(n): seat_of(view, n) for n in NODES}
    asked = {line.request.node: request_in_model(line.request) for line in view.ledger}
    return views.View(
        Map(
            {
                n: views.Seat(views.Status[s.status.name], s.incarnation, claim_in_model(s.claim))
                for n, s in seats.items()
            }
        ),
        view.version,
        Map({views.Group(name): group_in_model(group_of(view, name)) for name in GROUPS}),
        Map({views.Node(n): views.Judged(asked[n], None) if n in asked else None for n in NODES}),
    )


def why(refusal: Refusal | views.Refusal | None) -> str | None:
    """The name of a reason, which is the same in both."""
    if isinstance(refusal, Refusal):
        return refusal.why.name
    return None if refusal is None else refusal.name


# ---- the words


def test_the_reasons_of_the_model_are_reasons_of_the_implementation_in_the_same_order() -> None:
    """The implementation has more: what the model does not let happen, it must refuse."""
    shared = [reason.name for reason in Why if reason.name in views.Refusal.__members__]
    assert [reason.name for reason in views.Refusal] == shared


def test_a_node_can_be_the_same_in_both() -> None:
    """The statuses of the roster."""
    assert [status.name for status in views.Status] == [status.name for status in Status]


# ---- the guards


@settings(max_examples=400)
@given(case=cases())
def test_the_guard_gives_the_reason_that_the_model_gives(case: Case) -> None:
    """The guard and its refusals, in this order."""
    view, request_ = case
    assert why(adjust.refusal(in_model(view), request_in_model(request_))) == why(guard(view, request_))


@given(case=cases())
def test_an_id_is_new_to_both_or_to_none(case: Case) -> None:
    """A known id repeats its verdict."""
    view, request_ = case
    assert adjust.new_request(in_model(view), request_in_model(request_)) is is_new(view, request_)


@given(view=VIEWS, group=st.sampled_from(GROUPS), to=st.integers(1, 4))
def test_a_notice_takes_effect_in_both_or_in_none(view: View, group: str, to: int) -> None:
    """Group version = to-1 and cluster version = to, of a group that was created."""
    there = group_of(view, group) is not None
    expected = there and adjust.still_to_tell(in_model(view), views.Group(group), to)
    assert expected is isinstance(judge_notice(view, Notice(group, to)), View)
    assert adjust.no_adjust_in_progress(in_model(view)) is not bool(untold(view))


@given(view=VIEWS, claim=st.from_type(Range))
def test_the_fence_gives_the_reason_that_the_model_gives(view: View, claim: Range) -> None:
    """One rule at every door."""
    theirs = claim_in_model(claim)
    assert theirs is not None
    assert why(doors.fence(in_model(view), theirs)) == why(fence(view, claim))


@given(view=VIEWS, entry=st.from_type(Message))
def test_a_message_is_refused_with_the_reason_that_the_model_gives(view: View, entry: Message) -> None:
    """To a group that was created: in the model only members send, here it is refused at its position."""
    if group_of(view, entry.group) is None:
        assert Refusal(Why.NOT_CONFIGURED, (entry.group,)) == judge_message(view, entry)
        return
    expected = messages.message_refusal(in_model(view), views.Group(entry.group), entry.built_at, entry.needs)
    assert why(expected) == why(judge_message(view, entry))


@given(view=VIEWS, helping=st.frozensets(NODE))
def test_a_quorum_is_one_in_both_or_in_none(view: View, helping: frozenset[str]) -> None:
    """More than half of the voters, or exactly half with the first in configured order."""
    theirs = in_model(view)
    assert quorum.voters(theirs) == voters(view)
    assert quorum.quorum(theirs, Map({views.Node(n): n in helping for n in NODES})) is is_quorum(view, helping)


@given(view=VIEWS, entry=st.from_type(Join))
def test_a_join_takes_effect_in_both_or_in_none(view: View, entry: Join) -> None:
    """And then the views after it are the same, and the reason is."""
    theirs, node, claim = in_model(view), views.Node(entry.node), claim_in_model(entry.claim)
    assert claim is not None
    then = judge_join(view, entry)
    if not (membership.configured(theirs, node) and membership.newer_incarnation(theirs, node, entry.incarnation)):
        assert why(then if isinstance(then, Refusal) else None) in {"NOT_CONFIGURED", "STALE"}
    elif isinstance(then, Refusal):
        assert why(membership.join_refusal(theirs, node, claim)) == why(then)
    else:
        assert membership.join_refusal(theirs, node, claim) is None
        assert membership.joined(theirs, node, entry.incarnation, claim) == in_model(then)
    assert membership.join_reason(theirs, node).name == reason_of(entry, view).name


@given(view=VIEWS, node=NODE)
def test_what_keeps_a_node_from_leaving_keeps_it_in_both(view: View, node: str) -> None:
    """A voter must be left, and a member of each group that the node hosts."""
    theirs, leaver = in_model(view), views.Node(node)
    assert membership.leaves_a_voter(theirs, leaver) is not is_last_node(view, node)
    assert membership.leaves_a_member(theirs, leaver) is not bool(losing_their_last_member(view, node))
