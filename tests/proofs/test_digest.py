"""The digest: what changes it, and what does not."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pytest

from upshift.proofs.catalogue import catalogue
from upshift.proofs.digest import SYSTEMS, digest_of, essence, imported, reached, source_of
from upshift.proofs.explore.effort import Levels
from upshift.proofs.explore.system import unbounded

SOURCE = '''
"""What stands here."""

def after(view, entry):
    """The next view."""
    return view + entry  # the sum
'''

SAME = """
# Another beginning.
def after(view,
          entry):
    return (view +
            entry)
"""


def test_comments_docstrings_and_formatting_do_not_count() -> None:
    """They are for people."""
    assert essence(SOURCE) == essence(SAME)


@pytest.mark.parametrize("other", ["view - entry", "view + 1", "view + entry + 'x'", "entry + view"])
def test_what_the_machine_is_told_counts(other: str) -> None:
    """Another operator, constant or order."""
    assert essence(SOURCE) != essence(SOURCE.replace("view + entry", other))


def test_a_string_that_is_no_docstring_counts() -> None:
    """It is a value."""
    assert essence("NAME = 'a'") != essence("NAME = 'b'")


def test_the_protocol_is_all_that_the_systems_are_made_of() -> None:
    """Actions, laws and what they call; not the scenarios, whose moves and bounds count one by one."""
    modules = reached(("upshift.proofs.systems",))
    for name in ("actions", "laws", "laws.members", "normal", "state", "views", "versions", "quorum"):
        assert f"upshift.model.{name}" in modules
    for name in ("scenarios", "clauses", "museum"):
        assert f"upshift.model.{name}" not in modules


def test_an_import_of_a_module_from_its_package_is_seen() -> None:
    """`from upshift.model import laws` means the package of the laws."""
    assert {"upshift.model.laws", "upshift.model.laws.witnesses"} <= imported("upshift.proofs.systems")


def test_no_source_is_an_error() -> None:
    """Nothing would be hashed in its place."""
    with pytest.raises(ModuleNotFoundError, match=r"^no source of upshift\.nothing$"):
        source_of("upshift.nothing")


def test_every_entry_has_a_digest_of_its_own() -> None:
    """What is checked differs, so the digests do."""
    digests = {key: digest_of(entry, entry.make()) for key, entry in catalogue().items()}
    assert len(digests) == len(set(digests.values()))


def test_another_bound_menu_start_or_law_is_another_digest() -> None:
    """Whatever the search would be."""
    entry = catalogue()["scenario dead-node"]
    system = entry.make()
    known = digest_of(entry, system)
    others = {
        digest_of(replace(entry, details=("window 1",)), system),
        digest_of(entry, replace(system, moves=system.moves[1:])),
        digest_of(entry, replace(system, initial=())),
        digest_of(entry, replace(system, laws=system.laws[1:])),
    }
    assert 4 == len(others - {known})
    assert known == digest_of(entry, replace(system, within=partial(unbounded)))


def test_the_digest_is_the_same_in_another_process() -> None:
    """Whatever the seed of its hashes."""
    program = (
        "from upshift.proofs.catalogue import catalogue; from upshift.proofs.digest import digest_of;"
        "print(*(digest_of(e, e.make()) for e in map(catalogue().__getitem__, ['scenario roll', 'mutation M16'])))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    here = [digest_of(entry, entry.make()) for entry in map(catalogue().__getitem__, ("scenario roll", "mutation M16"))]
    assert {" ".join(here) + "\n"} == told


@pytest.mark.usefixtures("nodes")
def test_of_a_system_of_nodes_its_sources_bounds_effort_and_offers_count() -> None:
    """And what is made wrong in it; not the state that it keeps, but what is shown of it."""
    known = catalogue()
    entry = known["scenario tiny-levels"]
    system = entry.make()
    digests = [
        digest_of(entry, system),
        digest_of(entry, replace(system, effort=Levels(5))),
        digest_of(entry, replace(system, offered=("more",))),
        digest_of(entry, replace(system, shown=str)),
        digest_of(replace(entry, sources=("upshift.proofs.subject",)), system),
        digest_of(replace(entry, details=("two nodes",)), system),
        *(digest_of(known[key], known[key].make()) for key in known if key.endswith("@tiny-levels")),
    ]
    assert 8 == len(digests) == len(set(digests))
    moved = replace(system, initial=(7,), shown=lambda n: system.shown(n - 7))
    assert digests[0] == digest_of(entry, moved)


def test_what_a_system_of_nodes_is_made_of_is_followed_wherever_it_stands() -> None:
    """Into the model and the implementation, and what puts them together; not into what explores and shows them."""
    modules = reached(("upshift.proofs.systems",), SYSTEMS)
    assert "upshift.model.laws" in modules
    assert {"upshift.proofs.explore.system", "upshift.proofs.rebind"}.isdisjoint(modules)
    assert modules == reached(("upshift.proofs.systems",))
    assert imported("upshift.cli.claims", ("upshift.proofs.systems",)) == {"upshift.proofs.systems"}
