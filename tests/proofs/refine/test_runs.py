"""Random runs of machines, which are the same again for the same seed."""

from collections import Counter
from itertools import islice, pairwise

import pytest

from upshift.impl.node import Phase
from upshift.proofs.refine.refinement import durable
from upshift.proofs.refine.runs import THIRD, VERSION_3, apply_3, run
from upshift.proofs.stack.machine import started


def test_the_same_seed_gives_the_same_run() -> None:
    """A run that was found can be looked at again."""
    assert list(run(7, steps=60)) == list(run(7, steps=60))
    assert list(run(7, steps=60)) != list(run(8, steps=60))


def test_each_step_begins_where_the_last_one_ended() -> None:
    """Nothing happens between two steps."""
    steps = list(run(3, steps=120))
    assert 120 == len(steps)
    assert all(one.after == other.before for one, other in pairwise(steps))


@pytest.mark.parametrize("calm", [True, False])
def test_runs_get_somewhere(*, calm: bool) -> None:
    """Nodes join, leave, crash, are put out and compact their logs, and versions are switched."""
    seen: Counter[str] = Counter()
    for seed in range(60):
        for step in run(seed, calm=calm):
            for machine in step.after:
                assert durable(machine) is None
                seen["down"] += machine.node is None
                seen["compacted"] += machine.disk.log.base.position > 0
                seen["switched"] += machine.disk.log.base.view.version > 1
                if machine.node is not None:
                    seen[machine.node.phase.name] += 1
                    seen["serving"] += bool(machine.node.members)
    assert [] == [
        what
        for what in (
            *(Phase[name].name for name in ("STARTED", "JOINING", "MEMBER", "LEAVING")),
            "down",
            "compacted",
            "switched",
            "serving",
        )
        if not seen[what]
    ]


def test_a_machine_that_runs_is_not_started_again() -> None:
    """What does nothing is no step."""
    for step in islice(run(1), 50):
        for machine in step.after:
            if machine.node is not None:
                assert started(machine, machine.release) is None


def test_the_third_release_speaks_versions_2_and_3() -> None:
    """It can say how many words there are, and does all that the second does."""
    assert (("a", "b"), "2") == apply_3(("a", "b"), "sum", "")
    assert (("a", "b"), "2") == apply_3(("a",), "add", "b")
    assert "2..3" == str(THIRD.range)
    assert 3 == VERSION_3.functions["sum"]
