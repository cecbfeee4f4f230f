"""The fence: the one rule at every door by which a node can enter (protocol 5).

First join, rejoin, restart, merge and snapshot ask the same question, each at its own place: `catch_up` before the node
decodes anything of the cluster's state, and the judgement of a JOIN or MERGE at its position.
"""

from upshift.model.versions import Range
from upshift.model.views import Refusal, View


def not_too_old(view: View, claim: Range) -> bool:
    """The software goes up to every version in use; a version in use is never above the cluster version."""
    return view.version <= claim.newest


def not_too_new_for_the_cluster(view: View, claim: Range) -> bool:
    """The software still goes down to the cluster version."""
    return claim.oldest <= view.version


def not_too_new_for_a_group(view: View, claim: Range) -> bool:
    """The software still goes down to the version in use of every group, hosted on the node or not."""
    return all(claim.oldest <= group.version for group in view.groups.values() if group.exists)


def fence(view: View, claim: Range) -> Refusal | None:
    """Why software with this range may not enter at this view, or None."""
    if not not_too_old(view, claim):
        return Refusal.SOFTWARE_TOO_OLD
    if not (not_too_new_for_the_cluster(view, claim) and not_too_new_for_a_group(view, claim)):
        return Refusal.SOFTWARE_TOO_NEW
    return None


def fence_at_snapshot(view: View, claim: Range) -> Refusal | None:
    """The joiner's own door: versions come first in a snapshot, and are checked before anything else is decoded."""
    return fence(view, claim)


def fence_at_first_join(view: View, claim: Range) -> Refusal | None:
    """The cluster's door for a node that it has never had, judged at the JOIN's position."""
    return fence(view, claim)


def fence_at_rejoin(view: View, claim: Range) -> Refusal | None:
    """The cluster's door for a node that it has had before, judged at the JOIN's position."""
    return fence(view, claim)


def fence_at_merge(view: View, claim: Range) -> Refusal | None:
    """The cluster's door for a MERGE, judged at its position."""
    return fence(view, claim)
