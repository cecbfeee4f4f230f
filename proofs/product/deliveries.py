"""The deliveries of letters: the moves that exist only where there is a letter to deliver.

A letter in flight stays in flight: it may be delivered again, late, or never, so nothing else need be said of a network
that loses, repeats and reorders. A delivery is enabled where it changes something that matters: the machine of its
receiver, or the letters in flight.

A delivery is named after its letter in the normal form, whatever the numbers in the state itself, because a run of
normal forms is replayed in the system's own states. A letter that is spent has a move of another name, which a
truthful description never enables: where it is enabled, the normal form is found out.
"""

from collections.abc import Iterator
from functools import partial
from typing import Generic, TypeVar

from upshift.proofs.explore.calm import ReplayError
from upshift.proofs.explore.system import Kind, Move
from upshift.proofs.product.normal import Rows
from upshift.proofs.product.tables import State, Tables, bits

M = TypeVar("M")
L = TypeVar("L")

RECEIVE = "receive"
RECEIVE_SPENT = "receive_spent"

Menu = tuple[list[tuple[Move[State], int, int]], list[tuple[Move[State], int]]]
"""Deliveries that make another machine, with what is sent; and those that only send, if that is anything new."""


class Deliveries(Generic[M, L]):
    """The deliveries of one system."""

    def __init__(self, tables: Tables[M, L], rows: Rows[M, L]) -> None:
        self._tables = tables
        self._rows = rows
        self._moves: dict[tuple[str, int], Move[State]] = {}
        self._menus: dict[int, dict[int, Menu]] = {}

    def offers(self, state: State) -> list[tuple[Move[State], State]]:
        """The deliveries that are enabled, each with the state that it leads to: receiver by receiver."""
        if self._rows.normal(state) is not state:
            return list(self._offers_beside_normal(state))
        mask, menus = state[-1], self._menus
        found: list[tuple[Move[State], State]] = []
        for place, addressed in enumerate(self._tables.addressed):
            letters = mask & addressed
            if not letters:
                continue
            machine = state[place]
            by_letters = menus.get(machine)
            if by_letters is None:
                by_letters = menus[machine] = {}
            menu = by_letters.get(letters)
            if menu is None:
                menu = by_letters[letters] = self._menu(machine, letters)
            changing, sending = menu
            if changing:
                before, behind = state[:place], state[place + 1 : -1]
                found += [(move, (*before, after, *behind, mask | sends)) for move, after, sends in changing]
            for move, sends in sending:
                if sends & ~mask and self._matters(state, sends):
                    found.append((move, (*state[:-1], mask | sends)))
        return found

    def _menu(self, machine: int, letters: int) -> Menu:
        """What becomes of a machine by some letters to it, each delivered by itself."""
        changing, sending = [], []
        for letter in bits(letters):
            step = self._tables.received(letter, machine)
            if step is None:
                continue
            after, sends = step
            if after != machine:
                changing.append((self._move(RECEIVE, letter), after, sends))
            else:
                sending.append((self._move(RECEIVE, letter), sends))
        return changing, sending

    def _matters(self, state: State, sends: int) -> bool:
        """Something that is sent is not in flight yet, and not spent at once.

        Raises:
            ReplayError: what is called spent would do something.
        """
        new = sends & ~state[-1]
        if self._rows.living(self._rows.row(state), new):
            return True
        # Such a letter is in no state that is stored, so nothing else would find out.
        sent = (*state[:-1], state[-1] | new)
        for letter in bits(new):
            if self._delivered(letter, sent) is not None:
                raise ReplayError(f"{self._tables.product.name}: {self._move(RECEIVE_SPENT, letter).label} is enabled")
        return False

    def _delivered(self, letter: int, state: State) -> State | None:
        """The state after a delivery, None where it is not enabled."""
        if not state[-1] >> letter & 1:
            return None
        place = self._tables.letters[letter].receiver
        step = self._tables.received(letter, state[place])
        if step is None:
            return None
        after, sends = step
        if after == state[place] and not self._matters(state, sends):
            return None
        return (*state[:place], after, *state[place + 1 : -1], state[-1] | sends)

    def _take(self, letter: int, state: State) -> State | None:
        """Delivers the letter that is this one in the normal form of the state."""
        if self._rows.normal(state) is state:
            return self._delivered(letter, state)
        for here, there in self._living(state):
            if there == letter:
                return self._delivered(here, state)
        return None

    def _take_spent(self, letter: int, state: State) -> State | None:
        """Delivers this very letter, if it is spent."""
        if self._rows.living(self._rows.row(state), 1 << letter):
            return None
        return self._delivered(letter, state)

    def _living(self, state: State) -> Iterator[tuple[int, int]]:
        """The letters in flight that are not spent, each with what it is in the normal form."""
        renamings = self._rows.renamings(state)
        for letter in bits(self._rows.living(self._rows.row(state), state[-1])):
            renamed = letter
            for renaming in renamings:
                renamed = renaming.letter(renamed)
            yield letter, renamed

    def _offers_beside_normal(self, state: State) -> Iterator[tuple[Move[State], State]]:
        """What is on offer in a state that is not in normal form."""
        living = dict(self._living(state))
        for letter in bits(state[-1]):
            after = self._delivered(letter, state)
            if after is not None:
                if letter in living:
                    yield self._move(RECEIVE, living[letter]), after
                else:
                    yield self._move(RECEIVE_SPENT, letter), after

    def _move(self, action: str, number: int) -> Move[State]:
        """The move of that action and letter, the same each time."""
        known = self._moves.get((action, number))
        if known is None:
            letter, nodes = self._tables.letters[number], self._tables.product.nodes
            sender, receiver = nodes[letter.sender], nodes[letter.receiver]
            take = partial(self._take if action == RECEIVE else self._take_spent, number)
            known = Move(
                action, (receiver, sender, self._tables.product.word(letter.message)), take, Kind.PROTOCOL, receiver
            )
            self._moves[action, number] = known
        return known
