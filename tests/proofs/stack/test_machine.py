"""One machine: what is installed, what is on its disk, and what runs on it."""

import pytest

from upshift.impl.commands import Applied, Command, Disk, Stop, Write
from upshift.impl.entering import promised
from upshift.impl.events import AskToLeave, Tick, TimeOut
from upshift.impl.node import Node, Phase, Step
from upshift.impl.programs import Release
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.views import genesis
from upshift.proofs.stack.machine import (
    ORIGINAL,
    Code,
    Machine,
    code_with,
    crashed,
    new_machine,
    obeyed,
    started,
    stepped,
)

ALONE = new_machine("n1", FIRST, genesis(("n1",), 1))


def up(machine: Machine, release: Release = FIRST, code: Code = ORIGINAL) -> Machine:
    """The machine after a release was started on it."""
    turned = started(machine, release, code)
    assert turned is not None
    return turned[0]


def after(machine: Machine, *events: TimeOut | Tick | AskToLeave) -> Machine:
    """The machine after some events."""
    for event in events:
        turned = stepped(machine, event)
        assert turned is not None
        machine = turned[0]
    return machine


def test_what_was_written_is_on_the_disk() -> None:
    """The incarnation is there before anything else is done."""
    running = up(ALONE)
    assert (0, 1) == (ALONE.disk.incarnation, running.disk.incarnation)
    assert running.node is not None
    assert Phase.STARTED is running.node.phase


def test_a_machine_runs_one_process_or_none() -> None:
    """A process is started once, and only one that runs does something."""
    assert stepped(ALONE, Tick()) is None
    assert crashed(ALONE) is None
    assert started(up(ALONE), FIRST) is None


def test_a_crash_keeps_the_disk_and_nothing_else() -> None:
    """What comes up then may be another release."""
    leader = after(up(ALONE), TimeOut())
    assert leader.node is not None
    assert Phase.MEMBER is leader.node.phase
    off = crashed(leader)
    assert off is not None
    assert (None, leader.disk) == (off.node, off.disk)
    again = up(off, SECOND)
    assert (SECOND, 2) == (again.release, again.disk.incarnation)


def test_what_is_sent_is_told_and_a_process_that_wants_to_stop_is_gone() -> None:
    """The commands are obeyed in their order."""
    two = up(new_machine("n2", FIRST, genesis(("n1", "n2"), 1)))
    turned = stepped(two, Tick())
    assert turned is not None
    assert ["n1"] == [to for to, _ in turned[1]]
    disk = Disk(9, None, two.disk.log, 0, 1, 1, Applied(0))
    commands: tuple[Command, ...] = (Write(disk), Stop(None))
    assert (Machine("n2", FIRST, disk, None), (), commands) == obeyed(two, commands)


def test_code_is_the_original_or_another() -> None:
    """What is replaced is replaced wherever the implementation calls it, and in the other code only."""
    assert code_with({}) is ORIGINAL
    lazy = code_with({promised: lambda replica: replica})
    machine = up(ALONE, SECOND, lazy)
    turned = stepped(machine, TimeOut(), lazy)
    assert turned is not None
    assert 1 == turned[0].disk.floor
    honest = stepped(machine, TimeOut())
    assert honest is not None
    assert 2 == honest[0].disk.floor


def test_only_the_implementation_can_be_replaced() -> None:
    """Anything else would change nothing, in silence."""

    def elsewhere(node: Node) -> Step:
        return node, ()

    with pytest.raises(LookupError):
        code_with({elsewhere: elsewhere})
