"""What nodes say to each other. Any message may be lost, come twice, late, or in another order."""

from dataclasses import dataclass

from upshift.impl.entries import Entry
from upshift.impl.log import Base, Record
from upshift.impl.refusals import Refusal

# ---- elections


@dataclass(frozen=True, slots=True)
class Canvass:
    """A node whose log ends there asks who would vote for it in this term, before it begins it."""

    term: int
    last_term: int
    length: int


@dataclass(frozen=True, slots=True)
class Support:
    """I would vote for you in this term."""

    term: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """Vote for me in this term; my log ends there."""

    term: int
    last_term: int
    length: int


@dataclass(frozen=True, slots=True)
class Vote:
    """You have my vote in this term, and nobody else will."""

    term: int


@dataclass(frozen=True, slots=True)
class Over:
    """The term that you speak of, `of`, is over: I am in `term`."""

    of: int
    term: int


# ---- replication


@dataclass(frozen=True, slots=True)
class Append:
    """The leader of a term has these records behind position `after`; all up to `commit` is committed."""

    term: int
    after: int
    after_term: int
    records: tuple[Record, ...]
    commit: int


@dataclass(frozen=True, slots=True)
class Stored:
    """My log is yours up to `length`, on disk; `member` is my incarnation if it has delivered its own JOIN, or 0."""

    term: int
    length: int
    member: int


@dataclass(frozen=True, slots=True)
class Behind:
    """I have nothing of yours at that position; all up to `length` I know to be committed."""

    term: int
    length: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the cluster at a position: versions, roster and ledger first; then what the groups' members know.

    `data` holds a text for each group, in the encoding of the group's version: nobody looks at it before the fence has
    let it in.
    """

    term: int
    base: Base
    data: tuple[tuple[str, str], ...]


# ---- leaving


@dataclass(frozen=True, slots=True)
class Farewell:
    """A leaver asks who has recorded on disk that its LEAVE, at this position, is committed."""

    position: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """I have recorded that everything up to this position is committed."""

    position: int


# ---- asking the leader


@dataclass(frozen=True, slots=True)
class Knock:
    """I run, and know no leader: bring me up to date; if `whole`, by a snapshot, for I cannot read what is between."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class Propose:
    """Order this."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Declined:
    """What you proposed is not ordered, and why."""

    entry: Entry
    refusal: Refusal


OrderingMessage = Canvass | Support | Campaign | Vote | Over | Append | Stored | Behind | Snapshot | Farewell | Recorded
NodeMessage = OrderingMessage | Knock | Propose | Declined
