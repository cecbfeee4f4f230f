"""The guard of ADJUST_VERSION: its clauses, in the order in which they are judged, and the refusals (protocol 4).

The same guard serves the fast check on the requester's own view and the judgement at the entry's position.
"""

from upshift.model.versions import supports
from upshift.model.views import Group, Refusal, Request, Status, View, active_as


def requester_active(view: View, request: Request) -> bool:
    """The incarnation that asks is ACTIVE."""
    return active_as(view, request.node, request.incarnation)


def no_adjust_in_progress(view: View) -> bool:
    """Every group has been told of the version in force."""
    return all(view.version <= group.version for group in view.groups.values() if group.exists)


def target_above(view: View, target: int) -> bool:
    """There is something to adjust."""
    return view.version < target


def target_is_next(view: View, target: int) -> bool:
    """One step at a time."""
    return target <= view.version + 1


def none_partitioned(view: View) -> bool:
    """Contact is lost with no configured node (claim 9)."""
    return all(seat.status is not Status.PARTITIONED for seat in view.roster.values())


def none_inactive(view: View) -> bool:
    """No configured node has left or failed (claim 8)."""
    return all(seat.status is not Status.INACTIVE for seat in view.roster.values())


def all_claims_known(view: View) -> bool:
    """Every configured node has said what it can run: unknown blocks."""
    return all(seat.claim is not None for seat in view.roster.values() if seat.status is not Status.ABSENT)


def all_capable(view: View, target: int) -> bool:
    """Every configured node that has said what it can run can run the target (claim 10)."""
    return all(
        seat.claim is None or supports(seat.claim, target)
        for seat in view.roster.values()
        if seat.status is not Status.ABSENT
    )


def refusal(view: View, request: Request) -> Refusal | None:
    """The first clause that fails gives the reason; None accepts."""
    if not requester_active(view, request):
        return Refusal.NOT_A_MEMBER
    if not no_adjust_in_progress(view):
        return Refusal.ADJUST_IN_PROGRESS
    if not target_above(view, request.target):
        return Refusal.NOTHING_TO_ADJUST
    if not target_is_next(view, request.target):
        return Refusal.BAD_TARGET
    if not none_partitioned(view):
        return Refusal.PARTITIONED
    if not none_inactive(view):
        return Refusal.NODE_INACTIVE
    if not (all_claims_known(view) and all_capable(view, request.target)):
        return Refusal.NODE_INCAPABLE
    return None


def verdict(view: View, request: Request) -> Refusal | None:
    """What an ordered request comes to at its position (claims 8-10)."""
    return refusal(view, request)


def new_request(view: View, request: Request) -> bool:
    """The ledger does not know the id: a known id repeats its verdict and changes nothing."""
    judged = view.ledger[request.node]
    return (
        judged is None
        or judged.request.incarnation < request.incarnation
        or (judged.request.incarnation == request.incarnation and judged.request.number < request.number)
    )


def still_to_tell(view: View, g: Group, to: int) -> bool:
    """The group is one step below the cluster version, and that is the version the notice is about."""
    return view.version == to and view.groups[g].version == to - 1
