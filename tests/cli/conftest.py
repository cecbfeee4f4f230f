"""What the tests of the command line share: the command, run in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from upshift.cli import main


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    def document(self) -> Any:  # noqa: ANN401  # any JSON
        """Standard output as JSON, which is as its schema says."""
        return valid(self.out)


def valid(text: str) -> Any:  # noqa: ANN401  # any JSON
    """The document that a text is, held to the schema that it names."""
    document = json.loads(text)
    name = document["schema"].removeprefix("upshift.").partition("/")[0]
    schema = json.loads(files("upshift.proofs").joinpath(f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert document["schema"] == schema["properties"]["schema"]["const"]
    jsonschema.validate(document, schema)
    return document


@pytest.fixture
def check_schema() -> Callable[[str], Any]:
    """Holds a text to the schema that it names."""
    return valid


@pytest.fixture
def upshift(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs the command line with some arguments."""

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments)
        return Said(code, *capsys.readouterr())

    return run
