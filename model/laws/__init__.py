"""The laws of the protocol.

Read `versions` (what rises along the log), `members` (what runs where), `liveness` (what must happen), `witnesses`
(what must be seen). A law's name is its function's name, everywhere. STATE laws are judged in every state, STEP laws of
every step (before, after), EVENTUALLY laws on weakly fair runs. Where several break at once the first in this order is
named: the ones that users feel come first, those that restate the guard last. In this system one log makes
`one_history` true by construction; it earns its keep where the log is made of messages.
"""

from upshift.model.laws.liveness import (
    all_groups_follow,
    all_groups_follow_when,
    answered,
    answered_when,
    capable_joiner_admitted,
    capable_joiner_admitted_when,
    settled_at,
)
from upshift.model.laws.members import (
    capability,
    decodable,
    durable_floor,
    fenced,
    group_active,
    group_keeps_running,
    one_history,
    one_version_per_position,
    same_switch_order,
    switch_keeps_members,
    voter_capability,
)
from upshift.model.laws.versions import (
    clean_refusal,
    function_gate,
    groups_below_cluster,
    justified,
    monotone,
    nobody_left_behind,
    once_per_group,
    single_flight,
)

LOG_LAWS = (
    monotone,
    single_flight,
    groups_below_cluster,
    fenced,
    group_active,
    function_gate,
    once_per_group,
    justified,
)
"""State laws that speak of the log alone."""

NODE_LAWS = (
    capability,
    same_switch_order,
    one_version_per_position,
    durable_floor,
    group_keeps_running,
)
"""State laws that look at the nodes too."""

STATE = (*NODE_LAWS, *LOG_LAWS)
STEP = (decodable, nobody_left_behind, voter_capability, switch_keeps_members, one_history, clean_refusal)
EVENTUALLY = (
    (answered_when, answered),
    (all_groups_follow_when, all_groups_follow),
    (capable_joiner_admitted_when, capable_joiner_admitted),
)

__all__ = ["EVENTUALLY", "LOG_LAWS", "NODE_LAWS", "STATE", "STEP", "group_keeps_running", "settled_at"]
