"""What follows from an exploration."""

from dataclasses import replace

import pytest

from upshift.cli.errors import Exit
from upshift.cli.outcome import Question, extent, in_words, outcome, saved, summary
from upshift.proofs.explore import explore
from upshift.proofs.explore.effort import Levels
from upshift.proofs.explore.result import (
    Bounded,
    Complete,
    Finding,
    ProvedForAll,
    Run,
    Sampled,
    Truncated,
    Unknown,
    Verdict,
)
from upshift.proofs.explore.system import Eventually, Law, StateLaw, Witness
from upshift.proofs.explore.toys import dining_philosophers, lock, table

HOLDS = StateLaw[int]("small", "the number is small", lambda n: n < 9)
NEVER = Witness[int]("arrives", "the number is 9", lambda _, __, after: after == 9)
VACUOUS = Eventually[int]("grows", "from 9 on it grows", lambda n: n == 9, lambda n: n > 9)
SYSTEM = table((1,), laws=(HOLDS, NEVER, VACUOUS))
PLAIN = Question("table")


def test_a_witness_that_is_never_seen_does_not_hold() -> None:
    """Nor does a law whose trigger never comes; everything else is established."""
    found = outcome(PLAIN, SYSTEM, explore(SYSTEM))
    assert [("small", True, False), ("grows", None, True)] == [(one.name, one.holds, one.vacuous) for one in found.laws]
    assert [("arrives", False)] == [(one.name, one.seen) for one in found.witnesses]
    assert (False, Exit.DIFFERS) == (found.holds, found.exit)


def test_of_a_broken_protocol_no_witness_is_asked_for() -> None:
    """Only what breaks counts."""
    found = outcome(replace(PLAIN, mutation="M01"), SYSTEM, explore(SYSTEM))
    assert (True, Exit.AS_EXPECTED) == (found.holds, found.exit)


@pytest.mark.parametrize("law", [NEVER, VACUOUS])
def test_a_law_that_is_asked_for_by_name_must_be_seen(law: Law[int]) -> None:
    """Also of a broken protocol: whoever asks whether it arrives is not told yes when it never does."""
    system = replace(SYSTEM, laws=(law,))
    found = outcome(replace(PLAIN, mutation="M01", law=law.name), system, explore(system))
    assert (False, Exit.DIFFERS) == (found.holds, found.exit)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (Exit.NOT_ESTABLISHED, Truncated("memory")),
        (Exit.NOT_ESTABLISHED, Unknown("why")),
        (Exit.INTERRUPTED, Truncated("interrupted")),
    ],
)
def test_what_is_not_established_never_holds(code: Exit, verdict: Verdict) -> None:
    """No law, and no witness is said to be missing."""
    found = outcome(PLAIN, SYSTEM, replace(explore(SYSTEM), verdict=verdict))
    assert {None} == {one.holds for one in found.laws} | {one.seen for one in found.witnesses}
    assert (False, code) == (found.holds, found.exit)


def test_a_broken_law_weighs_more_than_a_budget() -> None:
    """It is broken whatever the rest may be."""
    system = dining_philosophers(3)
    found = outcome(Question("p"), system, replace(explore(system), verdict=Truncated("states")))
    assert Exit.DIFFERS == found.exit
    assert found.shown is not None
    assert "never_stuck" == found.shown.law.name


def test_each_verdict_has_its_words() -> None:
    """And only two of them claim anything."""
    assert "Complete: every state within the bounds (none) was visited." == in_words("lock", Complete())
    assert "ProvedForAll." == in_words("lock", ProvedForAll())


def test_the_summary_counts_and_tells_what_was_never_done() -> None:
    """An action that nobody takes is worth a look."""
    system = replace(lock(1), moves=lock(1).moves[1:])
    lines = list(summary(explore(replace(system, laws=()))))
    assert lines[0].startswith("1 state, 0 transitions, depth 1, 0 successors cut by the bounds, ")
    assert "never taken: grant, release" == lines[1]


def test_a_run_that_cannot_be_written_as_data_is_not_saved() -> None:
    """Its labels are shown in place of it."""
    law = StateLaw[tuple[int, ...]]("any", "anything", lambda _: False)
    assert saved(PLAIN, Finding(law, Run((), ((1, 2),)))) is None


def test_how_far_was_looked_is_told_of_what_was_judged_so_far() -> None:
    """Of a law that broke nothing and is about the end nothing is; and nothing at all once a law has broken."""
    laws: tuple[Law[int], ...] = (HOLDS, VACUOUS)
    system = replace(SYSTEM, laws=laws, effort=Levels(1))
    assert ["in 1 level", ""] == [line.so_far for line in outcome(PLAIN, system, explore(system)).laws]
    never = StateLaw[int]("never", "never", lambda _: False)
    broken = replace(system, laws=(*laws, never))
    assert ["", "", ""] == [line.so_far for line in outcome(PLAIN, broken, explore(broken)).laws]
    assert ["", "in 2 levels", "in 1 run"] == [extent(verdict) for verdict in (Complete(), Bounded(2), Sampled(1, 7))]


def test_one_random_run_is_one() -> None:
    """In words."""
    assert "Sampled(1, seed 7): 1 random run (none) was taken; " in in_words("lock", Sampled(1, 7))
