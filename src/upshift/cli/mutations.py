"""stub"""
from argparse import Namespace
from upshift.cli.errors import Exit
from upshift.cli.report import Reporter
def run(arguments: Namespace, reporter: Reporter) -> Exit:
    return Exit.AS_EXPECTED
