"""Ten stories for newcomers, one for each family of claims: what is asked of a cluster in memory, and what comes of it.

In `stories/*.txt` a line that begins with `>>` is something that happens, and everything else is made from these lines:
`<<` is what a node writes, proposes and tells, and `==` what the cluster has come to. All other lines are prose. What
happens is one of

    >> serving n1=first n2=first groups words    a cluster in service with these releases, all nodes in each group
    >> cluster n1=first n2=first                 the same nodes, just started for the first time
    >> n1 start, crash, cut, heal, or install second
    >> n1 AskToAdjust(target=2)                  any event that somebody brings about at a node
    >> deliver n1 n2                             the oldest message from one node to another arrives
    >> settle                                    all messages arrive and timers run out until nothing moves any more

Ordinary replication is left out: of what the followers store only the commit position is told. `n1.2` is incarnation 2
of n1, and `n1.2.1` its first request. With `pytest --rewrite` the stories are told again, to be read as a diff.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, assert_never, get_args

import pytest

from upshift.impl.cluster import Cluster
from upshift.impl.commands import (
    Answered,
    Command,
    Completed,
    Disk,
    Ignored,
    Joined,
    NotOrdered,
    Output,
    PutOut,
    Refused,
    Send,
    Stop,
    Switched,
    Told,
    Write,
)
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
    reason_of,
)
from upshift.impl.events import Create, Event, Received
from upshift.impl.log import end_of, position_at, view_at
from upshift.impl.messages import Declined, Knock, Propose, Snapshot
from upshift.impl.node import Node
from upshift.impl.ordering.replica import is_leader
from upshift.impl.refusals import Refusal
from upshift.impl.releases import FIRST, SECOND
from upshift.impl.views import Request, Status, View, genesis

STORIES: Final = tuple(sorted((Path(__file__).parent / "stories").glob("*.txt")))
RELEASES: Final = {release.name: release for release in (FIRST, SECOND)}
EVENTS: Final = {event.__name__: event for event in get_args(Event) if event is not Received}


# ---- how things are said


def request_said(request: Request) -> str:
    """The id of a request."""
    return f"{request.node}.{request.incarnation}.{request.number}"


def details(entry: Entry) -> str:
    """Whom or what an entry is about."""
    match entry:
        case Join(node=node, incarnation=incarnation, claim=claim):
            return f"{node}.{incarnation} ({claim})"
        case Petition(node=node, incarnation=incarnation):
            return f"{node} up to {node}.{incarnation}, by petition"
        case Leave() | Fail() | Partition():
            return f"{entry.node}.{entry.incarnation}"
        case AddNode() | RemoveNode():
            return entry.node
        case Adjust(request=request):
            return f"to {request.target}, asked by {request_said(request)}"
        case Notice(group=group, to=to):
            return f"{group} to {to}"
        case CreateGroup(group=group):
            return group
        case Message(sender=sender, group=group, built_at=built_at, body=body):
            return f"{sender} to {group}, built at {built_at}: {body}"
        case Opening():
            return ""
        case _:
            assert_never(entry)


def entry_said(entry: Entry, before: View) -> str:
    """An entry, with the reason by which the log knows it."""
    return f"{reason_of(entry, before).name} {details(entry)}".rstrip()


def position_said(disk: Disk, p: int) -> str:
    """A position of the log: its entry, and why it came to nothing, if it did."""
    here = position_at(disk.log, p)
    return entry_said(here.entry, view_at(disk.log, p - 1)) + (f", refused: {here.refusal}" if here.refusal else "")


def write_said(before: Disk, after: Disk, *, leads: bool) -> Iterator[str]:
    """What has changed durably, in short: all but what a follower stores, and what members know."""
    if before.incarnation != after.incarnation:
        yield f"incarnation {after.incarnation}"
    if before.floor != after.floor:
        yield f"floor {after.floor}"
    if (before.term, before.vote) != (after.term, after.vote):
        yield f"term {after.term}" + (f" with a vote for {after.vote}" if after.vote else "")
    if leads:
        for p in range(end_of(before.log) + 1, end_of(after.log) + 1):
            yield f"entry {p} {position_said(after, p)}"
    if before.commit != after.commit:
        yield f"commit {after.commit}"
    if before.log.base != after.log.base:
        yield f"a log that begins behind {after.log.base.position}"


def send_said(command: Send, view: View) -> str | None:
    """A proposal, a refusal, a snapshot; ordinary replication and elections are left out."""
    match command.message:
        case Propose(entry=entry):
            return f"proposes to {command.to}: {entry_said(entry, view)}"
        case Declined(entry=entry, refusal=refusal):
            return f"declines to {command.to}: {entry_said(entry, view)}, {refusal}"
        case Snapshot(base=base):
            return f"sends {command.to} a snapshot of {base.position}"
        case Knock(whole=True):
            return f"asks {command.to} for a snapshot"
        case _:
            return None


def verdict(refusal: Refusal | None) -> str:
    """The verdict on a request."""
    return "accepted" if refusal is None else f"refused: {refusal}"


def told_said(told: Told, view: View) -> str:
    """What a node tells whoever embeds it."""
    match told:
        case Joined(incarnation=incarnation) | PutOut(incarnation=incarnation):
            return f"{type(told).__name__}: incarnation {incarnation}"
        case Switched(group=group, version=version):
            return f"Switched: {group} to {version}"
        case Answered(request=request, refusal=refusal):
            return f"Answered: {request_said(request)} {verdict(refusal)}"
        case Completed(request=request):
            return f"Completed: {request_said(request)}"
        case Refused(asked=asked, refusal=refusal):
            return f"Refused: {asked}, {refusal}"
        case NotOrdered(entry=entry, refusal=refusal) | Ignored(entry=entry, refusal=refusal):
            return f"{type(told).__name__}: {entry_said(entry, view)}, {refusal}"
        case Output(group=group, version=version, result=result):
            return f"Output: {group} at {version} answers {result}"
        case Stop(refusal=refusal):
            return "Stop" if refusal is None else f"Stop: {refusal}"
        case _:
            assert_never(told)


def view_said(cluster: Cluster) -> str:
    """What the cluster has come to: versions, members (with the version that they run, if it is another), roster."""
    view = cluster.view()
    groups = []
    for group in view.groups:
        running = sorted(cluster.members(group.name).items())
        members = " ".join(name if version == group.version else f"{name}:{version}" for name, version in running)
        groups.append(f"{group.name} at {group.version} ({members or 'nobody'})")
    seats = ", ".join(
        f"{seat.node} {seat.status.name} {seat.claim or 'unknown'}"
        for seat in view.seats
        if seat.status is not Status.ABSENT
    )
    return "; ".join((f"== view: version {view.version}", *groups, seats))


# ---- how a story runs


class Stage(Cluster):
    """A cluster that says what its nodes do."""

    lines: tuple[str, ...] = ()

    def _done(self, name: str, node: Node, commands: tuple[Command, ...]) -> None:  # type: ignore[override]  # it is always a tuple
        before = self.disks[name]
        super()._done(name, node, commands)
        view = view_at(node.replica.log, node.replica.commit)
        for command in commands:
            match command:
                case Write(disk=disk):
                    changes = ", ".join(write_said(before, disk, leads=is_leader(node.replica)))
                    said = f"writes {changes}" if changes else None
                case Send():
                    said = send_said(command, view)
                case _:
                    said = told_said(command, view)
            self.lines += (f"<< {name} {said}",) if said else ()


def begun(line: str) -> Stage:
    """The cluster that a story begins with."""
    installed = {name: RELEASES[release] for name, release in re.findall(r"(\w+)=(\w+)", line)}
    stage = Stage(installed, running=line.startswith("cluster"))
    if line.startswith("serving"):
        for name in installed:
            stage.start(name)
        stage.settle()
        for group in line.partition(" groups ")[2].split():
            stage.do("n1", Create(group, tuple(installed)))
        stage.settle()
        stage.lines = ()
    return stage


def event_of(text: str) -> Event:
    """An event as Python writes it, with its fields by name; nothing of it is executed.

    Raises ValueError for anything else.
    """
    call = ast.parse(text, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in EVENTS or call.args:
        raise ValueError(f"no event: {text}")
    event: Event = EVENTS[call.func.id](**{str(field.arg): ast.literal_eval(field.value) for field in call.keywords})
    return event


def happens(stage: Stage, line: str) -> None:
    """What a line of a story says happens.

    Raises ValueError for a line that is not of the language.
    """
    match line.split():
        case ["settle"]:
            stage.settle()
        case ["deliver", sender, receiver]:
            ways = [(letter.sender, letter.receiver) for letter in stage.network.letters]
            stage.deliver(ways.index((sender, receiver)))
        case [name, "start"]:
            stage.start(name)
        case [name, "crash"]:
            stage.crash(name)
        case [name, "install", release]:
            stage.install(name, RELEASES[release])
        case [name, "cut"]:
            stage.network = stage.network.cut(name)
        case [name, "heal"]:
            stage.network = stage.network.healed(name)
        case [name, _, *_] if name in stage.installed:
            stage.do(name, event_of(line.removeprefix(name).strip()))
        case _:
            raise ValueError(f"nothing that happens: {line}")


def retold(story: str) -> str:
    """The story with everything that comes of what happens made again."""
    told, stage, shown = list[str](), None, ""
    for line in story.splitlines():
        if not line.startswith(("<< ", "== ")):
            told.append(line)
        if line.startswith(">> "):
            if stage is None:
                stage = begun(line.removeprefix(">> "))
            else:
                happens(stage, line.removeprefix(">> "))
            told += stage.lines
            stage.lines = ()
            if stage.nodes and view_said(stage) != shown:
                shown = view_said(stage)
                told.append(shown)
    return "\n".join(told) + "\n"


# ---- the tests


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_a_story_tells_what_comes_of_it(story: Path, request: pytest.FixtureRequest) -> None:
    """Only what happens is given: what is written, told and come to is what the nodes do."""
    text = story.read_text(encoding="utf-8")
    true = retold(text)
    if request.config.getoption("--rewrite"):
        story.write_text(true, encoding="utf-8")
    else:
        assert true == text


def claims(story: Path) -> set[int]:
    """The claims that its first paragraph says that it tells."""
    paragraph = story.read_text(encoding="utf-8").partition("\n\n")[0]
    (listed,) = re.findall(r"Claims? ([\d, ]+)\.$", paragraph)
    return {int(number) for number in listed.split(",")}


def test_the_stories_tell_all_the_claims() -> None:
    """Each opens with a paragraph that names its claims; together they are all that there are."""
    assert 10 == len(STORIES)
    assert set(range(1, 32)) == set().union(*(claims(story) for story in STORIES))


@pytest.mark.parametrize(
    "line", ["n1 sleep", "n9 start over", "n1 Received()", "n1 AskToAdjust(2)", "n1 print(end='')"]
)
def test_what_is_not_of_the_language_is_refused(line: str) -> None:
    """Nothing of a story is executed: an event is read, field by field."""
    stage = Stage({"n1": FIRST})
    with pytest.raises(ValueError, match=r"no event|nothing that happens"):
        happens(stage, line)


def test_a_story_begins_with_nothing_said() -> None:
    """A cluster in service is where a story begins, not what it tells."""
    assert () == begun("serving n1=first n2=second groups words").lines
    assert "== view: version 1; words at 1 (n1); n1 ACTIVE 1..1" == view_said(begun("serving n1=first groups words"))
    assert genesis(("n1", "n2"), 1) == begun("cluster n1=first n2=first").view()
