"""Tests of refusals: their order, and how they print."""

from upshift.impl.refusals import Refusal, Why

GUARD = (
    "NOT_A_MEMBER",
    "ADJUST_IN_PROGRESS",
    "NOTHING_TO_ADJUST",
    "BAD_TARGET",
    "PARTITIONED",
    "NODE_INACTIVE",
    "NODE_INCAPABLE",
)


def test_the_first_seven_reasons_stand_in_the_order_of_the_guard() -> None:
    """The guard and its refusals, in this order."""
    assert GUARD == tuple(why.name for why in Why)[: len(GUARD)]


def test_every_reason_is_called_by_its_value() -> None:
    """A text that names a reason names it by either."""
    assert [why.value for why in Why] == [why.name for why in Why]


def test_a_refusal_prints_its_reason_and_whom_it_is_about() -> None:
    """An operator reads what to do about it."""
    assert "PARTITIONED: n2, n3" == str(Refusal(Why.PARTITIONED, ("n2", "n3")))


def test_a_refusal_that_is_about_nobody_prints_its_reason() -> None:
    """Nothing stands behind it."""
    assert "NO_QUORUM" == str(Refusal(Why.NO_QUORUM))
