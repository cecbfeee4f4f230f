"""Tests of the second release: version 2, and version 1 as the first release speaks it."""

import ast
import inspect
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.releases import FIRST, SECOND, first, second
from upshift.impl.releases.second import (
    VERSION_1,
    VERSION_2,
    apply_1,
    apply_2,
    decode_1,
    decode_2,
    encode_1,
    encode_2,
    restore_1,
    restore_2,
    save_1,
    save_2,
)
from upshift.impl.versions import Range

WORDS = st.lists(st.text()).map(tuple)
FUNCTIONS = st.sampled_from(("add", "count", "remove", "")) | st.text(max_size=4)
SNAPSHOTS = (
    st.text()
    | st.text(alphabet="0123:ab-+ _٣", max_size=12)
    | WORDS.map(first.save)
    | st.builds(lambda words, cut: first.save(words)[:cut], WORDS, st.integers(0, 20))
)


def outcome(function: Callable[..., object], *arguments: object) -> object:
    """What a function answers, or that it refuses to."""
    try:
        return function(*arguments)
    except (ValueError, KeyError) as error:
        return type(error)


# ---- two pieces of code


def test_the_second_release_speaks_both_versions() -> None:
    """Default skew one: its nodes serve in a cluster that has not switched yet."""
    assert ("second (1..2)", Range(1, 2)) == (str(SECOND), SECOND.range)
    assert (VERSION_1, VERSION_2) == SECOND.programs


def imported(module: ModuleType) -> set[str]:
    """The names of the modules that a module imports, and of what it imports from them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_releases_share_the_wire_and_not_a_line_of_source() -> None:
    """Neither imports the other, nor any function that both would run; what they share says what a program is."""
    project = {name for module in (first, second) for name in imported(module) if name.startswith("upshift")}
    assert {"upshift.impl.programs.Program", "upshift.impl.programs.Values"} == project
    theirs = [{id(made) for made in vars(module).values() if inspect.isfunction(made)} for module in (first, second)]
    assert all(theirs)
    assert not theirs[0] & theirs[1]


def test_a_node_that_was_updated_runs_nothing_of_the_first_release() -> None:
    """Every function of its programs is of its own file."""
    for program in SECOND.programs:
        for made in (program.encode, program.decode, program.apply, program.save, program.restore):
            assert second.__name__ == made.__module__
    assert first.__name__ == FIRST.programs[0].encode.__module__


# ---- version 1, as the first release speaks it


@given(function=FUNCTIONS, argument=st.text())
def test_both_write_version_1_alike(function: str, argument: str) -> None:
    """What one sends the other could have sent."""
    assert first.encode(function, argument) == encode_1(function, argument)


@given(body=st.text() | st.builds(first.encode, FUNCTIONS, st.text()))
def test_both_read_version_1_alike(body: str) -> None:
    """Also what is no call of version 1."""
    assert outcome(first.decode, body) == outcome(decode_1, body)


@given(words=WORDS, function=FUNCTIONS, argument=st.text())
def test_both_do_the_same_at_version_1(words: tuple[str, ...], function: str, argument: str) -> None:
    """The members of a group stay the same at all nodes, whatever is installed on each."""
    assert outcome(first.apply, words, function, argument) == outcome(apply_1, words, function, argument)
    assert first.VERSION_1.functions == VERSION_1.functions


@given(words=WORDS)
def test_both_save_version_1_alike(words: tuple[str, ...]) -> None:
    """A snapshot can be given by either."""
    assert first.save(words) == save_1(words)
    assert words == restore_1(save_1(words))


@given(text=SNAPSHOTS)
def test_both_restore_version_1_alike(text: str) -> None:
    """Also what is cut off, or no snapshot of version 1."""
    assert outcome(first.restore, text) == outcome(restore_1, text)


@pytest.mark.parametrize("text", ["0", "-3:one", "-1:one", "3:on", ":one", " 3:one", "one"])
def test_both_refuse_what_is_no_snapshot_of_version_1(text: str) -> None:
    """A length that is none does not lead back into what was read."""
    assert (ValueError, ValueError) == (outcome(first.restore, text), outcome(restore_1, text))


# ---- version 2


def test_a_call_of_version_2_is_json() -> None:
    """A golden text."""
    assert '{"call": "count", "with": "one"}' == encode_2("count", "one")


@given(function=FUNCTIONS, argument=st.text())
def test_calls_of_version_2_are_read_as_they_were_written(function: str, argument: str) -> None:
    """Any text can be an argument."""
    assert (function, argument) == decode_2(encode_2(function, argument))


@pytest.mark.parametrize(
    "body",
    [
        "add one",
        "",
        "[]",
        "{}",
        '{"call": "add"}',
        '{"call": "add", "with": 1}',
        '{"call": "a", "more": 1, "with": "b"}',
    ],
)
def test_what_is_no_call_of_version_2_is_refused(body: str) -> None:
    """A call of version 1 is none either."""
    with pytest.raises(ValueError, match=r"."):
        decode_2(body)


def test_version_2_adds_words_and_can_count_one() -> None:
    """A function has the version that introduced it."""
    assert {"add": 1, "count": 2} == VERSION_2.functions
    assert (("one", "one"), "2") == apply_2(("one",), "add", "one")
    assert (("one", "two", "one"), "2") == apply_2(("one", "two", "one"), "count", "one")
    assert (("one",), "0") == apply_2(("one",), "count", "two")


def test_a_function_is_there_from_its_version_on() -> None:
    """Nothing new is used before the switch, also where the software has it."""
    assert KeyError is outcome(apply_1, ("one",), "count", "one")
    assert KeyError is outcome(apply_2, ("one",), "remove", "one")


@given(words=WORDS, argument=st.text())
def test_what_version_1_can_do_version_2_does_alike(words: tuple[str, ...], argument: str) -> None:
    """The switch changes how calls are written, and not what they mean."""
    assert apply_1(words, "add", argument) == apply_2(words, "add", argument)


@given(words=WORDS)
def test_snapshots_of_version_2_are_read_as_they_were_written(words: tuple[str, ...]) -> None:
    """Any words can be saved."""
    assert words == restore_2(save_2(words))


@pytest.mark.parametrize("text", ["", "3:one", "{}", "[1]", '"one"', '["one", null]'])
def test_what_is_no_snapshot_of_version_2_is_refused(text: str) -> None:
    """A snapshot of version 1 is none either."""
    with pytest.raises(ValueError, match=r"."):
        restore_2(text)


# ---- version 2, as the first release finds it


@given(words=WORDS, function=FUNCTIONS, argument=st.text())
def test_the_first_release_makes_nothing_of_a_call_of_version_2(
    words: tuple[str, ...], function: str, argument: str
) -> None:
    """Its text is no call that version 1 has, so it does nothing by mistake: no word is added."""
    body = encode_2(function, argument)
    assert outcome(lambda: first.apply(words, *first.decode(body))) in {ValueError, KeyError}


@given(words=WORDS)
def test_the_first_release_reads_no_snapshot_of_version_2(words: tuple[str, ...]) -> None:
    """So a node that has it needs the fence, not luck."""
    assert ValueError is outcome(first.restore, save_2(words))
