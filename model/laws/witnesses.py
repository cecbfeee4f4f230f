"""What must be seen at least once, so that no law holds for want of anything happening.

A witness looks at a step (before, action, after) and shows that it was taken: the state after it bears the mark. The
names of refusals and reasons are those of the views.
"""

from upshift.model.state import Phase, State, is_member, last, leaving, running
from upshift.model.views import Node, Position, Reason, Refusal, Status


def appended(before: State, after: State) -> bool:
    """The step ordered an entry."""
    return len(before.log) < len(after.log)


def newest(s: State) -> Position:
    """The last position."""
    return s.log[len(s.log) - 1]


def orders(before: State, after: State, reason: Reason) -> bool:
    """The step ordered an entry for this reason."""
    return appended(before, after) and newest(after).entry.reason is reason


def switches(before: State, after: State) -> bool:
    """The step ordered an accepted request."""
    return orders(before, after, Reason.ADJUST_VERSION) and last(after).version > last(before).version


def tells(before: State, after: State) -> bool:
    """The step ordered a group's notice."""
    return orders(before, after, Reason.ADJUST_VERSION) and newest(after).entry.group is not None


def refuses(before: State, after: State, why: Refusal) -> bool:
    """The step ordered a request or message that is refused for this reason at its position."""
    return appended(before, after) and newest(after).entry.refusal is why


def moved(before: State, after: State) -> tuple[Node, ...]:
    """The nodes whose local state the step changed."""
    return tuple(n for n in before.nodes if before.nodes[n] != after.nodes[n])


# ---- rolling (claims 1A, 4, 5, 25)


def a_node_is_stopped_in_order(before: State, action: str, after: State) -> bool:
    """A node delivers its own LEAVE, and stops; its members are gone (claims 4, 5)."""
    return action == "deliver" and any(
        leaving(before, n) and not running(after.nodes[n]) and any(before.nodes[n].uses.values())
        for n in moved(before, after)
    )


def software_is_installed_while_the_group_is_active(before: State, action: str, after: State) -> bool:
    """Other software is put on a node that is down, while every group has a running member elsewhere (claims 1A, 4)."""
    installed = any(not running(before.nodes[n]) for n in moved(before, after))
    return (action == "install" and installed) and all(
        any(after.nodes[m].uses[g] and is_member(after, m) for m in after.nodes)
        for g, group in last(after).groups.items()
        if group.exists
    )


def a_node_is_back_with_its_members(before: State, action: str, after: State) -> bool:
    """A node delivers its JOIN: its members run the group's version, though its software can more (claim 5)."""
    return action == "deliver" and any(
        before.nodes[n].phase is Phase.JOINED
        and any(0 < version < after.nodes[n].software.newest for version in after.nodes[n].uses.values())
        for n in moved(before, after)
    )


def the_whole_cluster_is_updated_before_the_switch(before: State, action: str, after: State) -> bool:
    """The last node to be updated is a member again, all at the old version (claims 1B, 25C)."""
    return (
        action == "deliver"
        and all(
            is_member(after, n) and me.software.newest > last(after).version
            for n, me in after.nodes.items()
            if last(after).roster[n].status is not Status.ABSENT
        )
        and any(before.nodes[n].phase is Phase.JOINED for n in moved(before, after))
    )


# ---- the switch (claims 1B-C, 2, 3, 6-10)


def a_switch_is_accepted(before: State, action: str, after: State) -> bool:
    """An ordered request is accepted at its position: all active, none partitioned, all capable (claims 8-10)."""
    return action == "order_adjust" and switches(before, after)


def a_group_is_notified(before: State, action: str, after: State) -> bool:
    """A group's notice is ordered: a membership change with the reason ADJUST_VERSION (claims 6, 7)."""
    return action == "notify" and tells(before, after)


def the_last_group_is_notified(before: State, action: str, after: State) -> bool:
    """Every group has been told (claim 3)."""
    return (
        tells(before, after)
        and action == "notify"
        and all(group.version == last(after).version for group in last(after).groups.values() if group.exists)
    )


def a_member_switches_without_restart(before: State, action: str, after: State) -> bool:
    """A member delivers the notice and runs the new version, in the same incarnation (claims 1C, 11B, 18A, 25C)."""
    return action == "deliver" and any(
        0 < version < after.nodes[n].uses[g] and before.nodes[n].incarnation == after.nodes[n].incarnation
        for n in moved(before, after)
        for g, version in before.nodes[n].uses.items()
    )


