"""Mistakes about the switch itself: M17 to M25."""

from dataclasses import replace

from upshift.model import adjust, delivery, groups, requests, views
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import ordered
from upshift.model.state import Local, State, last
from upshift.model.values import Map
from upshift.model.versions import supports
from upshift.model.views import (
    FROZEN,
    Entry,
    Group,
    Node,
    Position,
    Reason,
    Refusal,
    Request,
    Seat,
    Status,
    View,
)


def decides_alone(me: Local, n: Node, g: Group, here: Position) -> int:
    """A node that joins switches its members if its view says that everybody could; the others did not look again."""
    version = delivery.member_version(me, n, g, here)
    ready = all(
        seat.status is Status.ABSENT or (seat.claim is not None and supports(seat.claim, version + 1))
        for seat in here.view.roster.values()
    )
    return version + 1 if version != 0 and delivery.own_join(me) and ready else version


M17 = Mutation("M17", "two-nodes", ((delivery.member_version, decides_alone),), law="same_switch_order")


def written_as_installed(s: State, n: Node, g: Group) -> int:
    """A node speaks the newest version that its software knows."""
    del g
    return s.nodes[n].software.newest


M18 = Mutation("M18", "messages", ((groups.written_message, written_as_installed),))


def switch_entry_in_the_new_encoding(request: Request, why: Refusal | None) -> Entry:
    """The switch is written in the version that it switches to."""
    return Entry(Reason.ADJUST_VERSION, None, None, request, why, 0, 0, request.target)


M19 = Mutation("M19", "roll-back", ((requests.switch_entry, switch_entry_in_the_new_encoding),))


def seated_and_computed(view: View, n: Node, seat: Seat) -> View:
    """On each change of the roster the version is what the ACTIVE nodes can all run."""
    roster = view.roster.set(n, seat)
    newest = [line.claim.newest for line in roster.values() if line.status is Status.ACTIVE and line.claim is not None]
    return View(roster, min(newest, default=view.version), view.groups, view.ledger)


M20 = Mutation("M20", "two-nodes", ((views.seated, seated_and_computed),), law="nobody_left_behind")


def target_different(view: View, target: int) -> bool:
    """The write tests that the target is another version, not a higher one."""
    return view.version != target


M21 = Mutation("M21", "downgrade", ((adjust.target_above, target_different),))


def never_in_progress(view: View) -> bool:
    """A second adjustment may begin while the first is being told."""
    del view
    return True


M22 = Mutation("M22", "two-steps-skew-two", ((adjust.no_adjust_in_progress, never_in_progress),), law="single_flight")


def any_target(view: View, target: int) -> bool:
    """A step may be skipped."""
    del view, target
    return True


M23 = Mutation("M23", "two-steps-skew-two", ((adjust.target_is_next, any_target),))


def order_adjust_unasked(s: State, n: Node) -> State | None:
    """As soon as the guard would hold, a leader switches; nobody asked."""
    view = last(s)
    imagined = Request(n, s.nodes[n].incarnation, 1, view.version + 1)
    if adjust.refusal(view, imagined) is not None:
        return None
    entry = Entry(Reason.ADJUST_VERSION, None, None, None, None, 0, 0, FROZEN)
    return ordered(s, entry, replace(view, version=view.version + 1))


M24 = Mutation("M24", "two-nodes", ((requests.order_adjust, order_adjust_unasked),))


def delivered_and_disturbed(me: Local, n: Node, here: Position) -> Local:
    """Who delivers the switch drops its members, which have to register again."""
    after = delivery.delivered(me, n, here)
    if here.entry.reason is Reason.ADJUST_VERSION and here.entry.group is not None:
        return replace(after, uses=Map({g: 0 for g in after.uses}))
    return after


M25 = Mutation("M25", "switch-crash", ((delivery.delivered, delivered_and_disturbed),), law="switch_keeps_members")

SWITCH = (M17, M18, M19, M20, M21, M22, M23, M24, M25)
