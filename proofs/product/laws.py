"""The laws of a description as laws of an engine, which judge each combination of machines once."""

from collections.abc import Callable
from itertools import permutations
from typing import Any, Generic, TypeVar, assert_never, cast

from upshift.proofs.blame import BlameError, blame
from upshift.proofs.explore.system import Eventually, Law, Move, Reachable, StateLaw, StepLaw, Witness
from upshift.proofs.product.description import MachineLaw, PairLaw, ProductLaw
from upshift.proofs.product.normal import Row, Rows
from upshift.proofs.product.tables import State

M = TypeVar("M")
L = TypeVar("L")


class Unread:
    """A question that is known by a name and not read: the numbers of a state mean nothing outside its system.

    A trace tells why a law is broken. What it tells must be the same in another system of the same description.
    """

    def __init__(self, name: str, answer: Callable[[State], bool]) -> None:
        self.__name__ = name
        self._answer = answer

    def __call__(self, state: State) -> bool:
        """The answer for a state."""
        return self._answer(state)


class Laws(Generic[M, L]):
    """The laws of one system, and the answers that they gave."""

    def __init__(self, rows: Rows[M, L]) -> None:
        self._rows = rows
        self._nodes = rows.tables.product.nodes
        self._questions = 0
        self._before: State = ()
        self._before_row: Row[M, L] | None = None

    def of(self, law: ProductLaw[M]) -> Law[State]:
        """The law of the engine that a law of the description is."""
        match law:
            case MachineLaw():
                return self._of_machines(law)
            case PairLaw():
                return self._of_pairs(law)
            case StateLaw():
                return StateLaw(law.name, law.says, self._asked(law.holds), self._explained(law))
            case StepLaw():
                return StepLaw(law.name, law.says, self._asked_of_steps(law.holds), self._explained_step(law))
            case Witness():
                return Witness(law.name, law.says, self._seen(law))
            case Eventually():
                when, then = self._asked(law.when), self._asked(law.then)
                return Eventually(law.name, law.says, when, Unread(law.name, then))
            case Reachable():
                return Reachable(law.name, law.says, Unread(law.name, self._asked(law.goal)))
            case _:
                assert_never(law)

    # ---- of states

    def _asked(self, ask: Callable[[tuple[M, ...]], bool]) -> Callable[[State], bool]:
        """A question about all machines, asked once of each row."""
        return self._asked_of_rows(lambda row: ask(row.machines))

    def _asked_of_rows(self, ask: Callable[[Row[M, L]], bool]) -> Callable[[State], bool]:
        """A question about a row, asked once."""
        bit = 1 << self._questions
        self._questions += 1
        row_of = self._rows.row

        def holds(state: State) -> bool:
            row = row_of(state)
            if not row.judged & bit:
                if not ask(row):
                    row.broken |= bit
                row.judged |= bit
            return not row.broken & bit

        return holds

    def _of_machines(self, law: MachineLaw[M]) -> StateLaw[State]:
        """A law of one node, judged once of each machine."""
        known: dict[int, bool] = {}

        def one_holds(node: str, number: int, machine: M) -> bool:
            answer = known.get(number)
            if answer is None:
                answer = known[number] = law.holds(node, machine)
            return answer

        def ask(row: Row[M, L]) -> bool:
            return all(map(one_holds, self._nodes, row.numbers, row.machines))

        def explain(state: State) -> str | None:
            for node, machine in zip(self._nodes, self._rows.row(state).machines, strict=True):
                if not law.holds(node, machine):
                    return told(law, node, machine)
            return None

        return StateLaw(law.name, law.says, self._asked_of_rows(ask), explain)

    def _of_pairs(self, law: PairLaw[M]) -> StateLaw[State]:
        """A law of two nodes, judged once of each two machines."""
        known: dict[tuple[int, int], bool] = {}

        def both_hold(one: tuple[str, int, M], other: tuple[str, int, M]) -> bool:
            key = (one[1], other[1])
            answer = known.get(key)
            if answer is None:
                answer = known[key] = law.holds(one[0], one[2], other[0], other[2])
            return answer

        def pairs(row: Row[M, L]) -> "permutations[tuple[tuple[str, int, M], ...]]":
            return permutations(zip(self._nodes, row.numbers, row.machines, strict=True), 2)

        def ask(row: Row[M, L]) -> bool:
            return all(both_hold(one, other) for one, other in pairs(row))

        def explain(state: State) -> str | None:
            for one, other in pairs(self._rows.row(state)):
                if not both_hold(one, other):
                    return told(law, one[0], one[2], other[0], other[2])
            return None

        return StateLaw(law.name, law.says, self._asked_of_rows(ask), explain)

    def _explained(self, law: StateLaw[tuple[M, ...]]) -> Callable[[State], str | None]:
        """Why a law of all machines is broken."""
        return lambda state: told(law, self._rows.row(state).machines)

    # ---- of steps

    def _rows_of(self, before: State, after: State) -> tuple[Row[M, L], Row[M, L]]:
        """The rows of a step; many steps in a row begin in the same state."""
        if before is not self._before or self._before_row is None:
            self._before, self._before_row = before, self._rows.row(before)
        return self._before_row, self._rows.row(after)

    def _asked_of_steps(self, ask: Callable[[tuple[M, ...], tuple[M, ...]], bool]) -> Callable[[State, State], bool]:
        """A question about the machines before and after a step, asked once of each two rows."""
        judged, broken = (1 << 2 * self._questions, 2 << 2 * self._questions)
        self._questions += 1
        rows_of = self._rows_of

        def holds(before: State, after: State) -> bool:
            here, there = rows_of(before, after)
            answers = here.steps.get(there, 0)
            if not answers & judged:
                answers |= judged if ask(here.machines, there.machines) else judged | broken
                here.steps[there] = answers
            return not answers & broken

        return holds

    def _explained_step(self, law: StepLaw[tuple[M, ...]]) -> Callable[[State, State], str | None]:
        """Why a law of steps is broken."""

        def explain(before: State, after: State) -> str | None:
            return told(law, self._rows.row(before).machines, self._rows.row(after).machines)

        return explain

    def _seen(self, law: Witness[tuple[M, ...]]) -> Callable[[State, Move[State], State], bool]:
        """What a witness looks for; it reads the move's names and nothing else."""

        def seen(before: State, move: Move[State], after: State) -> bool:
            here, there = self._rows_of(before, after)
            return law.seen(here.machines, cast(Move[tuple[M, ...]], move), there.machines)

        return seen


def told(law: MachineLaw[M] | PairLaw[M] | StateLaw[Any] | StepLaw[Any], *arguments: object) -> str | None:
    """Why a law is false of these arguments: what it says of itself, or else the clause that decided."""
    explain: Callable[..., str | None] | None = law.explain
    own = None if explain is None else explain(*arguments)
    if own:
        return own
    try:
        found = blame(law.holds, *arguments)
    except BlameError as error:
        return f"{law.name} is false, and the clause cannot be named ({error})"
    return None if found is None else "\n".join(found.lines())
