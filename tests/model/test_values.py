"""Tests of the two containers: equal contents are equal objects, nothing is ever changed in place."""

from collections.abc import Callable
from copy import copy
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.model.values import Map, Remembers, record

WORDS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), min_size=1)


class Counted:
    """A value that counts how often its hash was asked for."""

    asked = 0

    def __hash__(self) -> int:
        """One more."""
        self.asked += 1
        return 7

    def __eq__(self, other: object) -> bool:
        """All are alike."""
        return isinstance(other, Counted)


@record
class Box(Remembers):
    """A record of the tests."""

    inside: Counted
    label: str


# ---- records


def test_equal_records_are_equal_and_hash_alike() -> None:
    """Records are values."""
    one, other = Box(Counted(), "x"), Box(Counted(), "x")
    assert one == other
    assert hash(one) == hash(other)
    assert one != Box(Counted(), "y")


def test_a_record_computes_its_hash_once() -> None:
    """An explorer asks for the hash of the same view or node a million times."""
    box = Box(Counted(), "x")
    assert hash(box) == hash(box)
    assert 1 == box.inside.asked


def test_a_changed_copy_does_not_keep_the_remembered_hash() -> None:
    """What `replace` makes is another value, with a hash of its own."""
    one = Box(Counted(), "x")
    hash(one)
    other = replace(one, label="y")
    assert hash(other) == hash(Box(Counted(), "y"))
    assert hash(one) != hash(other)


def test_a_record_is_frozen() -> None:
    """Nothing is ever changed in place."""
    box = Box(Counted(), "x")
    with pytest.raises(FrozenInstanceError):
        box.label = "y"  # type: ignore[misc]  # that is what is tested


# ---- maps


@given(WORDS)
def test_a_map_reads_like_the_mapping_it_came_from(words: dict[str, int]) -> None:
    """Length, keys in order, values, pairs and reading."""
    made = Map(words)
    assert len(words) == len(made)
    assert list(words) == list(made)
    assert tuple(words.values()) == tuple(made.values())
    assert list(words.items()) == list(made.items())
    assert words == {key: made[key] for key in made}


@given(WORDS, st.data())
def test_set_gives_a_new_map_and_leaves_the_old_one(words: dict[str, int], data: st.DataObject) -> None:
    """`set` answers the same map, but for one key."""
    key = data.draw(st.sampled_from(sorted(words)))
    made = Map(words)
    assert Map({**words, key: 9}) == made.set(key, 9)
    assert Map(words) == made


@given(WORDS, WORDS)
def test_maps_are_equal_exactly_if_their_keys_in_order_and_values_are(
    one: dict[str, int], other: dict[str, int]
) -> None:
    """Keys keep the configured order, and it belongs to the value; equal maps hash alike."""
    same = list(one.items()) == list(other.items())
    assert same is (Map(one) == Map(other))
    if same:
        assert hash(Map(one)) == hash(Map(other))


def test_the_order_of_keys_tells_maps_apart() -> None:
    """The node that comes first in configured order breaks ties: order matters."""
    assert Map({"a": 1, "b": 1}) != Map({"b": 1, "a": 1})


def test_a_map_is_no_dict() -> None:
    """Only a map equals a map."""
    assert Map({"a": 1}) != {"a": 1}


def test_a_map_remembers_its_hash() -> None:
    """The second time the hash is there already."""
    counted = Counted()
    made = Map({"a": counted})
    assert hash(made) == hash(made)
    assert 1 == counted.asked


@pytest.mark.parametrize("made", [Map({"a": 1}), Map({"a": 1}).set("a", 2)])
def test_a_total_map_never_grows(made: Map[str, int]) -> None:
    """Raises KeyError for a key that it was not made with, on reading and on `set`."""
    with pytest.raises(KeyError):
        made["b"]
    with pytest.raises(KeyError):
        made.set("b", 1)


def test_a_map_prints_its_contents() -> None:
    """For who debugs, and for who reads a run."""
    assert "Map({'a': 1})" == repr(Map({"a": 1}))
    assert "{a: 1, b: 2}" == str(Map({"a": 1, "b": 2}))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda made: made.__setitem__("a", 2),
        lambda made: made.__delitem__("a"),
        lambda made: made.__ior__({"a": 2}),
        lambda made: made.clear(),
        lambda made: made.pop("a"),
        lambda made: made.popitem(),
        lambda made: made.setdefault("b", 2),
        lambda made: made.update(a=2),
    ],
)
def test_a_map_refuses_to_be_changed(attempt: Callable[[Map[str, int]], object]) -> None:
    """Raises TypeError on any attempt to change it."""
    made = Map({"a": 1})
    with pytest.raises(TypeError, match="never changes"):
        attempt(made)
    assert Map({"a": 1}) == made


def test_a_map_is_copied_and_sent_elsewhere_whole() -> None:
    """A copy, as to another process, is the same value."""
    made = Map({"b": 1, "a": 2})
    assert made == copy(made)
    assert ["b", "a"] == list(copy(made))
