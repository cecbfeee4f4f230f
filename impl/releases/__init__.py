"""Two releases of the infrastructure software of an example: a list of words that a group keeps together.

`first` speaks version 1. `second` is other code: it speaks version 2, and version 1 as well, which is what lets its
nodes serve in a cluster that has not switched yet.
"""

from upshift.impl.programs import Release
from upshift.impl.releases import first, second

FIRST = Release("first", (first.VERSION_1,))
SECOND = Release("second", (second.VERSION_1, second.VERSION_2))

__all__ = ["FIRST", "SECOND"]
