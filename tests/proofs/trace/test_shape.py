"""What types are made of."""

from collections.abc import Callable
from typing import Any, Literal

import pytest

from upshift.model.values import Map
from upshift.proofs.trace.shape import (
    Anything,
    Choice,
    Hint,
    Option,
    Product,
    Record,
    Scalar,
    Sequence,
    Subset,
    Table,
    TraceError,
    Union,
    fields_of,
    kind_of,
    shape_of,
)

NUMBER = Scalar(int, "int")
WORD = Scalar(str, "str")


def test_every_type_of_the_subset_has_a_shape(types: dict[str, Any]) -> None:
    """Nothing else looks into type hints."""
    assert [NUMBER, Scalar(bool, "bool"), WORD] == [shape_of(int), shape_of(bool), shape_of(str)]
    assert Scalar(str, "Node") == shape_of(types["Node"])
    assert Choice(types["Mood"]) == shape_of(types["Mood"])
    assert Record(types["Ring"]) == shape_of(types["Ring"])
    assert Table(WORD, NUMBER) == shape_of(Map[str, int])
    assert Sequence(NUMBER) == shape_of(tuple[int, ...])
    assert [Product((NUMBER, WORD)), Product(())] == [shape_of(tuple[int, str]), shape_of(tuple[()])]
    assert Subset(NUMBER) == shape_of(frozenset[int])
    assert Option(NUMBER) == shape_of(int | None)
    assert WORD == shape_of(Literal["a", "b"])
    assert Anything() == shape_of(object)


def test_alternatives_are_records(types: dict[str, Any]) -> None:
    """A message is one of several."""
    vote, append = types["Vote"], types["Append"]
    assert Union((Record(vote), Record(append))) == shape_of(vote | append)
    assert Option(Union((Record(vote), Record(append)))) == shape_of(vote | append | None)


@pytest.mark.parametrize(
    "hint", [float, list[int], dict[str, int], int | str, Any, tuple, Callable[[], int], Literal[1]]
)
def test_other_types_are_refused(hint: Hint) -> None:
    """A state that cannot be written is not written in part."""
    with pytest.raises(TraceError):
        shape_of(hint)


def test_a_record_knows_its_fields(types: dict[str, Any]) -> None:
    """Of dataclasses and of named tuples."""
    assert (("mood", Choice(types["Mood"])), ("turns", NUMBER)) == fields_of(Record(types["Local"]))
    assert ("term", "voter") == tuple(name for name, _ in fields_of(Record(types["Vote"])))


def test_a_value_may_tell_its_type(types: dict[str, Any]) -> None:
    """A tuple does not know what its elements might have been."""
    assert types["Vote"] is kind_of(types["Vote"](1, "n1"))
    with pytest.raises(TraceError):
        kind_of((1, 2))
