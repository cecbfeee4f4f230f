"""Tests of how far a system is to be explored."""

import pytest

from upshift.proofs.explore.effort import EXHAUSTIVE, Exhaustive, Levels, Samples
from upshift.proofs.explore.toys import counter


def test_a_system_is_explored_to_the_end_unless_it_asks_for_less() -> None:
    """Only that establishes anything."""
    assert EXHAUSTIVE == Exhaustive() == counter(1, 1).effort


def test_an_effort_that_would_look_at_nothing_is_refused() -> None:
    """Nothing broke would then be true of anything."""
    with pytest.raises(ValueError, match=r"^0 levels hold no state$"):
        Levels(0)
    with pytest.raises(ValueError, match=r"^0 runs show nothing$"):
        Samples(0, 10, 7)


@pytest.mark.parametrize("kind", ["protocol", "operator", "fault"])
def test_a_kind_of_move_cannot_be_ruled_out_by_its_weight(kind: str) -> None:
    """Faults may be rare, but a bound says it when they are left out."""
    with pytest.raises(ValueError, match=r"^a kind of move without a weight would never be made$"):
        Samples(1, 10, 7, **{kind: 0})
