"""A saved trace, run again: every move is taken, every state compared, and the law is decided at the end as it was."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar, assert_never

from upshift.proofs.blame import BlameError, why_disabled
from upshift.proofs.difference import Change, changes
from upshift.proofs.explore.liveness import stays
from upshift.proofs.explore.result import Finding, Run
from upshift.proofs.explore.system import (
    Eventually,
    Kind,
    Law,
    Move,
    Reachable,
    StateLaw,
    StepLaw,
    System,
    Witness,
    nothing,
)
from upshift.proofs.trace.plain import encode
from upshift.proofs.trace.saved import LAW_KINDS, SavedMove, SavedTrace, save
from upshift.proofs.trace.schema import describe, rebuild
from upshift.proofs.trace.shape import Hint, Plain, TraceError, kind_of

S = TypeVar("S")

FEW = 3
"""So many differences of a state are named."""


def replay(saved: SavedTrace, system: System[S]) -> Finding[S]:
    """The finding that was saved, found again in the system as it is now.

    The system's bound is no matter: it limits a search, and a run that leaves it is a run all the same.

    Raises:
        TraceError: a name is unknown, a move is not enabled, a state is another one, the law is not decided so, or
            what the trace says of all that is not what the model says.
    """
    law = _law(saved, system)
    if saved.loop is not None and not isinstance(law, Eventually):
        raise TraceError(f"loop: {law.name} is of the kind {saved.law_kind!r}: no run that goes on for ever decides it")
    hint = _hint(saved, system)
    run = _walked(saved, system, hint)
    if not decides(system, law, run):
        ending = "is not seen in the last step" if isinstance(law, Witness) else "is not broken at the end"
        raise TraceError(f"{law.name} {ending}, though every step is as it was saved")
    finding = Finding(law, run)
    _as_told(saved, save(finding, saved.scenario, saved.dropped, saved.mutation, hint, shown_as=system.shown))
    return finding


def _as_told(saved: SavedTrace, now: SavedTrace) -> None:
    """The words of the trace, its blame, its actors and all else are what would be saved now."""
    apart = changes(encode(saved), encode(now))
    if apart:
        raise TraceError(f"every step is as it was saved, but what is told of it is not (saved -> now): {_few(apart)}")


def _law(saved: SavedTrace, system: System[S]) -> Law[S]:
    """The law of that name and kind."""
    laws = {law.name: law for law in system.laws}
    if saved.law not in laws:
        raise TraceError(f"{system.name} has no law {saved.law!r}{_nearest(saved.law, laws)}")
    law = laws[saved.law]
    if LAW_KINDS[type(law)] != saved.law_kind:
        raise TraceError(f"{law.name} was a law of the kind {saved.law_kind!r}, and is {LAW_KINDS[type(law)]!r} now")
    return law


def _nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like this one, as the end of a sentence."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.0)
    return f"; the nearest is {close[0]!r}" if close else ""


def _hint(saved: SavedTrace, system: System[S]) -> Hint:
    """The type of what is shown of the system's states, which must be the one that was saved."""
    try:
        hint = kind_of(system.shown(system.initial[0]))
    except TraceError:
        hint = rebuild(saved.state_type, saved.types)
    if describe(hint) != (saved.state_type, saved.types):
        told = "; ".join(map(str, changes(saved.types, describe(hint)[1])[:FEW]))
        raise TraceError(f"the type of the states is not what it was: {told or describe(hint)[0]}")
    return hint


# ---- the run


def _walked(saved: SavedTrace, system: System[S], hint: Hint) -> Run[S]:
    """The run, each state being the one that was recorded."""
    recorded = saved.states[0]
    starts = [state for state in system.initial if encode(system.shown(state), hint) == recorded]
    if not starts:
        near = _differences(recorded, [encode(system.shown(state), hint) for state in system.initial])
        raise TraceError(f"no initial state of {system.name} is the one that was saved (saved -> now): {near}")
    moves: list[Move[S]] = []
    states = [starts[0]]
    for step, (saved_move, expected) in enumerate(zip(saved.moves, saved.states[1:], strict=True), 1):
        where = f"step {step}, {saved_move.label}"
        move, after = _taken(system, hint, states[-1], saved_move, expected, where=where)
        moves.append(move)
        states.append(after)
    return Run(tuple(moves), tuple(states), saved.loop)


def _taken(
    system: System[S], hint: Hint, state: S, saved_move: SavedMove, expected: Plain, *, where: str
) -> tuple[Move[S], S]:
    """The move of that label that leads to the state that was recorded, and that state."""
    whose = (saved_move.actor, saved_move.kind)
    known = (*system.moves, *(move for move, _ in system.offers(state)))
    candidates = [move for move in known if move.label == saved_move.label]
    candidates.sort(key=lambda move: (move.actor, move.kind) != whose)
    if not candidates:
        here = "" if system.offers is nothing else ", or it is not on offer there"
        raise TraceError(f"{where}: there is no such move{here}{_nearest(saved_move.label, [m.label for m in known])}")
    enabled = [(move, after) for move in candidates if (after := move.take(state)) is not None]
    if not enabled:
        raise TraceError(f"{where}: is not enabled{_why(candidates[0], state)}")
    for move, after in enabled:
        if encode(system.shown(after), hint) == expected:
            return move, after
    near = _differences(expected, [encode(system.shown(after), hint) for _, after in enabled])
    raise TraceError(f"{where}: the state after it is another one (saved -> now): {near}")


def _why(move: Move[S], state: S) -> str:
    """The clause that disables a move, as the end of a sentence."""
    try:
        told = why_disabled(move.take, state)
    except BlameError:
        return ""
    return f": {told.lines()[0]}" if told is not None else ""


def _differences(recorded: Plain, found: Sequence[Plain]) -> str:
    """Where the recorded state differs from the one that is most like it."""
    return _few(min((changes(recorded, state) for state in found), key=len))


def _few(apart: Sequence[Change]) -> str:
    """The first of the differences, and how many more there are."""
    more = f" and {len(apart) - FEW} more" if len(apart) > FEW else ""
    return "; ".join(map(str, apart[:FEW])) + more


# ---- the law at the end


def decides(system: System[S], law: Law[S], run: Run[S]) -> bool:
    """The run breaks the law, or shows what a witness asks for.

    For `Reachable` all that can be reached without faults is searched from the last state on, within the bound.
    """
    match law:
        case StateLaw():
            return not law.holds(run.states[-1])
        case StepLaw():
            return run.steps > 0 and not law.holds(*run.states[-2:])
        case Witness():
            return run.steps > 0 and law.seen(run.states[-2], run.moves[-1], run.states[-1])
        case Eventually():
            return stays(system, law, run)
        case Reachable():
            return _out_of_reach(system, law, run.states[-1])
        case _:
            assert_never(law)


def _out_of_reach(system: System[S], law: Reachable[S], start: S) -> bool:
    """No run without faults leads from the state to the goal."""
    waiting = [system.canonical(start)]
    seen = set(waiting)
    while waiting:
        state = waiting.pop()
        if law.goal(state):
            return False
        for after in (after for move, after in system.steps(state) if move.kind is not Kind.FAULT):
            canonical = system.canonical(after)
            if canonical not in seen and system.within(canonical):
                seen.add(canonical)
                waiting.append(canonical)
    return True
