"""The model's own laws, judged of machines by way of the state of the model that they stand for, and the refinement."""

from collections.abc import Callable
from typing import Final

from upshift.impl.entries import Adjust
from upshift.impl.log import Log, position_at, view_at
from upshift.impl.views import Status, View, configured, seat_of
from upshift.model.laws.members import switch_keeps_members
from upshift.model.laws.versions import clean_refusal
from upshift.model.state import State
from upshift.proofs.refine.history import Disagreement
from upshift.proofs.refine.mismatch import Mismatch
from upshift.proofs.refine.refinement import Refinement, refinement
from upshift.proofs.stack.laws import Machines
from upshift.proofs.systems import LogLaws

STEP_LAWS: Final = (clean_refusal, switch_keeps_members)
"""Laws of steps that look at each new position by itself, so that a step may order several."""


class Bridge:
    """What the machines of a cluster stand for, and whether their steps are steps of the model."""

    def __init__(self, nodes: tuple[str, ...], groups: tuple[str, ...]) -> None:
        self._refinement: Refinement = refinement(nodes, groups)
        self._logs = LogLaws()

    def stands_for(self, machines: Machines) -> State | None:
        """The state of the model; None if the logs disagree, which is for another law to say."""
        try:
            return self._refinement.abstracted(machines)
        except Disagreement:
            return None

    def of_log(self, law: Callable[[State], bool]) -> Callable[[Machines], bool]:
        """A law of the model's log, as a law of machines."""
        holds = self._logs.of(law)

        def bridged(machines: Machines) -> bool:
            state = self.stands_for(machines)
            return state is None or holds(state)

        return bridged

    def of_step(self, law: Callable[[State, State], bool]) -> Callable[[Machines, Machines], bool]:
        """A law of the model's steps, as a law of the machines' steps."""

        def bridged(before: Machines, after: Machines) -> bool:
            now, then = self.stands_for(before), self.stands_for(after)
            return now is None or then is None or law(now, then)

        return bridged

    def refines_model(self, before: Machines, after: Machines) -> bool:
        """Every step is a step of the model, a few of them, or none."""
        return not isinstance(self._refinement.explained(before, after), Mismatch)

    def why_not(self, before: Machines, after: Machines) -> str | None:
        """Both sides of a step that is no step of the model, lane by lane."""
        told = self._refinement.explained(before, after)
        return str(told) if isinstance(told, Mismatch) else None


# ---- a law of the model that needs the disks


def nobody_left_behind(before: Machines, after: Machines) -> bool:
    """At an accepted switch every configured node is ACTIVE, claims the new version, and has promised its claim."""
    had = max(machine.disk.commit for machine in before)
    disk = max((machine.disk for machine in after), key=lambda disk: disk.commit)
    floors = {machine.name: machine.disk.floor for machine in before}
    return all(
        everybody_ready(view_at(disk.log, p - 1), target, floors)
        for p in range(max(had, disk.log.base.position) + 1, disk.commit + 1)
        if (target := accepted(disk.log, p)) is not None
    )


def accepted(log: Log, p: int) -> int | None:
    """The version to which the position switches the cluster, if it does."""
    here = position_at(log, p)
    raised = here.view.version > view_at(log, p - 1).version
    return here.view.version if raised and isinstance(here.entry, Adjust) else None


def everybody_ready(view: View, target: int, floors: dict[str, int]) -> bool:
    """Every configured node is ACTIVE, can run the version, and has promised what it claims."""
    return all(
        (seat := seat_of(view, one.node)).status is Status.ACTIVE
        and seat.claim is not None
        and target in seat.claim
        and seat.claim.newest <= floors[one.node]
        for one in configured(view)
    )
