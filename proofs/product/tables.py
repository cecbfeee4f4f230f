"""Machines and messages as numbers, and everything that a description was ever asked, remembered.

Numbers are given in the order of discovery, so the same exploration gives the same numbers. A machine's number stands
for the node as well: equal machines of two nodes are two numbers. A set of letters is the bits of a mask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from upshift.proofs.product.description import Input, Product

M = TypeVar("M")
L = TypeVar("L")

State: TypeAlias = tuple[int, ...]
"""The number of each node's machine, and last the mask of the letters in flight."""
Step: TypeAlias = tuple[int, int]
"""The number of the machine that a node becomes, and the mask of the letters that it sends."""


def bits(mask: int) -> Iterator[int]:
    """The numbers in a mask, least first."""
    while mask:
        least = mask & -mask
        yield least.bit_length() - 1
        mask ^= least


@dataclass(frozen=True, slots=True)
class Envelope(Generic[L]):
    """A letter: a message with the places of its sender and its receiver in the configured order of the nodes."""

    sender: int
    receiver: int
    message: L


class Tables(Generic[M, L]):
    """What is known of one product so far."""

    def __init__(self, product: Product[M, L]) -> None:
        self.product = product
        self.machines: list[M] = []
        """The machine of each number."""
        self.letters: list[Envelope[L]] = []
        """The letter of each number."""
        self.addressed = [0] * len(product.nodes)
        """For each node the letters to it."""
        self.mentions: list[dict[int, int]] = [{} for _ in product.scales]
        """For each scale and each of its numbers the letters that mention it."""
        self.greatest: list[list[int]] = [[] for _ in product.scales]
        """For each scale and each letter the greatest number that it mentions, 0 if there is none."""
        self._place = {node: place for place, node in enumerate(product.nodes)}
        self._machine_numbers: dict[tuple[int, M], int] = {}
        self._letter_numbers: dict[Envelope[L], int] = {}
        self._received: dict[tuple[int, int], Step | None] = {}
        self._spent: dict[tuple[int, int, int], bool] = {}

    def machine(self, place: int, machine: M) -> int:
        """The number of a node's machine."""
        number = self._machine_numbers.setdefault((place, machine), len(self.machines))
        if number == len(self.machines):
            self.machines.append(machine)
        return number

    def letter(self, letter: Envelope[L]) -> int:
        """The number of a letter."""
        number = self._letter_numbers.setdefault(letter, len(self.letters))
        if number == len(self.letters):
            self.letters.append(letter)
            self.addressed[letter.receiver] |= 1 << number
            nodes, scales = self.product.nodes, self.product.scales
            sender, receiver = nodes[letter.sender], nodes[letter.receiver]
            for scale, mentions, greatest in zip(scales, self.mentions, self.greatest, strict=True):
                mask = scale.of_message(sender, receiver, letter.message)
                for mention in bits(mask):
                    mentions[mention] = mentions.get(mention, 0) | 1 << number
                greatest.append(max(mask.bit_length() - 1, 0))
        return number

    def place(self, node: str) -> int:
        """Where a node stands in the configured order."""
        return self._place[node]

    def received(self, letter: int, machine: int) -> Step | None:
        """What a letter makes of its receiver's machine; None where it cannot be received, or nothing comes of it."""
        try:
            return self._received[letter, machine]
        except KeyError:
            envelope, nodes = self.letters[letter], self.product.nodes
            place = envelope.receiver
            answer = self.product.receive(
                nodes[place], self.machines[machine], nodes[envelope.sender], envelope.message
            )
            step = None if answer is None else self._step(place, *answer)
            self._received[letter, machine] = None if step == (machine, 0) else step
            return self._received[letter, machine]

    def happened(self, happening: Input[M, L], machine: int) -> Step | None:
        """What an input makes of a machine of its node, None where it cannot happen; not remembered here."""
        answer = happening.take(self.machines[machine])
        return None if answer is None else self._step(self._place[happening.node], *answer)

    def _step(self, place: int, machine: M, sends: tuple[tuple[str, L], ...]) -> Step:
        """What a node becomes and sends, in numbers."""
        number, mask = self.machine(place, machine), 0
        for destination, message in sends:
            mask |= 1 << self.letter(Envelope(place, self._place[destination], message))
        return number, mask

    def spent(self, letter: int, sender_machine: int, receiver_machine: int) -> bool:
        """A letter can no longer matter to its receiver, both its ends being what they are."""
        key = (letter, sender_machine, receiver_machine)
        known = self._spent.get(key)
        if known is None:
            envelope, nodes = self.letters[letter], self.product.nodes
            known = self._spent[key] = self.product.spent(
                envelope.message,
                nodes[envelope.sender],
                self.machines[sender_machine],
                nodes[envelope.receiver],
                self.machines[receiver_machine],
            )
        return known
