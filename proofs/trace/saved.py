"""A counterexample as a value that outlives the program: names, labels and plain data, and its form as JSON.

Nothing in it is code. The moves are known by their labels, so a trace survives a change of the model that leaves their
names alone; the types of the state come along, so it can be shown and converted where the model is not at hand.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, assert_never

from upshift.proofs.blame import Blame, BlameError, blame, explained
from upshift.proofs.explore.result import Finding
from upshift.proofs.explore.system import (
    Eventually,
    Kind,
    Law,
    Move,
    Reachable,
    StateLaw,
    StepLaw,
    Witness,
    shown,
    unchanged,
)
from upshift.proofs.trace.plain import decode, encode, readable
from upshift.proofs.trace.schema import describe, rebuild
from upshift.proofs.trace.shape import Hint, Plain, TraceError, Value, kind_of, refusing

S = TypeVar("S")

SCHEMA: Final = "upshift.trace/1"

LAW_KINDS: Final[Mapping[type, str]] = {
    StateLaw: "always",
    StepLaw: "step",
    Eventually: "eventually",
    Reachable: "reachable",
    Witness: "sometimes",
}


@dataclass(frozen=True, slots=True)
class SavedMove:
    """A move by its name and its arguments as they print, with the lane that it belongs to and who makes it."""

    action: str
    arguments: tuple[str, ...]
    actor: str
    kind: Kind

    @property
    def label(self) -> str:
        """The label of the move that was saved."""
        return f"{self.action}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class SavedTrace:
    """A law and the run that decides it, in a scenario as it is, with clauses dropped, or with a mutation.

    `states[i + 1]` is what `moves[i]` made of `states[i]`, as plain data of the type `state_type`, whose names `types`
    defines. With a `loop` the run goes back to that state and on for ever; if that is the last one, it stutters.
    """

    schema: str
    scenario: str
    dropped: tuple[str, ...]
    mutation: str | None
    law: str
    law_kind: str
    says: str
    blame: Blame | None
    state_type: str
    types: object
    moves: tuple[SavedMove, ...]
    loop: int | None
    states: tuple[object, ...]

    def typed(self) -> tuple[Value, ...]:
        """The states as values of the type rebuilt, fit to be compared and shown.

        Raises:
            TraceError: they are not of that type.
        """
        hint = rebuild(self.state_type, self.types)
        return tuple(decode(hint, state, f"states[{place}]") for place, state in enumerate(self.states))


def save(
    finding: Finding[S],
    scenario: str,
    dropped: tuple[str, ...] = (),
    mutation: str | None = None,
    state_type: Hint = None,
    *,
    shown_as: Callable[[S], Any] = unchanged,
) -> SavedTrace:
    """The finding as a value to keep, with each state `shown_as` the system shows it.

    `state_type` is the type of that, and is needed only where it does not tell its type, as a tuple.

    Raises:
        TraceError: the states cannot be written as plain data and read back.
    """
    law, run = finding.law, finding.run
    told = tuple(map(shown_as, run.states))
    hint = kind_of(told[0]) if state_type is None else state_type
    text, types = describe(hint)
    states = tuple(encode(state, hint) for state in told)
    for place, (state, data) in enumerate(zip(told, states, strict=True)):
        if decode(hint, data, f"states[{place}]") != state:
            raise TraceError(f"states[{place}]: what is written is not what is read back")
    return SavedTrace(
        schema=SCHEMA,
        scenario=scenario,
        dropped=dropped,
        mutation=mutation,
        law=law.name,
        law_kind=LAW_KINDS[type(law)],
        says=law.says,
        blame=_blamed(law, run.states),
        state_type=text,
        types=types,
        moves=tuple(map(_saved_move, run.moves)),
        loop=run.loop,
        states=states,
    )


def _saved_move(move: Move[S]) -> SavedMove:
    """The move by its names."""
    return SavedMove(move.action, tuple(map(shown, move.arguments)), move.actor, move.kind)


def _blamed(law: Law[S], states: tuple[S, ...]) -> Blame | None:
    """The clause of the law that is false at the end of the run, or what the law says of that; a witness has none.

    A run is worth keeping also where its clause cannot be named, and then says why.
    """
    own = _explained(law, states)
    if own is not None:
        return own
    try:
        match law:
            case StateLaw(holds=holds):
                return blame(holds, states[-1])
            case StepLaw(holds=holds_of_step):
                return blame(holds_of_step, *states[-2:])
            case Eventually(then=then):
                return blame(then, states[-1])
            case Reachable(goal=goal):
                return blame(goal, states[-1])
            case Witness():
                return None
            case _:
                assert_never(law)
    except BlameError as error:
        return Blame((law.name,), f"the clause, which cannot be named ({error}),", truth=False)


def _explained(law: Law[S], states: tuple[S, ...]) -> Blame | None:
    """What the law says of the end of the run, if it explains itself."""
    match law:
        case StateLaw(explain=Callable() as explain):
            text = explain(states[-1])
        case StepLaw(explain=Callable() as explain_step):
            text = explain_step(*states[-2:])
        case _:
            return None
    return explained(text) if text else None


# ---- JSON


def to_json(saved: SavedTrace) -> str:
    """The trace as JSON, one line for each move and each state: fit to be read, searched and compared."""
    members = [f" {json.dumps(name)}: {_lines(value)}" for name, value in encode(saved).items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _lines(value: Plain) -> str:
    """A list or object with objects in it on several lines; anything else on one."""
    match value:
        case [dict(), *_]:
            return "[\n" + ",\n".join(f"  {json.dumps(each)}" for each in value) + "\n ]"
        case _:
            return json.dumps(value)


def to_line(saved: SavedTrace) -> str:
    """The trace as JSON on one line."""
    return json.dumps(encode(saved), separators=(",", ":"))


def from_json(text: str) -> SavedTrace:
    """The trace that is written there.

    Raises:
        TraceError: it is broken, cut off, or no trace.
    """
    return from_data(parse(text))


def parse(text: str) -> Plain:
    """What the JSON says.

    Raises:
        TraceError: it is no JSON, or not fit to be shown.
    """
    try:
        return readable(json.loads(text))
    except json.JSONDecodeError as error:
        ends = error.pos > len(text.rstrip()) - len("false") or error.msg.startswith("Unterminated")
        cut_off = "; is the file cut off?" if ends else ""
        raise TraceError(f"broken JSON: {error.msg.removesuffix(' at')} at line {error.lineno}{cut_off}") from error
    except (ValueError, RecursionError) as error:
        raise TraceError(f"broken JSON: {error}") from error


@refusing()
def from_data(data: Plain) -> SavedTrace:
    """The trace that the plain data is, with everything checked that can be checked without the model.

    Raises:
        TraceError: it is none.
    """
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != SCHEMA:
        raise TraceError(f"expected a trace of schema {SCHEMA}, found {'none' if schema is None else repr(schema)}")
    saved: SavedTrace = decode(SavedTrace, data, "")
    if saved.law_kind not in LAW_KINDS.values():
        raise TraceError(f"law_kind: expected one of {', '.join(LAW_KINDS.values())}, found {saved.law_kind!r}")
    if len(saved.states) != len(saved.moves) + 1:
        raise TraceError(f"states: expected one more than the {len(saved.moves)} moves, found {len(saved.states)}")
    if saved.loop is not None and not 0 <= saved.loop <= len(saved.moves):
        raise TraceError(f"loop: expected a state from 0 to {len(saved.moves)}, found {saved.loop}")
    saved.typed()
    return saved
