"""The systems of implementation nodes that are explored, and the mistakes that are made in them."""

from typing import Final

from upshift.proofs.order import mistakes as of_order
from upshift.proofs.order import scenarios as order
from upshift.proofs.subject import Mistake, Subject

SUBJECTS: Final[tuple[Subject, ...]] = (*order.SUBJECTS,)
MISTAKES: Final[tuple[Mistake, ...]] = (*of_order.MISTAKES,)
