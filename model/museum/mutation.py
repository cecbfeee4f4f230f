"""What a mutation is: a small change to the protocol, as functions that take the place of the model's own.

The model carries no hooks for it: a replacement has the parameters of what it replaces, and a rebinding puts it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mistake to be made: its id in `cases.toml` (M01...) or ours (U01...), where it is tried, what replaces what.

    `law` is the law whose breach tells the story ("": whichever breaks first). `title`, `change` and `rules` are given
    for our own; those of the documented mistakes are in `cases.toml`. `note` says what the checker found and the story
    did not tell, or why the mistake is harmless here.
    """

    id: str
    scenario: str
    swaps: tuple[tuple[Function, Function], ...]
    law: str = ""
    note: str = ""
    title: str = ""
    change: str = ""
    rules: tuple[str, ...] = ()

    @property
    def replaced(self) -> dict[Function, Function]:
        """From functions of the model to what takes their place."""
        return dict(self.swaps)
