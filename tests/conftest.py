"""What all the tests share: the switch that puts what is true now into the documents, and a Ctrl-C that is heard."""

import signal
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: see `tests/test_docs.py`."""
    parser.addoption("--rewrite", action="store_true", help="make the transcripts and tables of the documents again")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as in the foreground: what was started in the background ignores it, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
