"""Laws about the versions along the log: what rises, when, by whose request, and what a refusal leaves behind.

All of them speak of two neighbouring positions; `along` says that of the whole log.
"""

from dataclasses import replace

from upshift.model.adjust import refusal
from upshift.model.groups import message_refusal
from upshift.model.state import Local, State, is_member, known_view, last
from upshift.model.versions import supports
from upshift.model.views import (
    Entry,
    GroupView,
    Judged,
    Node,
    Position,
    Reason,
    Refusal,
    Seat,
    Status,
    View,
)

# ---- monotone


def group_rises_by_one_at_most(before: GroupView, after: GroupView) -> bool:
    """An existing group's version stays, or rises by one."""
    return not before.exists or (after.exists and before.version <= after.version <= before.version + 1)


def rises_by_one_at_most(before: View, after: View) -> bool:
    """The cluster version and every group's stay, or rise by one."""
    return before.version <= after.version <= before.version + 1 and all(
        group_rises_by_one_at_most(before.groups[g], after.groups[g]) for g in before.groups
    )


def monotone(s: State) -> bool:
    """Versions rise along the log, by one."""
    return all(rises_by_one_at_most(s.log[p - 1].view, s.log[p].view) for p in range(1, len(s.log)))


# ---- single_flight, groups_below_cluster


def at_most_one_behind(view: View) -> bool:
    """Every group is at the cluster version or one below it."""
    return all(view.version - 1 <= group.version for group in view.groups.values() if group.exists)


def single_flight(s: State) -> bool:
    """One adjustment at a time: at every position every group is at the cluster version or one below it."""
    return all(at_most_one_behind(position.view) for position in s.log)


def none_ahead(view: View) -> bool:
    """No group is above the cluster version."""
    return all(group.version <= view.version for group in view.groups.values() if group.exists)


def groups_below_cluster(s: State) -> bool:
    """No group ever runs above the cluster version."""
    return all(none_ahead(position.view) for position in s.log)


# ---- nobody_left_behind


def ready_for(seat: Seat, to: int) -> bool:
    """The node is ACTIVE, or not configured, and has claimed the version."""
    return seat.status is Status.ABSENT or (
        seat.status is Status.ACTIVE and seat.claim is not None and supports(seat.claim, to)
    )


def floor_covers_claim(s: State, n: Node, seat: Seat) -> bool:
    """The node's durable promise covers what the roster says that it claims."""
    return seat.status is Status.ABSENT or seat.claim is None or seat.claim.newest <= s.nodes[n].floor


def switches_cluster(before: State, after: State) -> bool:
    """The step orders an entry that changes the cluster version."""
    return len(before.log) < len(after.log) and last(before).version != last(after).version


def everybody_ready(s: State, view: View, to: int) -> bool:
    """Every configured node is ACTIVE, claims the version, and has promised what it claims."""
    return all(ready_for(seat, to) and floor_covers_claim(s, n, seat) for n, seat in view.roster.items())


def nobody_left_behind(before: State, after: State) -> bool:
    """At an accepted switch every configured node is ACTIVE, claims the new version, and has promised its claim."""
    return not switches_cluster(before, after) or everybody_ready(before, last(before), last(after).version)


# ---- justified, once_per_group, clean_refusal


def justified_rise(before: View, here: Position) -> bool:
    """The entry is an accepted request for exactly this rise, and the guard holds before it."""
    return (
        here.entry.reason is Reason.ADJUST_VERSION
        and here.entry.request is not None
        and here.entry.refusal is None
        and here.entry.request.target == here.view.version
        and refusal(before, here.entry.request) is None
    )


def justified(s: State) -> bool:
    """Every change of the cluster version has one request, whose guard holds at its position."""
    return all(
        justified_rise(s.log[p - 1].view, s.log[p])
        for p in range(1, len(s.log))
        if s.log[p].view.version != s.log[p - 1].view.version
    )


def told_once(before: View, here: Position) -> bool:
    """Where a group's version changes, it was one below the cluster version, and this is its notice."""
    return all(
        here.entry.reason is Reason.ADJUST_VERSION
        and here.entry.group == g
        and group.version == here.view.groups[g].version - 1
        and here.view.groups[g].version == before.version
        for g, group in before.groups.items()
        if group.exists and here.view.groups[g].version != group.version
    )


def verdict_stands(before: Judged | None, after: Judged | None) -> bool:
    """A verdict is never changed; a line gives way only to a later request."""
    return before is None or (
        after is not None
        and (
            after == before
            or before.request.incarnation < after.request.incarnation
            or (
                before.request.incarnation == after.request.incarnation and before.request.number < after.request.number
            )
        )
    )


def once_per_group(s: State) -> bool:
    """Replay and retry never switch twice: a group changes only by its one notice, and a known id keeps its verdict."""
    return all(
        told_once(s.log[p - 1].view, s.log[p])
        and all(verdict_stands(line, s.log[p].view.ledger[n]) for n, line in s.log[p - 1].view.ledger.items())
        for p in range(1, len(s.log))
    )


def only_the_ledger_changed(before: View, after: View) -> bool:
    """The views differ in their ledgers at most."""
    return replace(after, ledger=before.ledger) == before


def true_reason(before: View, entry: Entry) -> bool:
    """The reason is the first that is true at the position: of the request, or of the message."""
    if entry.request is not None:
        return entry.refusal is refusal(before, entry.request)
    return entry.group is not None and (
        entry.refusal is message_refusal(before, entry.group, entry.built_at, entry.function)
    )


def true_answer(s: State, told: Judged) -> bool:
    """The reason of a fast refusal is the first that is true of what the requester has delivered."""
    if not is_member(s, told.request.node):
        return told.refusal is Refusal.NOT_A_MEMBER
    return told.refusal is refusal(known_view(s, told.request.node), told.request)


def answers(before: Local, after: Local) -> bool:
    """The node has just refused a request by its own check."""
    return after.told is not None and after.told != before.told


def clean_refusal(before: State, after: State) -> bool:
    """A refusal changes nothing but the ledger, and its reason is the first that is true."""
    return all(
        only_the_ledger_changed(after.log[p - 1].view, after.log[p].view)
        and true_reason(after.log[p - 1].view, after.log[p].entry)
        for p in range(len(before.log), len(after.log))
        if after.log[p].entry.refusal is not None
    ) and all(
        after.log == before.log and me.told is not None and true_answer(before, me.told)
        for n, me in after.nodes.items()
        if answers(before.nodes[n], me)
    )


# ---- function_gate


def uses_what_is_there(before: View, entry: Entry) -> bool:
    """The group is at the version that the message was built at, and that version has its function."""
    return entry.group is not None and (
        before.groups[entry.group].version == entry.built_at and entry.function <= entry.built_at
    )


def function_gate(s: State) -> bool:
    """Nothing new is used before the switch, and nothing that was built before it is processed after it."""
    return all(
        uses_what_is_there(s.log[p - 1].view, s.log[p].entry)
        for p in range(1, len(s.log))
        if s.log[p].entry.reason is Reason.MESSAGE and s.log[p].entry.refusal is None
    )
