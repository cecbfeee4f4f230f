"""The log as it stands on the disks."""

from dataclasses import replace

import pytest

from upshift.impl.commands import Disk
from upshift.impl.entries import CreateGroup, Entry, Join, Opening
from upshift.impl.log import Base, Log, Record, compacted, extended
from upshift.impl.node import new_disk
from upshift.impl.versions import Range
from upshift.impl.views import genesis
from upshift.model.normal import DELIVERED
from upshift.model.views import Group, Node, Reason
from upshift.proofs.refine.history import KEPT, Archive, ById, Disagreement
from upshift.proofs.refine.words import Words

BLANK = new_disk(genesis(("n1", "n2"), 1))
JOINS = (Join("n1", 1, Range(1, 1)), Opening(), Join("n2", 1, Range(1, 1)))


def archive() -> Archive:
    """An archive that has translated nothing yet."""
    return Archive(Words((Node("n1"), Node("n2")), (Group("A"),)))


def disk_with(entries: tuple[Entry, ...], commit: int) -> Disk:
    """A disk with these entries, some of which are committed."""
    return replace(BLANK, log=extended(BLANK.log, (Record(1, entry) for entry in entries)), commit=commit)


def from_later(disk: Disk, p: int) -> Disk:
    """The disk without what stands before a position."""
    return replace(disk, log=compacted(disk.log, p))


def test_only_what_is_committed_counts() -> None:
    """The longest committed prefix that some disk knows; an opening takes no position."""
    kept = archive()
    short, long = kept.stretch(disk_with(JOINS, 1)), kept.stretch(disk_with(JOINS, 3))
    assert [DELIVERED.reason, Reason.JOIN] == [each.entry.reason for each in kept.history((short,)).log]
    both = kept.history((short, long))
    assert [DELIVERED.reason, Reason.JOIN, Reason.JOIN] == [each.entry.reason for each in both.log]
    assert (JOINS[0], JOINS[2]) == both.taken
    assert (0, 1, 1, 2) == both.places
    assert {("n1", 1): 1, ("n2", 1): 2} == both.joins


def test_equal_disks_have_the_same_stretch() -> None:
    """What was translated once is known again, also where another object says it."""
    kept = archive()
    assert kept.stretch(disk_with(JOINS, 3)) is kept.stretch(disk_with(JOINS, 3))
    assert kept.stretch(disk_with(JOINS, 3)) is not kept.stretch(disk_with(JOINS, 2))


def test_a_prefix_is_taken_from_whoever_has_it() -> None:
    """One disk begins at a snapshot, and another has what stands before."""
    kept, whole = archive(), disk_with(JOINS, 3)
    stretches = (kept.stretch(from_later(whole, 2)), kept.stretch(disk_with(JOINS, 2)))
    assert kept.history((kept.stretch(whole),)).log == kept.history(stretches).log


def test_what_nobody_has_is_where_the_log_begins() -> None:
    """A disk that is behind all of that has no place in it but the first."""
    kept, whole = archive(), disk_with(JOINS, 3)
    history = kept.history((kept.stretch(from_later(whole, 3)), kept.stretch(disk_with(JOINS, 1))))
    assert (3, 1) == (history.start, len(history.log))
    assert 0 == history.place_of(1)


def test_a_history_can_be_told_from_a_later_position_on() -> None:
    """Two states are compared from the same position on."""
    kept = archive()
    stretches = (kept.stretch(disk_with(JOINS, 3)),)
    assert (JOINS[2],) == kept.history(stretches, 1).taken
    assert kept.history(stretches).last is kept.history(stretches, 1).last


def test_two_disks_that_do_not_agree_are_found() -> None:
    """Another entry at one position, though the view after it may be the same, or another view where one begins."""
    kept = archive()
    one = kept.stretch(disk_with(JOINS, 3))
    with pytest.raises(Disagreement, match="different entries at position 2"):
        kept.history((one, kept.stretch(disk_with((JOINS[0], JOINS[0]), 2))))
    with pytest.raises(Disagreement, match="different views after position 1"):
        kept.history((one, kept.stretch(disk_with((CreateGroup("A", ("n1",)),), 1))))
    elsewhere = replace(BLANK, log=Log(Base(2, 1, BLANK.log.base.view)), commit=2)
    with pytest.raises(Disagreement, match="different views after position 2"):
        kept.history((one, kept.stretch(elsewhere)))


def test_what_is_known_by_who_it_is_is_forgotten_in_the_end() -> None:
    """The memory is bounded; what is asked for again is found out again."""
    known: ById[int] = ById()
    first = [object() for _ in range(KEPT)]
    for i, each in enumerate(first):
        known.put(i, each)
    assert (7, None) == (known.get(first[7]), known.get(object()))
    known.put(0, object())
    assert known.get(first[7]) is None
