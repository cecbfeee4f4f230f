"""Tests of ranges of versions."""

import pytest

from upshift.model.versions import Range, supports


@pytest.mark.parametrize(("version", "inside"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_software_supports_the_versions_from_oldest_to_newest(version: int, inside: bool) -> None:
    """A node's installed software supports a range of versions [oldest, newest]."""
    assert inside is supports(Range(2, 4), version)


def test_an_empty_range_supports_nothing() -> None:
    """A range whose newest is below its oldest holds no version."""
    assert not any(supports(Range(3, 2), version) for version in range(6))
