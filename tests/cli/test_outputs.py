"""Files are tried before the long work, and written whole or not at all."""

from pathlib import Path

import pytest

from upshift.cli.errors import UsageError
from upshift.cli.outputs import check_writable, write


def test_a_file_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    """Trying it neither makes it nor empties it."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text("old", encoding="utf-8")
    check_writable((str(old), str(new), None, "-"))
    assert "old" == old.read_text(encoding="utf-8")
    assert [old] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("message", "name"),
    [("it is a folder", "."), ("there is no folder", "missing/file.json"), ("cannot write", "file/below.json")],
)
def test_a_file_that_cannot_be_written_is_refused(message: str, name: str, tmp_path: Path) -> None:
    """A folder, a file in a folder that is not there, a file below a file."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        check_writable((str(tmp_path / name),))


def test_two_results_do_not_go_to_one_file(tmp_path: Path) -> None:
    """One would be lost."""
    with pytest.raises(UsageError, match="two results cannot both be written to"):
        check_writable((str(tmp_path / "a"), str(tmp_path / "a")))


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """Through a link as well, which stays one."""
    path, link = tmp_path / "a.json", tmp_path / "link.json"
    link.symlink_to(path)
    write(str(path), "one")
    write(str(link), "two")
    assert "two" == path.read_text(encoding="utf-8")
    assert link.is_symlink()
    assert {path, link} == set(tmp_path.iterdir())


def test_a_device_is_written_to_and_not_replaced() -> None:
    """As /dev/null is."""
    check_writable(("/dev/null",))
    write("/dev/null", "gone")
    assert Path("/dev/null").is_char_device()


def test_what_cannot_be_written_after_all_is_told(tmp_path: Path) -> None:
    """The folder may have gone in the meantime."""
    with pytest.raises(UsageError, match="cannot write"):
        write(str(tmp_path / "gone" / "a.json"), "text")
