"""Tests of the first release: version 1, in which words are added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.releases import FIRST
from upshift.impl.releases.first import VERSION_1, apply, decode, encode, restore, save
from upshift.impl.versions import Range

WORDS = st.lists(st.text()).map(tuple)


def test_the_first_release_speaks_version_1() -> None:
    """Its range is what its programs are for."""
    assert ("first (1..1)", Range(1, 1), (VERSION_1,)) == (str(FIRST), FIRST.range, FIRST.programs)


@pytest.mark.parametrize(("body", "argument"), [("add one", "one"), ("add two words", "two words"), ("add ", "")])
def test_a_call_is_a_function_a_space_and_its_argument(body: str, argument: str) -> None:
    """Golden texts of version 1."""
    assert body == encode("add", argument)
    assert ("add", argument) == decode(body)


@given(argument=st.text())
def test_any_text_can_be_an_argument(argument: str) -> None:
    """A call is read as it was written."""
    assert ("add", argument) == decode(encode("add", argument))


@pytest.mark.parametrize("body", ["", "add"])
def test_a_text_without_a_space_is_no_call(body: str) -> None:
    """It says what it cannot read."""
    with pytest.raises(ValueError, match=f"^no call of version 1: '{body}'$"):
        decode(body)


def test_a_word_is_added_behind_the_others() -> None:
    """Answered is how many there are; the same word can be there twice."""
    assert (("one",), "1") == apply((), "add", "one")
    assert (("one", "one"), "2") == apply(("one",), "add", "one")


@pytest.mark.parametrize("function", ["count", "", "ADD"])
def test_version_1_has_no_other_function(function: str) -> None:
    """What a later version introduces is not there."""
    assert {"add": 1} == VERSION_1.functions
    with pytest.raises(KeyError, match=f"'{function}'"):
        apply((), function, "one")


def test_a_snapshot_has_each_word_behind_its_length() -> None:
    """A golden text of version 1."""
    assert "3:one0:4:a:b " == save(("one", "", "a:b "))
    assert ("one", "", "a:b ") == restore("3:one0:4:a:b ")


@given(words=WORDS)
def test_any_words_can_be_saved(words: tuple[str, ...]) -> None:
    """A snapshot is read as it was written."""
    assert words == restore(save(words))


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ("the snapshot is cut off", "3:on"),
        ("the snapshot is cut off", "3:one1:"),
        ("no snapshot of version 1", "0"),
        ("no snapshot of version 1", "3:one4"),
        ("no snapshot of version 1", ":one"),
        ("no snapshot of version 1", "-1:one"),
        ("no snapshot of version 1", " 3:one"),
        ("no snapshot of version 1", '["one"]'),
    ],
)
def test_a_text_that_is_no_snapshot_is_refused(says: str, text: str) -> None:
    """It is cut off, or was not written so."""
    with pytest.raises(ValueError, match=f"^{says}$"):
        restore(text)
