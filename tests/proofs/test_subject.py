"""What a system of implementation nodes is, and a mistake that is made in one."""

from upshift.proofs.explore.toys import table
from upshift.proofs.subject import Mistake, Subject


def test_a_system_of_nodes_is_made_with_some_functions_replaced() -> None:
    """With none, it is the implementation as it is."""
    subject = Subject("tiny", "order", "It counts.", "none", lambda swaps: table((len(swaps),)), ("here",))
    assert 0 == subject.make({}).moves[0].take(0)
    assert 1 == subject.make({len: max}).moves[0].take(0)
    assert not subject.deep


def test_a_mistake_is_named_by_its_id_and_where_it_is_made() -> None:
    """The same mistake may be made in several systems."""
    assert "M03@stack-crash" == Mistake("M03", "stack-crash", ((len, max),), "A title", "a_law").name
