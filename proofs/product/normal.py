"""The normal form of a state: without the letters that are spent, its numbers renamed.

What can be said of the machines alone is said once for each combination of them, in a row; the network only adds its
mask. Most states have the machines of some other state, so most questions are answered by one look into a dictionary.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from upshift.proofs.product.renaming import Renaming
from upshift.proofs.product.tables import State, Tables, bits

M = TypeVar("M")
L = TypeVar("L")


@dataclass(slots=True, eq=False)
class Row(Generic[M, L]):
    """One combination of machines, and what is known of it.

    `low` are for each scale the numbers up to its floor that the machines mention, `gaps` those that they do not.
    `limits` are the greatest numbers of letters, and the greatest that is within the spread, for each scale that has
    one. `known` are the letters that were judged beside these machines, `alive` those of them that are not spent,
    `beyond` those that mention a number beyond the spread.
    `renamed` remembers for a scale, and what is mentioned of it, the row that its renaming leads to. Laws keep their
    answers in `judged` and `broken`, and those of a step in `steps`, with the row after it.
    """

    numbers: tuple[int, ...]
    machines: tuple[M, ...]
    low: tuple[int, ...]
    gaps: tuple[tuple[int, int], ...]
    limits: tuple[tuple[list[int], int], ...]
    fits: bool
    known: int = 0
    alive: int = 0
    beyond: int = 0
    renamed: "dict[tuple[int, int], tuple[Row[M, L], Renaming[M, L]]]" = field(default_factory=dict)
    judged: int = 0
    broken: int = 0
    steps: "dict[Row[M, L], int]" = field(default_factory=dict)


class Rows(Generic[M, L]):
    """The rows of one system, each made when it is first asked for."""

    def __init__(self, tables: Tables[M, L]) -> None:
        self.tables = tables
        self._rows: dict[tuple[int, ...], Row[M, L]] = {}
        self._about: dict[int, tuple[bool, tuple[int, ...]]] = {}
        self._renamings: dict[tuple[int, int], Renaming[M, L]] = {}
        # An engine asks several things of a state, and of its normal form, before it goes on to the next.
        self._state: State = ()
        self._other: State = ()
        self._row = self._other_row = Row[M, L]((), (), (), (), (), fits=False)

    def row(self, state: State) -> Row[M, L]:
        """The row of a state's machines."""
        if state is self._state:
            return self._row
        if state is self._other:
            return self._other_row
        numbers = state[:-1]
        row = self._rows.get(numbers)
        if row is None:
            row = self._rows[numbers] = self._made(numbers)
        self._keep(state, row)
        return row

    def _keep(self, state: State, row: Row[M, L]) -> None:
        """Keeps the row of the state that was asked for last, and that of the one before."""
        self._other, self._other_row = self._state, self._row
        self._state, self._row = state, row

    def normal(self, state: State) -> State:
        """The normal form of a state; the state itself if it is in normal form."""
        row, mask = self.row(state), state[-1]
        if mask & ~row.known:
            self._judge(row, mask & ~row.known)
        beside, live = row, mask & row.alive
        if row.gaps:
            beside, live, _ = self.renamed(row, live)
        if live == mask and beside is row:
            return state
        made = (*beside.numbers, live)
        self._keep(made, beside)
        return made

    def renamings(self, state: State) -> tuple[Renaming[M, L], ...]:
        """What the normal form renames, in this order."""
        row = self.row(state)
        return self.renamed(row, self.living(row, state[-1]))[2]

    def renamed(self, row: Row[M, L], live: int) -> tuple[Row[M, L], int, tuple[Renaming[M, L], ...]]:
        """The row and the letters with their numbers renamed scale by scale, and the renamings."""
        done: tuple[Renaming[M, L], ...] = ()
        for scale, mentions in enumerate(self.tables.mentions):
            low = row.low[scale]
            for gap_scale, number in row.gaps:
                if gap_scale == scale and live & mentions.get(number, 0):
                    low |= 1 << number
            if low & (low + 1):
                known = row.renamed.get((scale, low))
                if known is None:
                    known = row.renamed[scale, low] = self._renamed(row, scale, low)
                row, renaming = known
                live = renaming.mask(live)
                done = (*done, renaming)
        return row, live, done

    def living(self, row: Row[M, L], mask: int) -> int:
        """The letters of a mask that are not spent beside these machines."""
        if mask & ~row.known:
            self._judge(row, mask & ~row.known)
        return mask & row.alive

    def within(self, state: State) -> bool:
        """A state in normal form is within the bounds."""
        row, mask = self.row(state), state[-1]
        if mask & ~row.known:
            self._judge(row, mask & ~row.known)
        return row.fits and not mask & row.beyond

    def _judge(self, row: Row[M, L], unknown: int) -> None:
        """Judges letters that were not judged beside these machines before."""
        tables, numbers = self.tables, row.numbers
        letters, spent = tables.letters, tables.spent
        for number in bits(unknown):
            letter = letters[number]
            if not spent(number, numbers[letter.sender], numbers[letter.receiver]):
                row.alive |= 1 << number
            for greatest, limit in row.limits:
                if greatest[number] > limit:
                    row.beyond |= 1 << number
        row.known |= unknown

    # ---- what is said of machines alone

    def _made(self, numbers: tuple[int, ...]) -> Row[M, L]:
        """The row of these machines."""
        product, tables = self.tables.product, self.tables
        machines = tuple(tables.machines[number] for number in numbers)
        about = [self._about.get(number) or self._machine(node, number) for node, number in enumerate(numbers)]
        fits = product.within(machines) and all(fits for fits, _ in about)
        lows: list[int] = []
        gaps: list[tuple[int, int]] = []
        limits: list[tuple[list[int], int]] = []
        for place, scale in enumerate(product.scales):
            floor = scale.floor(machines)
            mentioned = 1 | 1 << floor
            for _, mentions in about:
                mentioned |= mentions[place]
            full = (2 << floor) - 1
            lows.append(mentioned & full)
            gaps += ((place, gap) for gap in bits(full & ~mentioned))
            if scale.spread is not None:
                limits.append((tables.greatest[place], floor + scale.spread))
                fits = fits and mentioned.bit_length() - 1 <= floor + scale.spread
        return Row(numbers, machines, tuple(lows), tuple(gaps), tuple(limits), fits)

    def _machine(self, node: int, number: int) -> tuple[bool, tuple[int, ...]]:
        """A machine is within the bounds by itself, and the numbers of each scale that it mentions."""
        product, machine = self.tables.product, self.tables.machines[number]
        name = product.nodes[node]
        mentions = tuple(scale.of_machine(name, machine) for scale in product.scales)
        return self._about.setdefault(number, (product.machine_within(name, machine), mentions))

    def _renamed(self, row: Row[M, L], scale: int, low: int) -> tuple[Row[M, L], Renaming[M, L]]:
        """The row of machines with the numbers of a scale renamed, of which these are mentioned up to the floor."""
        renaming = self._renamings.get((scale, low))
        if renaming is None:
            renaming = self._renamings[scale, low] = Renaming(self.tables, self.tables.product.scales[scale], low)
        numbers = tuple(map(renaming.machine, range(len(row.numbers)), row.numbers))
        return self.row((*numbers, 0)), renaming
