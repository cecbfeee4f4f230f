"""Tests of releases: the range of versions that follows from their programs."""

from types import MappingProxyType

import pytest

from upshift.impl.programs import Program, Release, Values, program_of
from upshift.impl.versions import Range


def program(version: int) -> Program:
    """A program that can do nothing."""
    return Program(version, MappingProxyType({}), join, split, apply, "".join, tuple)


def join(function: str, argument: str) -> str:
    """A call, somehow."""
    return function + argument


def split(body: str) -> tuple[str, str]:
    """Any call."""
    return body, body


def apply(values: Values, function: str, argument: str) -> tuple[Values, str]:
    """Nothing happens."""
    return values, function + argument


ONE, TWO, THREE = (program(version) for version in (1, 2, 3))


def test_a_release_supports_the_versions_of_its_programs() -> None:
    """Software supports a range of versions; newest is its potential version."""
    assert Range(2, 3) == Release("newer", (TWO, THREE)).range
    assert Range(1, 1) == Release("first", (ONE,)).range


@pytest.mark.parametrize(
    ("versions", "programs"),
    [
        ([], ()),
        ([1, 3], (ONE, THREE)),
        ([2, 1], (TWO, ONE)),
        ([2, 2], (TWO, TWO)),
    ],
)
def test_a_release_whose_versions_are_no_range_is_refused(versions: list[int], programs: tuple[Program, ...]) -> None:
    """There is none, one is missing in between, or they are out of order: it says which there are."""
    with pytest.raises(ValueError, match=r"^odd: programs for ") as caught:
        Release("odd", programs)
    assert f"odd: programs for {versions}, which is no range of versions" == str(caught.value)


def test_each_version_has_its_program() -> None:
    """None, if the release does not have it."""
    release = Release("newer", (TWO, THREE))
    assert (None, TWO, THREE, None) == tuple(program_of(release, version) for version in (1, 2, 3, 4))


def test_a_release_prints_its_name_and_its_range() -> None:
    """As an error names it."""
    assert "newer (2..3)" == str(Release("newer", (TWO, THREE)))


def test_a_program_prints_its_version_and_is_only_itself() -> None:
    """Two programs are two pieces of code, also if they do the same."""
    assert "Program(2)" == repr(TWO)
    assert TWO != program(2)
