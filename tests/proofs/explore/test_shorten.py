"""Tests of runs made shorter: none of their moves can be left out, and they decide what they decided."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.result import Run
from upshift.proofs.explore.shorten import decides, shortened
from upshift.proofs.explore.system import Eventually, Law, Move, StateLaw, StepLaw, System, Witness
from upshift.proofs.explore.toys import Channel, counter, lossy_channel, table

BOTH = StateLaw[Channel]("one_left", "message 1 has not arrived", lambda s: 1 not in s.arrived)
ROW = st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8)


def taken(system: System[Channel], *labels: str) -> Run[Channel]:
    """The run of the moves with these labels."""
    moves: list[Move[Channel]] = []
    states = list(system.initial)
    for label in labels:
        move, after = next(step for step in system.steps(states[-1]) if step[0].label == label)
        moves.append(move)
        states.append(after)
    return Run(tuple(moves), tuple(states))


def test_what_a_run_does_not_need_is_left_out_with_what_depended_on_it() -> None:
    """The sending of another message, its loss, and its delivery, which could not be made without."""
    system = lossy_channel(2)
    run = taken(system, "send(0)", "lose(0)", "send(1)", "lose(1)", "send(0)", "send(1)", "deliver(0)", "deliver(1)")
    short = shortened(system, BOTH, run)
    assert ["send(1)", "deliver(1)"] == [move.label for move in short.moves]
    assert (3, False) == (len(short.states), BOTH.holds(short.states[-1]))


def test_a_run_that_needs_every_move_stays_as_it_is() -> None:
    """Also one without moves."""
    system = lossy_channel(2)
    run = taken(system, "send(1)", "deliver(1)")
    assert run == shortened(system, BOTH, run)
    nothing = Run[Channel]((), system.initial)
    assert nothing == shortened(system, BOTH, nothing)


def test_a_shorter_run_stays_within_the_bound() -> None:
    """The bound is a part of the system."""
    law = StateLaw[int]("not_four", "four never comes up", lambda n: n != 4)
    system = replace(table((1, None, 2, 4), (3, 2, 3)), within=lambda n: n < 5)
    moves = (system.moves[0], system.moves[1], system.moves[1], system.moves[0])
    run = Run(moves, (0, 1, 2, 3, 4))
    assert (0, 3, 4) == shortened(system, law, run).states
    assert run == shortened(replace(system, within=lambda n: n != 3), law, run)


def test_a_run_that_cannot_be_taken_again_is_refused() -> None:
    """Its moves were on offer with other states than they lead to."""
    system = counter(5, 3)
    law = StateLaw[int]("low", "stays low", lambda n: n < 2)
    with pytest.raises(ReplayError, match=r"^counter\(5, 3\): count\(\) says something else than the offer of it$"):
        shortened(system, law, Run((system.moves[0],), (0, 2)))


def test_a_step_decides_what_is_about_a_step() -> None:
    """A law of states by where it ends, and a law about the end not at all."""
    move = table((1,)).moves[0]
    laws: tuple[tuple[bool, Law[int]], ...] = (
        (True, StateLaw("zero", "is zero", lambda n: n == 0)),
        (False, StateLaw("one", "is one", lambda n: n == 1)),
        (True, StepLaw("still", "stays", lambda before, after: before == after)),
        (True, Witness("moves", "it moves", lambda before, made, after: made is move and before != after)),
        (False, Witness("stays", "it stays", lambda before, _, after: before == after)),
        (False, Eventually("never", "in the end", lambda _: True, lambda _: False)),
    )
    assert [expected for expected, _ in laws] == [decides(law, 0, move, 1) for _, law in laws]


@given(st.lists(ROW, min_size=1, max_size=4), st.lists(st.integers(0, 3), max_size=12))
def test_no_move_of_a_shortened_run_can_be_left_out(rows: list[list[int | None]], picks: list[int]) -> None:
    """And it still ends where the law breaks for the first time."""
    system = table(*rows)
    moves = [system.moves[pick % len(system.moves)] for pick in picks]
    bad = walked(moves).states[-1]
    law = StateLaw[int]("good", "no bad state", lambda n: n != bad)
    short = shortened(system, law, walked(moves, bad))
    assert (bad, False) == (short.states[-1], bad in short.states[:-1])
    assert short == walked(short.moves, bad)
    for place in range(short.steps):
        assert bad not in walked((*short.moves[:place], *short.moves[place + 1 :]), bad).states


def walked(moves: Sequence[Move[int]], end: int | None = None) -> Run[int]:
    """Those of the moves that are enabled in their turn, up to a state."""
    made: list[Move[int]] = []
    states = [0]
    for move in moves:
        after = move.take(states[-1])
        if after is not None and states[-1] != end:
            made.append(move)
            states.append(after)
    return Run(tuple(made), tuple(states))
