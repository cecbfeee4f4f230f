"""What all the tests share: the switch that puts what is true now into the documents."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite`: see `tests/test_docs.py`."""
    parser.addoption("--rewrite", action="store_true", help="make the transcripts and tables of the documents again")
