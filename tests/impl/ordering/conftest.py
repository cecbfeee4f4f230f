"""What tests of ordered delivery share: a replica in the middle of something."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from upshift.impl.entries import Entry
from upshift.impl.log import Base, Log, Record, extended
from upshift.impl.ordering.replica import Replica
from upshift.impl.versions import Range
from upshift.impl.views import genesis


def made(
    name: str,
    *entries: Entry | Record,
    nodes: Iterable[str] = ("n1", "n2", "n3"),
    base: Base | None = None,
    **others: Any,  # noqa: ANN401  # any field of a replica
) -> Replica:
    """A replica in term 1, whose log has these entries, of term 1 where no other is given."""
    records = (entry if isinstance(entry, Record) else Record(1, entry) for entry in entries)
    log = extended(Log(base or Base(0, 0, genesis(nodes, 1))), records)
    plain = Replica(name, Range(1, 1), term=1, vote=None, log=log, commit=log.base.position, incarnation=1, floor=1)
    return replace(plain, **others)


@pytest.fixture(scope="session")
def replica() -> Callable[..., Replica]:
    """`replica("n1", Leave("n2", 0), term=2)`: a node whose log has one entry, which is not committed."""
    return made
