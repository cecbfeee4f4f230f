"""Renaming the numbers of a scale: those that are only compared keep their order and nothing else.

Up to the floor a number is renamed to its rank among those that are mentioned, 0 and the floor always being so. Above
the floor it keeps its distance to it. Numbers grow for ever; what they are renamed to does not.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from upshift.proofs.product.description import ProductError, Scale
from upshift.proofs.product.tables import Envelope, Tables, bits

M = TypeVar("M")
L = TypeVar("L")


@dataclass(frozen=True)
class Renaming(Generic[M, L]):
    """One renaming of one scale; `low` are the numbers mentioned up to the floor, which is the greatest of them."""

    tables: Tables[M, L]
    scale: Scale[M, L]
    low: int
    _machines: dict[int, int] = field(default_factory=dict)
    _letters: dict[int, int] = field(default_factory=dict)
    _masks: dict[int, int] = field(default_factory=dict)

    def number(self, number: int) -> int:
        """The new number for an old one.

        Raises:
            ProductError: it was not mentioned, so nobody knows its rank.
        """
        floor = self.low.bit_length() - 1
        if number > floor:
            return number - floor + self.low.bit_count() - 1
        if not self.low >> number & 1:
            raise ProductError(f"{self.scale.name}: {number} is renamed where it is not mentioned")
        return (self.low & ((1 << number) - 1)).bit_count()

    def machine(self, place: int, machine: int) -> int:
        """The number of a machine whose numbers are renamed."""
        known = self._machines.get(machine)
        if known is None:
            tables = self.tables
            made = self.scale.machine(tables.product.nodes[place], tables.machines[machine], self.number)
            known = self._machines[machine] = tables.machine(place, made)
        return known

    def letter(self, letter: int) -> int:
        """The number of a letter whose numbers are renamed."""
        known = self._letters.get(letter)
        if known is None:
            old, nodes = self.tables.letters[letter], self.tables.product.nodes
            made = self.scale.message(nodes[old.sender], nodes[old.receiver], old.message, self.number)
            known = self._letters[letter] = self.tables.letter(Envelope(old.sender, old.receiver, made))
        return known

    def mask(self, mask: int) -> int:
        """The letters of a mask, each renamed."""
        known = self._masks.get(mask)
        if known is None:
            known = 0
            for letter in bits(mask):
                known |= 1 << self.letter(letter)
            self._masks[mask] = known
        return known
