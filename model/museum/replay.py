"""Mistakes about crash, replay, snapshot and failover: M26 to M31."""

from upshift.model import adjust, delivery, fence, membership, ordering, requests
from upshift.model.museum.joins import open_door
from upshift.model.museum.mutation import Mutation
from upshift.model.ordering import leads
from upshift.model.state import State, changed, delivers, known_view, last, stays
from upshift.model.views import Group, Node, Position, Status, View


def any_software_starts(s: State, n: Node) -> bool:
    """What is on disk is not looked at before the log is replayed."""
    del s, n
    return True


M26 = Mutation("M26", "roll-back", ((ordering.keeps_promise, any_software_starts),), law="durable_floor")


def deliver_with_the_end_in_mind(s: State, n: Node) -> State | None:
    """Whoever replays looks at the newest state it has, not at the state of the position."""
    me = s.nodes[n]
    if not (delivers(me) and me.cursor < len(s.log) - 1 and not me.cut_off and stays(s, n)):
        return None
    here = Position(s.log[me.cursor + 1].entry, last(s))
    return changed(s, n, delivery.delivered(me, n, here))


M27 = Mutation("M27", "switch-crash", ((delivery.deliver, deliver_with_the_end_in_mind),))


def told_or_not(view: View, g: Group, to: int) -> bool:
    """A notice is carried out whenever it comes."""
    del to
    return view.groups[g].exists


def told_to_go_on(view: View, g: Group, to: int) -> View:
    """A notice says `one up`, not `to this version`."""
    return requests.told(view, g, view.groups[g].version + 1 if view.version <= to else to)


M28 = Mutation("M28", "switch-crash", ((adjust.still_to_tell, told_or_not), (requests.told, told_to_go_on)))

M29 = Mutation("M29", "older-joiner", ((fence.fence_at_snapshot, open_door),))


def only_the_first_tells(s: State, n: Node, g: Group) -> bool:
    """The coordinator tells the groups when it switches; who comes after it does not look."""
    known = known_view(s, n)
    first = all(n == m for m in list(s.nodes)[:1])
    return first and leads(s, n) and known.groups[g].exists and known.groups[g].version < known.version


M30 = Mutation("M30", "switch-crash", ((requests.may_tell, only_the_first_tells),))


def configured_and_all_reported(view: View, n: Node) -> bool:
    """To join one needs a feature that is there once all members have reported, which they do when they join."""
    return view.roster[n].status is not Status.ABSENT and all(
        seat.claim is not None for seat in view.roster.values() if seat.status is Status.ACTIVE
    )


M31 = Mutation(
    "M31", "cold-start", ((membership.configured, configured_and_all_reported),), law="capable_joiner_admitted"
)

REPLAY = (M26, M27, M28, M29, M30, M31)