def a_requester_learns_its_verdict(before: State, action: str, after: State) -> bool:
    """The one who asked delivers the entry of its request."""
    return action == "deliver" and any(
        before.nodes[n].waiting is not None and after.nodes[n].waiting is None and running(after.nodes[n])
        for n in moved(before, after)
    )


def a_new_function_is_used_after_the_switch(before: State, action: str, after: State) -> bool:
    """A message with a function that the new version introduced is accepted (claims 2, 12, 19, 26)."""
    return (
        action == "send"
        and orders(before, after, Reason.MESSAGE)
        and newest(after).entry.refusal is None
        and newest(after).entry.function > 1
    )


def a_switch_with_messages_on_both_sides(before: State, action: str, after: State) -> bool:
    """A notice is ordered right behind a message that is yet undelivered, and another message behind the notice."""
    return (
        action == "send"
        and orders(before, after, Reason.MESSAGE)
        and len(after.log) > 3  # a position before, a message, the notice, and this one
        and after.log[len(after.log) - 2].entry.group == newest(after).entry.group
        and after.log[len(after.log) - 2].entry.reason is Reason.ADJUST_VERSION
        and after.log[len(after.log) - 3].entry.reason is Reason.MESSAGE
    )


# ---- moments that matter


def a_requester_is_lost_between_acceptance_and_the_last_notice(before: State, action: str, after: State) -> bool:
    """The node that asked crashes when one group is told and another is not."""
    return (
        action == "crash"
        and any(
            position.entry.request is not None
            and position.entry.refusal is None
            and not running(after.nodes[position.entry.request.node])
            and running(before.nodes[position.entry.request.node])
            for position in after.log
        )
        and any(group.version < last(after).version for group in last(after).groups.values() if group.exists)
    )


def a_node_is_back_after_the_switch(before: State, action: str, after: State) -> bool:
    """A node that was down when its groups switched comes back, and its members run the new version."""
    return action == "deliver" and any(
        before.nodes[n].phase is Phase.JOINED and any(after.nodes[n].uses[g] > 1 for g in after.nodes[n].uses)
        for n in moved(before, after)
    )


def an_adjust_is_overtaken_by_a_failure(before: State, action: str, after: State) -> bool:
    """A request that passed its check is refused at its position, because a node was put out in between."""
    return action == "order_adjust" and (
        refuses(before, after, Refusal.NODE_INACTIVE) or refuses(before, after, Refusal.PARTITIONED)
    )


def a_node_is_rolled_back_before_the_switch(before: State, action: str, after: State) -> bool:
    """A node comes back with older software than it had promised to run (its promise was taken back)."""
    return action == "deliver" and any(
        before.nodes[n].phase is Phase.JOINED
        and after.nodes[n].floor < max(other.software.newest for other in after.nodes.values())
        for n in moved(before, after)
    )


def a_promise_is_taken_back(before: State, action: str, after: State) -> bool:
    """A node below its floor has learnt that its incarnations ended, and its floor falls."""
    return action == "take_back" and any(after.nodes[n].floor < before.nodes[n].floor for n in moved(before, after))


def a_request_is_sent_again(before: State, action: str, after: State) -> bool:
    """A requester that has heard nothing sends the same id again."""
    return action == "ask_again" and any(
        after.nodes[n].request == before.nodes[n].waiting for n in moved(before, after)
    )


def a_late_join_of_an_ended_life(before: State, action: str, after: State) -> bool:
    """A JOIN is ordered whose incarnation runs no more: the roster is wrong about the node until the next entry."""
    return action == "order_join" and any(
        last(after).roster[n].incarnation != last(before).roster[n].incarnation
        and last(after).roster[n].incarnation != after.nodes[n].incarnation
        for n in after.nodes
    )


def a_group_without_members_is_told(before: State, action: str, after: State) -> bool:
    """A group none of whose hosts is ACTIVE is told all the same."""
    entry = newest(after).entry
    return (
        action == "notify"
        and appended(before, after)
        and entry.group is not None
        and all(
            last(after).roster[n].status is not Status.ACTIVE
            for n, here in last(after).groups[entry.group].hosts.items()
            if here
        )
    )


def a_group_is_created_during_the_switch(before: State, action: str, after: State) -> bool:
    """A group is created while another is still to be told; it starts at the cluster version."""
    return (
        action == "create_group"
        and orders(before, after, Reason.CREATE_GROUP)
        and any(group.version < last(after).version for group in last(after).groups.values() if group.exists)
    )
