"""The clauses of every guard, by guard, and the scenario in which each is tried without: what `--drop` knows.

A clause is a function that answers bool; to drop it is to have it always say yes. Where no run in the scenario breaks a law, `implied_by`
names the clauses that stand in for it there, and dropping those as well shows what it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from upshift.model import adjust, fence, groups, life, membership, ordering


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a guard, where it is tried, and what else stands in for it there (`why` tells how)."""

    guard: str
    function: Callable[..., bool]
    scenario: str
    implied_by: tuple[Callable[..., bool], ...] = ()
    why: str = ""

    @property
    def name(self) -> str:
        """The clause's name is its function's."""
        return self.function.__name__


def always(*_: Any) -> bool:  # noqa: ANN401  # a clause of any parameters
    """What a dropped clause says."""
    return True


CLAUSES = (
    Clause("adjust", adjust.requester_active, "switch-crash"),
    Clause("adjust", adjust.no_adjust_in_progress, "two-steps-skew-two"),
    Clause("adjust", adjust.target_above, "downgrade"),
    Clause("adjust", adjust.target_is_next, "two-steps-skew-two"),
    Clause("adjust", adjust.none_partitioned, "partition-during-switch"),
    Clause("adjust", adjust.none_inactive, "switch-crash"),
    Clause("adjust", adjust.all_claims_known, "cold-start"),
    Clause("adjust", adjust.all_capable, "two-nodes"),
    Clause("adjust", adjust.new_request, "two-requests"),
    Clause("notice", adjust.still_to_tell, "two-steps-skew-two"),
    Clause("fence", fence.not_too_old, "older-joiner"),
    Clause("fence", fence.not_too_new_for_the_cluster, "two-steps-skew-one"),
    Clause("fence", fence.not_too_new_for_a_group, "two-steps-skew-one"),
    Clause("join", membership.configured, "older-joiner"),
    Clause("join", membership.newer_incarnation, "roll-back"),
    Clause("announce", life.promised, "roll-back"),
    Clause("leave", membership.leaves_a_voter, "two-nodes"),
    Clause("leave", membership.leaves_a_member, "two-nodes"),
    Clause("leave", membership.another_reported, "roll-two"),
    Clause("fail", membership.gone, "false-alarm"),
    Clause("fail", membership.names_its_incarnation, "false-alarm"),
    Clause("partition", membership.contact_lost, "false-alarm"),
    Clause("remove", membership.not_serving, "dead-node"),
    Clause("petition", life.learnt_its_end, "roll-back"),
    Clause("order", ordering.keeps_promise, "roll-back"),
    Clause("order", ordering.can_lead, "two-steps-skew-one"),
    Clause("order", ordering.quorum_before, "partition-during-switch"),
    Clause("order", ordering.quorum_after, "two-nodes"),
    Clause("message", groups.version_unchanged, "messages"),
    Clause("message", groups.function_available, "messages"),
)
