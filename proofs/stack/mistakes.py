"""Mistakes of the museum, and some of our own, made in the implementation: each is a replaced function."""

from dataclasses import replace

from upshift.impl import adjust, asking, delivering, entering, groups, leading, quorum, roster, stepping
from upshift.impl.adjust import guard, untold
from upshift.impl.commands import Command, Disk, Write
from upshift.impl.entries import Adjust, CreateGroup, Entry, Message, Notice
from upshift.impl.log import last_view, position_at, term_at
from upshift.impl.node import Node, Step, delivered_view
from upshift.impl.ordering import replica
from upshift.impl.ordering.replica import Replica, is_leader
from upshift.impl.programs import Program, Release
from upshift.impl.refusals import Refusal
from upshift.impl.versions import Range
from upshift.impl.views import (
    Judged,
    Request,
    Seat,
    Status,
    View,
    configured,
    judged_of,
    with_group_versions,
    with_verdict,
)
from upshift.proofs.order.mistakes import half_is_enough
from upshift.proofs.rebind import Function
from upshift.proofs.subject import Mistake

# ---- promises and disks


def forgets_the_promise(before: Disk, then: Disk, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The floor is written one step late."""
    written = replace(then, floor=before.floor)
    return commands if before == written else (Write(written), *commands)


def makes_no_promise(joiner: Replica) -> Replica:
    """A node claims what it has not promised."""
    return joiner


def any_software_starts(voter: Replica) -> bool:
    """Nobody looks at the floor."""
    del voter
    return True


# ---- doors


def open_door(view: View, joiner: Replica) -> Refusal | None:
    """A joiner takes over whatever it is sent, without looking at the versions in it."""
    del view, joiner
    return None


def no_fence(view: View, claim: Range) -> Refusal | None:
    """Any software may enter."""
    del view, claim
    return None


def any_incarnation(seat: Seat, incarnation: int) -> bool:
    """A JOIN counts, however old its incarnation."""
    del seat, incarnation
    return True


def whoever_it_is(seat: Seat, incarnation: int) -> bool:
    """A FAIL or PARTITION ends whatever incarnation the roster has."""
    del seat, incarnation
    return True


# ---- the guard and its moment


def judged_when_asked(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """What was asked is carried out, whatever has happened since."""
    if not adjust.is_new(view, entry.request):
        return adjust.judge_adjust(view, entry)
    return replace(with_verdict(view, Judged(entry.request, None)), version=entry.request.target), None


def the_active_are_capable(view: View, request: Request) -> Refusal | None:
    """Only the nodes that are ACTIVE are asked whether they are ready."""
    seats = tuple(seat for seat in configured(view) if seat.status is Status.ACTIVE)
    return guard(replace(view, seats=seats), request)


# ---- the switch


def carried_out_again(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """A request that was accepted is carried out as often as it comes."""
    known = judged_of(view, entry.request.node)
    if known is not None and known == Judged(entry.request, None):
        return replace(view, version=view.version + 1), None
    return adjust.judge_adjust(view, entry)


def with_the_end_in_mind(node: Node, p: int) -> Step:
    """A member delivers a position, and runs what the end of the log says."""
    here = position_at(node.replica.log, p)
    ahead, said = delivering.followed(node, last_view(node.replica.log))
    applied, processed = delivering.processed_message(ahead, p, here)
    return applied, (*said, *processed)


def switches_with_the_cluster(view: View, name: str) -> tuple[tuple[str, int], ...]:
    """Members run the cluster version, without waiting for their group's notice."""
    return tuple((group, view.version) for group, _ in delivering.members_at(view, name))


def only_who_ordered_it_tells(node: Node) -> Step:
    """The notices are given by the leader that ordered the switch, and by no later one."""
    commands: list[Command] = []
    if is_leader(node.replica):
        mine = term_at(node.replica.log, node.replica.commit) == node.replica.term
        groups = untold(delivered_view(node)) if mine else ()
        notices = (Notice(group, delivered_view(node).version) for group in groups)
        for entry in (*node.outbox, *notices):
            node, said = leading.considered(node, node.replica.name, entry)
            commands += said
    return node, tuple(commands)


def newest_program(release: Release, version: int) -> Program | None:
    """A message is written as the newest version that is installed writes."""
    del version
    return release.programs[-1]


# ---- rules that a law of the log restates


def judged_again(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """A request that comes again is judged again."""
    refusal = guard(view, entry.request)
    noted = with_verdict(view, Judged(entry.request, refusal))
    return (noted if refusal is not None else replace(noted, version=entry.request.target)), refusal


def refused_and_done(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """A request that is refused is carried out all the same."""
    then, refusal = adjust.judge_adjust(view, entry)
    return replace(then, version=max(then.version, entry.request.target)), refusal


def one_version_skipped(view: View, entry: Adjust) -> tuple[View, Refusal | None]:
    """An accepted request raises the version by two."""
    then, refusal = adjust.judge_adjust(view, entry)
    return (then if then.version == view.version else replace(then, version=then.version + 1)), refusal


def created_ahead(view: View, entry: CreateGroup) -> View | Refusal:
    """A new group begins one version above the cluster."""
    then = groups.judge_create(view, entry)
    if isinstance(then, Refusal):
        return then
    return with_group_versions(then, {entry.group: view.version + 1})


def any_message_will_do(view: View, entry: Message) -> Refusal | None:
    """A message is processed whatever version it was built at, and whatever it needs."""
    del view, entry
    return None


def nobody_is_the_last(view: View, node: str) -> tuple[str, ...]:
    """A node may leave that has the last member of a group."""
    del view, node
    return ()


def lacks_nothing(node: Node, entry: Entry) -> bool:
    """A leader orders a LEAVE without waiting for a report."""
    del node, entry
    return False


def lost_by_the_switch(node: Node, view: View) -> Step:
    """A member that switches is lost."""
    then, said = delivering.switched(node, view)
    kept = tuple(line for line in then.members if line in node.members)
    return replace(then, members=kept), said


# ---- the table


def mistake(  # a line of the table below
    name: str, subject: str, law: str, title: str, *swaps: tuple[Function, Function]
) -> Mistake:
    """A mistake in the implementation; one that the museum tells has its id and its title."""
    return Mistake(name, subject, swaps, title, law)


MEMBER, LEADER, BACK, CUT = "stack-member-crash", "stack-leader-crash", "stack-roll-back", "stack-partition"
OLDER, MESSAGES, LAST, ALARM = "stack-older-joiner", "stack-messages", "stack-last-member", "stack-false-alarm"
ROLL, LATE = "stack-roll", "stack-late-join"

MISTAKES = (
    mistake("M01", LATE, "fenced", "", (roster.fence_at_position, no_fence)),
    mistake("M03", BACK, "durable_floor", "", (stepping.written_first, forgets_the_promise)),
    mistake("M09", BACK, "nobody_left_behind", "", (adjust.guard, the_active_are_capable)),
    mistake("M16", MEMBER, "nobody_left_behind", "", (adjust.judge_adjust, judged_when_asked)),
    mistake("M17", LEADER, "one_version_per_position", "", (delivering.members_at, switches_with_the_cluster)),
    mistake("M18", MESSAGES, "decodable", "", (asking.spoken_by, newest_program)),
    mistake("M26", BACK, "promised", "", (replica.keeps_promise, any_software_starts)),
    mistake("M27", LEADER, "same_switch_order", "", (delivering.deliver, with_the_end_in_mind)),
    mistake("M28", LEADER, "capability", "", (adjust.judge_adjust, carried_out_again)),
    mistake("M29", OLDER, "decodable", "", (entering.fence_at_own_door, open_door)),
    mistake("M30", LEADER, "never_stuck", "", (leading.duties, only_who_ordered_it_tells)),
    mistake("I01", LEADER, "one_history", "Any half is a quorum", (quorum.is_quorum, half_is_enough)),
    mistake("I02", LEADER, "one_leader_per_term", "Any half elects", (quorum.is_quorum, half_is_enough)),
    mistake("I03", LEADER, "delivered_stays", "Any half commits", (quorum.is_quorum, half_is_enough)),
    mistake("I04", ALARM, "names_its_incarnation", "Ends what it finds", (roster.names_recorded, whoever_it_is)),
    mistake("I05", LEADER, "refines_model", "A JOIN of any incarnation", (roster.is_newer, any_incarnation)),
    mistake("I06", ROLL, "nobody_left_behind", "Claims without a promise", (entering.promised, makes_no_promise)),
    mistake("I07", LEADER, "once_per_group", "Judged again", (adjust.judge_adjust, judged_again)),
    mistake("I08", MEMBER, "clean_refusal", "Refused, and done", (adjust.judge_adjust, refused_and_done)),
    mistake("I09", LEADER, "monotone", "A version is skipped", (adjust.judge_adjust, one_version_skipped)),
    mistake("I10", LEADER, "single_flight", "Two steps at once", (adjust.judge_adjust, one_version_skipped)),
    mistake("I11", MESSAGES, "groups_below_cluster", "A group is created ahead", (groups.judge_create, created_ahead)),
    mistake("I12", MESSAGES, "function_gate", "Any message will do", (groups.judge_message, any_message_will_do)),
    mistake(
        "I13",
        LAST,
        "group_active",
        "The last member may leave",
        (roster.losing_their_last_member, nobody_is_the_last),
        (leading.lacks_a_report, lacks_nothing),
    ),
    mistake("I14", LEADER, "switch_keeps_members", "Lost by the switch", (delivering.switched, lost_by_the_switch)),
    mistake("I15", MEMBER, "justified", "Carried out unasked", (adjust.judge_adjust, judged_when_asked)),
)
