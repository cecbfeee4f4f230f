"""What Hypothesis draws for the implementation: `st.from_type(View)` is any well-typed view, a `Log` is a real fold.

Few names and small numbers, so that entries and views are about the same things.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import strategies as st

from upshift.impl.cluster import Cluster
from upshift.impl.commands import Applied, Disk, Refused
from upshift.impl.entries import (
    AddNode,
    Adjust,
    CreateGroup,
    Entry,
    Fail,
    Join,
    Leave,
    Message,
    Notice,
    Opening,
    Partition,
    Petition,
    RemoveNode,
)
from upshift.impl.events import AskToLeave, Configure, Create
from upshift.impl.log import Base, Log, Record, extended
from upshift.impl.programs import Release
from upshift.impl.refusals import Refusal, Why
from upshift.impl.versions import Range
from upshift.impl.views import Group, Judged, Request, Seat, Status, View


@pytest.fixture(scope="session")
def is_value() -> Callable[[object], bool]:
    """`is_value(one)`: it equals and hashes as another of the same contents, and none of its fields can be set."""

    def judged(one: Any) -> bool:  # noqa: ANN401  # any record
        again = replace(one)
        return one is not again and (one, hash(one)) == (again, hash(again)) and not any(map(settable(one), names(one)))

    def names(one: Any) -> tuple[str, ...]:  # noqa: ANN401  # likewise
        return (*(field.name for field in fields(one)), "another")

    def settable(one: Any) -> Callable[[str], bool]:  # noqa: ANN401  # likewise
        def can(name: str) -> bool:
            try:
                setattr(one, name, None)
            except (AttributeError, TypeError):
                return False
            return True

        return can

    return judged


NODES = ("n1", "n2", "n3", "n4")
GROUPS = ("A", "B", "C")

nodes = st.sampled_from(NODES)
groups = st.sampled_from(GROUPS)
numbers = st.integers(0, 3)
versions = st.integers(1, 4)

ranges = st.tuples(versions, versions).map(sorted).map(lambda ends: Range(*ends))
requests = st.builds(Request, nodes, st.sampled_from((1, 1, 0, 2, 3)), numbers, versions)
refusals = st.builds(Refusal, st.sampled_from(Why), st.lists(st.text(max_size=5), max_size=2).map(tuple))


def hosted(some: Iterable[str]) -> tuple[str, ...]:
    """Nodes in configured order."""
    return tuple(sorted(some))


hosts = st.sets(nodes).map(hosted)


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any view of up to three nodes, in which a group is never above the cluster version; each trouble is in half."""
    size, version = draw(st.integers(1, 3)), draw(versions)
    statuses = draw(st.sampled_from((st.just(Status.ACTIVE), st.sampled_from(Status))))
    incarnations = draw(st.sampled_from((st.just(1), numbers)))
    claims = draw(st.sampled_from((st.just(Range(1, 5)), st.none() | ranges)))
    lags = draw(st.sampled_from((st.just(0), st.integers(0, 2))))
    return View(
        tuple(Seat(n, draw(statuses), draw(incarnations), draw(claims), draw(numbers)) for n in NODES[:size]),
        version,
        tuple(Group(name, draw(hosts), max(1, version - draw(lags))) for name in GROUPS if draw(st.booleans())),
        tuple(
            Judged(Request(n, draw(numbers), draw(numbers), draw(versions)), draw(st.none() | refusals))
            for n in NODES[:size]
            if draw(st.booleans())
        ),
    )


bases = st.builds(Base, numbers, numbers, views())
by_kind = {
    Join: st.builds(Join, nodes, numbers, ranges),
    Leave: st.builds(Leave, nodes, numbers),
    Fail: st.builds(Fail, nodes, numbers),
    Petition: st.builds(Petition, nodes, numbers),
    Partition: st.builds(Partition, nodes, numbers),
    AddNode: st.builds(AddNode, nodes),
    RemoveNode: st.builds(RemoveNode, nodes),
    Adjust: st.builds(Adjust, requests),
    Notice: st.builds(Notice, groups, versions),
    CreateGroup: st.builds(CreateGroup, groups, hosts),
    Message: st.builds(Message, nodes, groups, versions, versions, st.text(max_size=8), numbers, numbers),
    Opening: st.builds(Opening),
}
assert set(by_kind) == set(get_args(Entry))
entries: st.SearchStrategy[Any] = st.one_of(list(by_kind.values()))
records = st.builds(Record, numbers, entries)
logs = st.builds(lambda base, some: extended(Log(base), some), bases, st.lists(records, max_size=4))
values = st.lists(st.tuples(groups, st.lists(st.text(max_size=4), max_size=3).map(tuple)), max_size=2).map(tuple)

st.register_type_strategy(Range, ranges)
st.register_type_strategy(Request, requests)
st.register_type_strategy(Refusal, refusals)
st.register_type_strategy(View, views())
for kind, strategy in by_kind.items():
    st.register_type_strategy(kind, strategy)
st.register_type_strategy(Record, records)
st.register_type_strategy(Base, bases)
st.register_type_strategy(Log, logs)
st.register_type_strategy(Applied, st.builds(Applied, numbers, values))
st.register_type_strategy(
    Disk,
    st.builds(Disk, numbers, st.none() | nodes, logs, numbers, numbers, versions, st.builds(Applied, numbers, values)),
)
st.register_type_strategy(Refused, st.builds(Refused, st.sampled_from((AskToLeave(), Configure("n4"))), refusals))


# ---- clusters


def in_service(*releases: Release, groups: Iterable[str] = ("words",), version: int = 1) -> Cluster:
    """A cluster of n1, n2... that has come to rest; every node is a member of every group, and n1 leads."""
    cluster = Cluster({f"n{number}": release for number, release in enumerate(releases, start=1)}, version)
    cluster.settle()
    for group in groups:
        cluster.do("n1", Create(group, tuple(cluster.installed)))
    cluster.settle()
    cluster.told.clear()
    return cluster


@pytest.fixture(scope="session")
def serving() -> Callable[..., Cluster]:
    """`serving(FIRST, SECOND)`: two nodes in service at version 1, with the releases that are installed on them."""
    return in_service
