"""Results as JSON: the schemas are sound, and are shipped."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from upshift.cli.jsonout import claims, museum, text
from upshift.proofs.claims import load

SCHEMAS = ("verify", "verdict", "scenarios", "mutations", "claims")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    """Of the draft of 2020-12, naming the version of what it describes."""
    schema = json.loads(files("upshift.proofs").joinpath(f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert f"upshift.{name}/1" == schema["properties"]["schema"]["const"]
    assert f"urn:upshift:{name}:1" == schema["$id"]


def test_no_schema_is_forgotten() -> None:
    """Each that is shipped is tested here."""
    shipped = {path.name for path in files("upshift.proofs").joinpath("schemas").iterdir()}
    assert {f"{name}.schema.json" for name in SCHEMAS} == shipped


def test_a_schema_refuses_what_is_not_of_it(check_schema: Callable[[str], Any]) -> None:
    """A field too many, and the museum without anything."""
    good = claims(load(), [])
    check_schema(text(good))
    for bad in ({**good, "more": 1}, museum(None, None)):
        with pytest.raises(jsonschema.ValidationError):
            check_schema(text(bad))
