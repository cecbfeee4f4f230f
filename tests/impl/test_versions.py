"""Tests of ranges of versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.versions import Range


@given(oldest=st.integers(1, 5), more=st.integers(0, 5), version=st.integers(-1, 12))
def test_a_range_holds_its_ends_and_what_is_between(oldest: int, more: int, version: int) -> None:
    """Software supports a range of versions, both ends included."""
    assert (version in range(oldest, oldest + more + 1)) is (version in Range(oldest, oldest + more))


@pytest.mark.parametrize(("oldest", "newest"), [(2, 1), (0, 1), (0, 0), (-1, 3)])
def test_an_empty_range_and_versions_below_1_are_refused(oldest: int, newest: int) -> None:
    """Versions are counted from 1, and software runs at least one."""
    with pytest.raises(ValueError, match=rf"^no range of versions: {oldest}\.\.{newest}$"):
        Range(oldest, newest)


def test_a_range_of_one_version_is_a_range() -> None:
    """The first release runs one version only."""
    assert 1 in Range(1, 1)
    assert 2 not in Range(1, 1)


def test_a_range_prints_as_its_ends() -> None:
    """As a refusal names it."""
    assert "1..2" == str(Range(1, 2))
