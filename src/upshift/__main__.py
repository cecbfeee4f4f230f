"""The console script `upshift`, and `python -m upshift`."""

import sys

INTERRUPTED = 130
"""What a shell expects of a program that was stopped by Ctrl-C, however early."""


def main() -> int:
    """Runs the command line; answers its exit code."""
    try:
        from upshift.cli import main as run  # noqa: PLC0415  # Ctrl-C may come while the program is still being read

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
