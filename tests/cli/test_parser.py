"""What a person may type."""

import pytest

from upshift.cli.errors import UsageError
from upshift.cli.parser import COMMANDS, parse, parsers, size


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`upshift COMMAND --help` ends with one."""
    for name in COMMANDS:
        with pytest.raises(SystemExit) as asked:
            parse([name, "--help"])
        assert 0 == asked.value.code
        assert f"Example: upshift {name} " in capsys.readouterr().out


def test_the_commands_are_those_that_the_parser_has() -> None:
    """In the order of the help."""
    assert list(COMMANDS) == list(parsers()[1])


def test_the_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """They are for scripts, and people look for them there."""
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert "3 not established" in " ".join(capsys.readouterr().out.split())


def test_the_arguments_are_read() -> None:
    """Of the command with the most of them."""
    budget = "--max-states 5 --max-seconds 1.5 --max-memory 2G"
    arguments = parse(f"check roll --drop a --drop b --mutation m16 --law l {budget} --keep-going".split())
    assert ("check", "roll", ["a", "b"], "m16", "l", 5, 1.5, 2 << 30, True, "reference", "lanes") == (
        arguments.command,
        arguments.scenario,
        arguments.drop,
        arguments.mutation,
        arguments.law,
        arguments.max_states,
        arguments.max_seconds,
        arguments.max_memory,
        arguments.keep_going,
        arguments.engine,
        arguments.format,
    )


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (r"^which command\? There are verify, check", ""),
        (r"^no command 'verfy'; nearest: 'verify'$", "verfy"),
        (r"^upshift check: no option '--drp'; nearest: '--drop'$", "check roll --drp"),
        (r"^upshift check: no use for 'roll-two'$", "check roll roll-two"),
        (r"no format 'lane'; nearest: 'lanes' \(see: upshift check --help\)$", "check roll --format lane"),
        (r"no engine 'refrence'; nearest: 'reference'", "check roll --engine refrence"),
        (r"'0' is no whole number from 1 on", "check roll --max-states 0"),
        (r"'nan' is no number of seconds", "check roll --max-seconds nan"),
        (r"'soon' is no number of seconds", "check roll --max-seconds soon"),
        (r"'much' is no size, as 512M or 2G is", "check roll --max-memory much"),
        (r"the following arguments are required: FILE \(see: upshift trace --help\)$", "trace"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(message: str, text: str) -> None:
    """With the nearest thing that would be right, where there is one."""
    with pytest.raises(UsageError, match=message) as refused:
        parse(text.split())
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("number", "text"), [(512, "512"), (1024, "1k"), (512 << 20, "512M"), (3 << 29, "1.5GiB")])
def test_a_size_may_have_a_unit(number: int, text: str) -> None:
    """As people write it."""
    assert number == size(text)
