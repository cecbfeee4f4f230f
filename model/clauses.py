"""The clauses of every guard, by guard, and the scenario in which each is tried without: what `--drop` knows.

A clause is a function that answers bool; to drop it is to have it always say yes. Where no run in the scenario breaks a
law, `implied_by` names the clauses that stand in for it there, and dropping those as well shows what it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from upshift.model import adjust, fence, groups, life, membership, ordering


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a guard, where it is tried without, and what stands in for it there if no law breaks.

    `law` is the law that tells what the clause is for ("": whichever breaks first).
    """

    guard: str
    function: Callable[..., bool]
    scenario: str
    law: str = ""
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
    # adjust: the claims' checks, and what they do not name
    Clause("adjust", adjust.requester_active, "switch-crash"),
    Clause("adjust", adjust.no_adjust_in_progress, "two-steps-skew-two"),
    Clause("adjust", adjust.target_above, "downgrade"),
    Clause("adjust", adjust.target_is_next, "two-steps-skew-two"),
    Clause("adjust", adjust.none_partitioned, "partition-during-switch", law="nobody_left_behind"),
    Clause("adjust", adjust.none_inactive, "switch-crash", law="nobody_left_behind"),
    Clause("adjust", adjust.all_claims_known, "cold-start", law="nobody_left_behind"),
    Clause("adjust", adjust.all_capable, "two-nodes", law="capability"),
    Clause("adjust", adjust.new_request, "two-requests"),
    Clause("notice", adjust.still_to_tell, "two-steps-skew-two"),
    # the doors
    Clause("fence", fence.not_too_old, "older-joiner", law="capability"),
    Clause(
        "fence",
        fence.not_too_new_for_the_cluster,
        "two-steps-skew-one",
        implied_by=(fence.not_too_new_for_a_group,),
        why="A group is never above the cluster, so software that goes down to every group goes down to that.",
    ),
    Clause("fence", fence.not_too_new_for_a_group, "two-steps-skew-one", law="capability"),
    Clause(
        "join",
        membership.configured,
        "older-joiner",
        why="Who joins unasked is fenced like anyone: the clause keeps the operator's word, no version depends on it.",
    ),
    Clause("join", membership.newer_incarnation, "roll-back", law="nobody_left_behind"),
    Clause("announce", life.promised, "roll-back", law="nobody_left_behind"),
    Clause("petition", life.learnt_its_end, "roll-back", law="nobody_left_behind"),
    # stopping, and being put out
    Clause(
        "leave",
        membership.leaves_a_voter,
        "two-nodes",
        implied_by=(ordering.quorum_after, membership.leaves_a_member, membership.another_reported),
        why="A view without voters has no quorum, and the last node is the last member of its groups too.",
    ),
    Clause(
        "leave",
        membership.leaves_a_member,
        "false-alarm",
        implied_by=(membership.another_reported,),
        why="Another member that has reported is on an ACTIVE node.",
    ),
    Clause("leave", membership.another_reported, "roll-two"),
    Clause("fail", membership.gone, "false-alarm"),
    Clause("fail", membership.names_its_incarnation, "false-alarm"),
    Clause("partition", membership.contact_lost, "false-alarm"),
    Clause("remove", membership.not_serving, "dead-node"),
    # who orders
    Clause("order", ordering.keeps_promise, "roll-back", law="voter_capability"),
    Clause("order", ordering.can_lead, "two-steps-skew-one"),
    Clause("order", ordering.quorum_before, "two-nodes"),
    Clause("order", ordering.quorum_after, "two-nodes"),
    # messages
    Clause("message", groups.version_unchanged, "messages"),
    Clause("message", groups.function_available, "messages"),
)
