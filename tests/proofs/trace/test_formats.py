"""The formats by name, and files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from upshift.proofs.trace.formats import WRITERS, load, read_any, write_file
from upshift.proofs.trace.saved import SavedTrace, to_json
from upshift.proofs.trace.shape import Plain, TraceError

KEPT = ("json", "itf", "mermaid", "pytest")


def test_the_formats_are_known_by_name() -> None:
    """The names that the command line offers."""
    assert ["lanes", "diff", "mermaid", "itf", "json", "pytest"] == list(WRITERS)


@pytest.mark.parametrize("name", KEPT)
def test_a_file_is_recognised_by_what_is_in_it(name: str, saved: SavedTrace, tmp_path: Path) -> None:
    """Whatever it is called, and whatever mark an editor put before it."""
    path = tmp_path / "trace"
    write_file(path, WRITERS[name](saved))
    assert saved == load(path) == load(str(path))
    path.write_text("\ufeff" + WRITERS[name](saved), encoding="utf-8")
    assert saved == load(path)


@pytest.mark.parametrize("name", KEPT)
def test_a_file_that_was_cut_off_is_refused_in_one_line(
    name: str, trace: Callable[[str], SavedTrace], tmp_path: Path
) -> None:
    """At whatever place, with the name of the file."""
    text = WRITERS[name](trace("lasso")).rstrip()
    path = tmp_path / "cut"
    for end in range(0, len(text) - 1, 61):
        path.write_text(text[:end], encoding="utf-8")
        with pytest.raises(TraceError) as raised:
            load(path)
        assert str(raised.value).startswith(f"{path}: ")
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["lanes", "diff"])
def test_what_is_for_reading_only_is_not_read_back(name: str, saved: SavedTrace) -> None:
    """It does not hold the trace."""
    with pytest.raises(TraceError, match="is no trace in ITF, JSON, Mermaid or pytest form"):
        read_any(WRITERS[name](saved))


@pytest.mark.parametrize(
    ("expected", "content"),
    [
        ("is empty", b""),
        ("is empty", b" \n\n"),
        ("is no text", b"\xff\xfe\x00"),
        ("is no trace in ITF, JSON, Mermaid or pytest form", b"hello"),
        ("expected a trace of schema upshift.trace/1, found none", b"{}"),
        ("an ITF trace without an upshift #meta: it was not saved by upshift", b'{"vars": [], "states": []}'),
        ("a Mermaid diagram without the line", b"sequenceDiagram"),
        ("a Python file without SAVED", b"def test_x(): pass"),
    ],
)
def test_other_files_are_refused(expected: str, content: bytes, tmp_path: Path) -> None:
    """In one line that begins with the name of the file."""
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(TraceError) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}: {expected}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """As is a folder."""
    with pytest.raises(TraceError, match="No such file"):
        load(tmp_path / "none")
    with pytest.raises(TraceError, match="directory"):
        load(tmp_path)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """Nothing else is left in the folder."""
    path = tmp_path / "trace.json"
    write_file(path, "old")
    write_file(path, "new\n")
    assert ["trace.json"] == [path.name for path in tmp_path.iterdir()]
    assert "new\n" == path.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    """And nothing is left beside it."""
    folder = tmp_path / "trace.json"
    folder.mkdir()
    with pytest.raises(TraceError, match="cannot be written"):
        write_file(folder, "new")
    assert ["trace.json"] == [path.name for path in tmp_path.iterdir()]
    with pytest.raises(TraceError, match="cannot be written: No such file"):
        write_file(tmp_path / "none" / "trace.json", "new")


def test_a_text_that_is_no_unicode_is_not_written(tmp_path: Path) -> None:
    """Half of a character has no bytes; nothing is left in the folder."""
    with pytest.raises(TraceError, match="cannot be written: surrogates not allowed"):
        write_file(tmp_path / "trace", "\ud800")
    assert [] == list(tmp_path.iterdir())


def typed(hint: str, log: Plain, **types: Plain) -> Callable[[Plain], None]:
    """Gives the log of every state another type and value."""

    def change(data: Plain) -> None:
        data["types"] = {**types, **data["types"]}
        data["types"]["Ring"]["log"] = hint
        for state in data["states"]:
            state["log"] = log

    return change


def named(field: str) -> Callable[[Plain], None]:
    """Calls the log of every state something else."""

    def change(data: Plain) -> None:
        data["types"]["Ring"][field] = "int"
        for state in data["states"]:
            state[field] = 1

    return change


def nested(depth: int) -> Plain:
    """A list in a list, and so on."""
    data: Plain = []
    for _ in range(depth):
        data = [data]
    return data


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("is no trace: unhashable type", typed("frozenset[object]", [[]])),
        ("is no trace: unhashable type", typed("Map[object, int]", [[[], 1]])),
        ("is no trace: nested deeper than 100 levels", typed("object", nested(200))),
        ("types.Ring.log: 'tuple[tuple[", typed("tuple[" * 300 + "int" + "]" * 300, [])),
        ("types.Ring.log: '-----", typed("-" * 200_000 + "1", [])),
        ("types.Ring: expected names that do not begin with '__'", named("__class__")),
        ("types.Odd: expected names that do not begin with '__'", typed("Odd", "A", Odd=["A", "__members__"])),
        ('is no trace: the character U+D800 in "\\ud800"', lambda data: data.update(says="\ud800")),
        ('is no trace: the character U+001B in "\\u001b[2J"', lambda data: data.update(says="\x1b[2J")),
        ('is no trace: the character U+000A in "a\\nb"', lambda data: data["moves"][0].update(arguments=["a\nb"])),
        ('is no trace: the character U+202E in "\\u202e"', lambda data: data.update({"\u202e": 1})),
    ],
)
def test_data_that_nobody_can_read_are_refused_in_one_line(
    expected: str, change: Callable[[Plain], None], saved: SavedTrace, tmp_path: Path
) -> None:
    """Whatever Python makes of them, and before a terminal is shown any of them."""
    data = json.loads(to_json(saved))
    change(data)
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(TraceError) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}: {expected}")
    assert str(raised.value).isprintable()
