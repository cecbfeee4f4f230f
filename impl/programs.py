"""What software is to the protocol: a range of versions, and for each of them the program that speaks it (protocol 6).

A release is what is installed on a node. Two releases are two pieces of code: what they share is the wire, not a line
of source. `releases/` has two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from upshift.impl.versions import Range

Values = tuple[str, ...]
"""What the members of a group know: the same at all of them."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Program:
    """How one version speaks and what it can do.

    `functions` maps a function's name to the version that introduced it. `encode` and `decode` are the version's wire
    format of a call; `apply` is what a member makes of it: what it knows afterwards, and what it answers. `save` and
    `restore` are the version's format of a snapshot. All are pure; `decode` and `restore` raise ValueError for a text
    that they cannot read, `apply` raises KeyError for a function that the version does not have.
    """

    version: int
    functions: Mapping[str, int]
    encode: Callable[[str, str], str]
    decode: Callable[[str], tuple[str, str]]
    apply: Callable[[Values, str, str], tuple[Values, str]]
    save: Callable[[Values], str]
    restore: Callable[[str], Values]

    def __repr__(self) -> str:
        return f"Program({self.version})"


@dataclass(frozen=True, slots=True)
class Release:
    """Software that can be installed: its name, and its programs, one for each version of its range, in their order.

    Raises ValueError if there is none, or one is missing in between.
    """

    name: str
    programs: tuple[Program, ...]

    def __post_init__(self) -> None:
        versions = [program.version for program in self.programs]
        if not versions or versions != list(range(versions[0], versions[0] + len(versions))):
            raise ValueError(f"{self.name}: programs for {versions}, which is no range of versions")

    @property
    def range(self) -> Range:
        """The versions that it supports."""
        return Range(self.programs[0].version, self.programs[-1].version)

    def __str__(self) -> str:
        return f"{self.name} ({self.range})"


def program_of(release: Release, version: int) -> Program | None:
    """The program that speaks a version, if the release has one."""
    for program in release.programs:
        if program.version == version:
            return program
    return None
