"""Where results are written: files are tried before the long work begins, and are written whole or not at all."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from upshift.cli.errors import UsageError
from upshift.proofs.trace import TraceError, write_file

STDOUT: Final = "-"


def check_writable(names: Iterable[str | None]) -> None:
    """Makes sure that each of the files can be written; None and `-` are no files.

    Raises:
        UsageError: one cannot, or two outputs would go to one place.
    """
    wanted = [name for name in names if name is not None]
    for name in wanted:
        if wanted.count(name) > 1:
            raise UsageError(f"two results cannot both be written to {name}")
        if name != STDOUT:
            _check(name)


def _check(name: str) -> None:
    """Tries the folder of a file by a nameless file beside it."""
    path = Path(name).resolve()
    if path.is_dir():
        raise UsageError(f"cannot write {name}: it is a folder")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {name}: there is no folder {Path(name).parent}")
    if path.exists() and not path.is_file():
        return
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
        if path.exists():
            path.open("a").close()
    except OSError as error:
        raise UsageError(f"cannot write {name}: {error.strerror}") from error


def write(name: str, text: str) -> None:
    """Writes a file whole or not at all; what is no regular file, as a device, is written to as it is.

    Raises:
        UsageError: it cannot be written.
    """
    path = Path(name).resolve()
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            write_file(path, text)
    except (OSError, TraceError) as error:
        raise UsageError(f"cannot write {name}: {error}") from error
