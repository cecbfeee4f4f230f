"""A network in memory that can do what real ones do: lose, duplicate, delay, reorder, cut and heal.

It decides nothing: whoever drives it says which letter is delivered, lost or doubled, and which nodes are cut off.
"""

from dataclasses import dataclass, replace

from upshift.impl.messages import NodeMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way."""

    sender: str
    receiver: str
    message: NodeMessage


@dataclass(frozen=True, slots=True)
class Network:
    """The letters on their way, oldest first, and the nodes that are cut off from all others."""

    letters: tuple[Letter, ...] = ()
    cut_off: frozenset[str] = frozenset()

    def sent(self, letter: Letter) -> "Network":
        """The network with one more letter; what a node sends to itself or across a cut is lost."""
        if not self.connects(letter.sender, letter.receiver):
            return self
        return replace(self, letters=(*self.letters, letter))

    def connects(self, one: str, other: str) -> bool:
        """Letters pass between the two."""
        return one != other and self.cut_off.isdisjoint({one, other})

    def lost(self, index: int) -> "Network":
        """The network without one of its letters.

        Raises IndexError if there is none.
        """
        kept = list(self.letters)
        del kept[index]
        return replace(self, letters=tuple(kept))

    def doubled(self, index: int) -> "Network":
        """The network with one of its letters twice, the second behind all others.

        Raises IndexError if there is none.
        """
        return replace(self, letters=(*self.letters, self.letters[index]))

    def cut(self, node: str) -> "Network":
        """The network with a node cut off, what was on its way to or from it being lost."""
        kept = tuple(letter for letter in self.letters if node not in {letter.sender, letter.receiver})
        return Network(kept, self.cut_off | {node})

    def healed(self, node: str) -> "Network":
        """The network with a node in contact again."""
        return replace(self, cut_off=self.cut_off - {node})
