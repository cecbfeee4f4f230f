"""The exit codes, which scripts rely on."""

from upshift.cli.errors import Exit


def test_the_exit_codes_are_what_scripts_rely_on() -> None:
    """0 as expected, 1 differs, 2 usage, 3 not established, 130 interrupted, 141 a broken pipe."""
    assert [0, 1, 2, 3, 130, 141] == [int(code) for code in Exit]
