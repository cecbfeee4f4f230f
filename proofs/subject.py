"""Systems of real implementation nodes that are explored beside the model, and mistakes that are made in them.

Only what they are is said here; which there are is said in `implementation`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from upshift.proofs.explore.system import System
from upshift.proofs.rebind import Function


@dataclass(frozen=True)
class Subject:
    """One system of implementation nodes, `make`d with some of their functions replaced, as a mistake would have it.

    `bounds` says in words what bounds it. `sources` are the modules that make it, which go into the digest with all of
    the implementation and the model that they import. A `deep` subject takes too long for `upshift verify`.
    """

    name: str
    system: Literal["order", "stack"]
    says: str
    bounds: str
    make: Callable[[Mapping[Function, Function]], System[Any]]
    sources: tuple[str, ...]
    deep: bool = False


@dataclass(frozen=True)
class Mistake:
    """A mistake made in a subject: functions of the implementation, each with its replacement, and the law they break.

    `note` says why it breaks nothing, if it breaks nothing. The same mistake may be made in several subjects, and a
    mistake that the museum tells has its id there.
    """

    id: str
    subject: str
    swaps: tuple[tuple[Function, Function], ...]
    title: str
    law: str
    note: str = ""

    @property
    def name(self) -> str:
        """The mistake and where it is made: no two mistakes have the same."""
        return f"{self.id}@{self.subject}"
