"""Runs in the formats of the command line."""

import pytest

from upshift.cli.errors import UsageError
from upshift.cli.formats import EXTENSIONS, format_of
from upshift.proofs.trace import WRITERS


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("itf", "run.itf.json"),
        ("json", "run.json"),
        ("mermaid", "RUN.MD"),
        ("mermaid", "run.mmd"),
        ("pytest", "test_run.py"),
        ("lanes", "run.txt"),
        (None, None),
    ],
)
def test_the_extension_decides(form: str | None, name: str | None) -> None:
    """The longest that fits."""
    assert form == format_of(name)


def test_an_extension_that_means_nothing_is_refused() -> None:
    """With the nearest that does."""
    with pytest.raises(UsageError, match=r"^cannot tell the format of 'run\.jsn'; nearest: '\.json'$"):
        format_of("run.jsn")


def test_every_extension_stands_for_a_format_of_the_traces() -> None:
    """All but `diff`, which is text as the lanes are, can be asked for."""
    assert set(WRITERS) - {"diff"} == set(EXTENSIONS.values())
