"""Who may order an entry: the voters that help, a leader among them, a quorum before and after it (protocol 2).

Here a leader is anonymous and the log atomic. What is kept of ordering is what the version layer leans on: who votes,
who may lead, and that a change of voters needs a quorum of both views.
"""

from upshift.model.quorum import quorum
from upshift.model.state import State, last, running
from upshift.model.values import Map
from upshift.model.versions import Range, supports
from upshift.model.views import Entry, Node, Position, Status, View


def keeps_promise(s: State, n: Node) -> bool:
    """The installed software is not below the floor: what the node promised to be able to run, it can."""
    return s.nodes[n].floor <= s.nodes[n].software.newest


def votes(s: State, n: Node) -> bool:
    """The node helps to order: it runs, is in contact, and is not below its floor, whether it has joined or not."""
    return running(s.nodes[n]) and not s.nodes[n].cut_off and keeps_promise(s, n)


def reads(software: Range, view: View) -> bool:
    """The software can read all that is written at this view: the cluster's version and every group's."""
    return supports(software, view.version) and all(
        supports(software, group.version) for group in view.groups.values() if group.exists
    )


def can_lead(s: State, n: Node) -> bool:
    """Only a voter whose software reads every version in use at the end of its log campaigns."""
    return last(s).roster[n].status is Status.ACTIVE and reads(s.nodes[n].software, last(s))


def leads(s: State, n: Node) -> bool:
    """The node may be the one that orders."""
    return votes(s, n) and can_lead(s, n)


def has_quorum(view: View, s: State) -> bool:
    """Those who help are a quorum of the view."""
    return quorum(view, Map({n: votes(s, n) for n in s.nodes}))


def quorum_before(s: State) -> bool:
    """A quorum of the voters at the end of the log helps."""
    return has_quorum(last(s), s)


def quorum_after(s: State, view: View) -> bool:
    """A quorum of the voters after the entry helps: a change of voters is appended only once they were heard from."""
    return has_quorum(view, s)


def can_order(s: State, view: View) -> bool:
    """An entry with this view after it can be ordered now."""
    return any(leads(s, n) for n in s.nodes) and quorum_before(s) and quorum_after(s, view)


def ordered(s: State, entry: Entry, view: View) -> State | None:
    """The log with one more position, if it can be ordered."""
    if not can_order(s, view):
        return None
    return State((*s.log, Position(entry, view)), s.nodes)
