"""The formats of a trace by name, reading whichever of them a file is in, and writing a file whole or not at all."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from upshift.proofs.trace.diff import diff
from upshift.proofs.trace.itf import from_itf_data, to_itf
from upshift.proofs.trace.lanes import lanes
from upshift.proofs.trace.mermaid import COMMENT, from_mermaid, to_mermaid
from upshift.proofs.trace.pytest_out import from_pytest, to_pytest
from upshift.proofs.trace.saved import SavedTrace, from_data, parse, to_json
from upshift.proofs.trace.shape import TraceError

Writer = Callable[[SavedTrace], str]

WRITERS: Final[Mapping[str, Writer]] = {
    "lanes": lanes,
    "diff": diff,
    "mermaid": to_mermaid,
    "itf": to_itf,
    "json": to_json,
    "pytest": to_pytest,
}


def load(path: Path | str) -> SavedTrace:
    """The trace in a file, in any of the formats that keep it: ITF, JSON, Mermaid or pytest.

    Raises:
        TraceError: one line with the name of the file and what is wrong with it.
    """
    try:
        return read_any(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TraceError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TraceError(f"{path}: is no text") from error
    except TraceError as error:
        raise TraceError(f"{path}: {error}") from error


def read_any(text: str) -> SavedTrace:
    """The trace in a text, by what the text looks like.

    Raises:
        TraceError: it is empty, broken, cut off, or looks like none of the formats.
    """
    if not text.strip():
        raise TraceError("is empty")
    if text.lstrip().startswith("{"):
        data = parse(text)
        return from_itf_data(data) if "#meta" in data or "vars" in data else from_data(data)
    if COMMENT in text or "sequenceDiagram" in text:
        return from_mermaid(text)
    if "SAVED" in text or "def test_" in text:
        return from_pytest(text)
    raise TraceError("is no trace in ITF, JSON, Mermaid or pytest form")


def write_file(path: Path, text: str) -> None:
    """Writes the file whole or not at all: whoever reads it finds the old text or the new one.

    Raises:
        TraceError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, UnicodeEncodeError) as error:
        with suppress(OSError):
            beside.unlink()
        why = error.strerror if isinstance(error, OSError) else error.reason
        raise TraceError(f"{path}: cannot be written: {why}") from error
