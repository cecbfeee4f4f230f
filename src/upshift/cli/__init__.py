"""The command line: the front door of the model, the proofs and the museum.

Read `app` (from arguments to an exit code) and `parser` (what a person may type), then the commands, a file each:
`verify`, `check`, `mutations`, `trace`, `claims`. A command makes values, as `outcome` does; `report` is the one place
that shows them to a person, `jsonout` and `junit` write them for programs, `formats` writes runs, and `outputs` puts it
all into files. `errors` has the exit codes.
"""

from upshift.cli.app import main

__all__ = ["main"]
