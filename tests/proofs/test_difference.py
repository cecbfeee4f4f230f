"""What changed and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from upshift.model.values import Map, Remembers, record
from upshift.proofs.difference import ABSENT, Change, changes, inside


@record
class Local(Remembers):
    """One node."""

    floor: int
    up: bool


@record
class Entry(Remembers):
    """An entry of a log, with much in it that seldom changes."""

    reason: str
    node: str | None
    nodes: Map[str, Local]
    voters: frozenset[str]


@record
class State(Remembers):
    """A log and some nodes."""

    log: tuple[Entry, ...]
    nodes: Map[str, Local]


NODES = Map({"n1": Local(1, True), "n2": Local(1, True)})
FIRST = Entry("GENESIS", None, NODES, frozenset({"n1", "n2"}))
START = State((FIRST,), NODES)


def told(before: object, after: object) -> list[str]:
    """The changes as text."""
    return [str(change) for change in changes(before, after)]


def test_what_did_not_change_is_not_told() -> None:
    """Equal states differ nowhere."""
    assert () == changes(START, State((FIRST,), NODES))


def test_a_change_is_named_by_its_path() -> None:
    """Records and maps are gone into."""
    after = State(START.log, NODES.set("n1", Local(2, True)))
    assert (Change("nodes.n1.floor", 1, 2),) == changes(START, after)
    assert ["nodes.n1.floor: 1 -> 2"] == told(START, after)


def test_a_new_position_is_told_by_how_it_differs_from_the_last_one() -> None:
    """A log repeats most of its last position in the next."""
    second = Entry("FAIL", "n2", NODES.set("n2", Local(1, False)), frozenset({"n1"}))
    expected = "log[1]: + as log[0], but reason = FAIL, node = n2, nodes.n2.up = False, no voters"
    assert [expected] == told(START, State((FIRST, second), NODES))


def test_a_position_that_repeats_the_last_one_says_so() -> None:
    """Nothing has to be listed."""
    assert ["log[1]: + as log[0]"] == told(START, State((FIRST, FIRST), NODES))


def test_a_short_element_is_told_in_full() -> None:
    """There is nothing to save."""
    assert ["[1]: + Local(2, True)"] == told((Local(1, True),), (Local(1, True), Local(2, True)))


def test_the_first_element_has_no_neighbour() -> None:
    """It is told in full however long it is."""
    assert [f"[0]: + {'x' * 80}"] == told((), ("x" * 80,))


def test_a_queue_that_was_read_lost_its_first() -> None:
    """What was kept has not changed, though it has moved up."""
    assert ["[0]: - a"] == told(("a", "b", "c"), ("b", "c"))
    assert ["[1]: - b"] == told(("a", "b", "c"), ("a", "c"))


def test_an_element_may_change_while_others_come_or_go() -> None:
    """What takes the place of another is compared with it."""
    assert ["[1].floor: 2 -> 3", "[2]: + Local(4, True)"] == told(
        (Local(1, True), Local(2, True)), (Local(1, True), Local(3, True), Local(4, True))
    )


def test_a_tuple_of_the_same_length_is_compared_place_by_place() -> None:
    """A place may mean something."""
    assert ["[0]: 0 -> 1", "[1]: 1 -> 0"] == told((0, 1), (1, 0))


def test_what_comes_into_a_set_or_leaves_it_is_told() -> None:
    """A set has no places."""
    assert ["voters: - n1", "voters: + n3"] == [
        str(change) for change in changes(frozenset({"n1", "n2"}), frozenset({"n2", "n3"}), "voters")
    ]


def test_keys_may_come_and_go() -> None:
    """Plain data has objects whose keys are not fixed."""
    assert ["a: - 1", "b: + 2"] == told({"a": 1}, {"b": 2})


def test_values_of_different_types_are_told_whole() -> None:
    """There is nothing to go into."""
    assert ["None -> Local(1, True)"] == told(None, Local(1, True))


def test_a_key_that_is_no_word_stands_in_brackets() -> None:
    """A path is read by people."""
    assert ["seats[3]", "seats.n1", "n1"] == [inside("seats", 3), inside("seats", "n1"), inside("", "n1")]


@given(st.lists(st.integers(0, 3)).map(tuple), st.lists(st.integers(0, 3)).map(tuple))
def test_the_changes_say_all_that_is_needed(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    """What went, taken from the first, and what came, put in, makes the second."""
    apart = changes(before, after)
    gone = {change.path for change in apart if change.after is ABSENT}
    left = [value for place, value in enumerate(before) if f"[{place}]" not in gone]
    for change in apart:
        if change.before is ABSENT:
            left.insert(int(change.path[1:-1]), cast_int(change.after))
    for change in apart:
        if change.before is not ABSENT and change.after is not ABSENT:
            left[int(change.path[1:-1])] = cast_int(change.after)
    assert list(after) == left


def cast_int(value: object) -> int:
    """The value, which is an int."""
    assert isinstance(value, int)
    return value
