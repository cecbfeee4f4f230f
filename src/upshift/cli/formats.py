"""Counterexamples in the formats of the command line: by name when they are shown, by extension when they are saved."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from upshift.cli.errors import UsageError
from upshift.cli.outputs import write
from upshift.proofs.catalogue import nearest
from upshift.proofs.trace import WRITERS, SavedTrace

EXTENSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {".itf.json": "itf", ".json": "json", ".md": "mermaid", ".mmd": "mermaid", ".py": "pytest", ".txt": "lanes"}
)
"""The longest extension that fits decides."""


def format_of(name: str | None) -> str | None:
    """The format that a file's name asks for; None for no file.

    Raises:
        UsageError: its extension stands for none.
    """
    if name is None:
        return None
    for extension, form in EXTENSIONS.items():
        if name.lower().endswith(extension):
            return form
    raise UsageError(f"cannot tell the format of {name!r}{nearest('.' + name.rpartition('.')[2], EXTENSIONS)}")


def written(trace: SavedTrace, form: str) -> str:
    """The trace in a format, without the line's end that a file has."""
    return WRITERS[form](trace).rstrip("\n")


def write_trace(name: str, trace: SavedTrace) -> None:
    """Saves a trace in the format that the file's name asks for.

    Raises:
        UsageError: there is no such format, or the file cannot be written.
    """
    form = format_of(name)
    if form is not None:
        write(name, written(trace, form) + "\n")
