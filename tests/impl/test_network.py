"""Tests of the network in memory: it can do what real ones do, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.impl.messages import Farewell
from upshift.impl.network import Letter, Network

NODES = ("n1", "n2", "n3")
LETTERS = st.builds(Letter, st.sampled_from(NODES), st.sampled_from(NODES), st.builds(Farewell, st.integers(0, 3)))
NETWORKS = st.builds(Network, st.lists(LETTERS, max_size=5).map(tuple), st.frozensets(st.sampled_from(NODES)))

ONE, TWO, THREE = Letter("n1", "n2", Farewell(1)), Letter("n2", "n3", Farewell(2)), Letter("n3", "n1", Farewell(3))
FULL = Network((ONE, TWO, THREE))


def test_letters_wait_in_the_order_in_which_they_were_sent() -> None:
    """Nothing is on its way at first, and nobody is cut off."""
    assert Network((ONE, TWO), frozenset()) == Network().sent(ONE).sent(TWO)


def test_nobody_sends_to_itself() -> None:
    """Such a letter is lost."""
    assert Network() == Network().sent(Letter("n1", "n1", Farewell(1)))


def test_nothing_is_sent_across_a_cut() -> None:
    """Neither to who is cut off, nor from it; the others are in contact."""
    cut = Network().cut("n2")
    assert cut == cut.sent(ONE) == cut.sent(TWO)
    assert (THREE,) == cut.sent(THREE).letters


@pytest.mark.parametrize(("index", "left"), [(0, (TWO, THREE)), (1, (ONE, THREE)), (2, (ONE, TWO)), (-1, (ONE, TWO))])
def test_any_letter_can_be_lost(index: int, left: tuple[Letter, ...]) -> None:
    """Counted from the oldest, or, as Python does, from the newest; the others stay in their order."""
    assert Network(left) == FULL.lost(index)


@pytest.mark.parametrize("index", [0, 1, 2, -1])
def test_any_letter_can_come_twice(index: int) -> None:
    """The second behind all others: so letters come in another order, too."""
    assert (*FULL.letters, FULL.letters[index]) == FULL.doubled(index).letters


@pytest.mark.parametrize("index", [3, -4])
def test_a_letter_that_is_not_there_is_not_lost_or_doubled(index: int) -> None:
    """IndexError, as of any sequence."""
    with pytest.raises(IndexError):
        FULL.lost(index)
    with pytest.raises(IndexError):
        FULL.doubled(index)


def test_a_cut_loses_what_was_on_its_way_to_or_from_the_node() -> None:
    """What the others say to each other stays."""
    assert Network((THREE,), frozenset({"n2"})) == FULL.cut("n2")


def test_whoever_is_cut_off_is_so_from_all_others() -> None:
    """Two that are cut off are also cut off from each other."""
    cut = Network().cut("n1").cut("n2")
    assert not any(cut.connects(one, other) for one in NODES for other in NODES)


def test_who_is_healed_is_in_contact_with_those_who_are() -> None:
    """What was lost stays lost."""
    healed = FULL.cut("n1").cut("n2").healed("n1")
    assert Network((), frozenset({"n2"})) == healed
    assert healed.connects("n1", "n3")
    assert not healed.connects("n1", "n2")
    assert healed == healed.healed("n3")


@given(network=NETWORKS, one=st.sampled_from(NODES), other=st.sampled_from(NODES))
def test_contact_is_mutual(network: Network, one: str, other: str) -> None:
    """No cut is one-sided; nobody is in contact with itself."""
    assert network.connects(one, other) is network.connects(other, one)
    assert not network.connects(one, one)


@given(network=NETWORKS, letter=LETTERS)
def test_a_letter_is_on_its_way_exactly_if_its_ends_are_in_contact(network: Network, letter: Letter) -> None:
    """Sending changes nothing else."""
    then = network.sent(letter)
    expected = (*network.letters, letter) if network.connects(letter.sender, letter.receiver) else network.letters
    assert Network(expected, network.cut_off) == then
