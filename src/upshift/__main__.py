"""The command `upshift`, also run as `python -m upshift`."""

from typing import NoReturn

from upshift.cli import main as run_command_line


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    raise SystemExit(run_command_line())


if __name__ == "__main__":
    main()
