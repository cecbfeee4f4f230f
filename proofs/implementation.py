"""The systems of implementation nodes that are explored, and the mistakes that are made in them."""

from typing import Final

from upshift.proofs.order import mistakes as in_order
from upshift.proofs.order import scenarios as of_order
from upshift.proofs.stack import mistakes as in_stack
from upshift.proofs.stack import scenarios as of_stack
from upshift.proofs.subject import Mistake, Subject

SUBJECTS: Final[tuple[Subject, ...]] = (*of_order.SUBJECTS, *of_stack.SUBJECTS)
MISTAKES: Final[tuple[Mistake, ...]] = (*in_order.MISTAKES, *in_stack.MISTAKES)
