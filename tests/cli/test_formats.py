"""Runs in the formats of the command line."""

import pytest

from upshift.cli.errors import UsageError
from upshift.cli.formats import BUILDER, FORMATS, format_of
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


def test_every_format_of_the_traces_is_known() -> None:
    """None is forgotten, and none is new."""
    assert list(WRITERS) == list(FORMATS)


def test_a_saved_test_asks_the_catalogue_for_its_system() -> None:
    """Which knows toys and scenarios."""
    assert "upshift.proofs.catalogue:build" == BUILDER
