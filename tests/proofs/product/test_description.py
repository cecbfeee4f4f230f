"""Tests of what a description says where it says nothing."""

from upshift.proofs.explore.reference import explore
from upshift.proofs.explore.result import Complete
from upshift.proofs.product import Product, system_of
from upshift.proofs.product.description import sentence

NODES = ("n1", "n2")


def test_a_product_of_machines_that_nothing_happens_to_has_one_state() -> None:
    """No inputs, no laws, no bounds: everything but the machines may be left out."""
    exploration = explore(
        system_of(Product[int, str]("still", NODES, (0, 0), lambda _, machine, __, ___: (machine, ())))
    )
    assert Complete() == exploration.verdict
    assert (1, 0, 1) == (exploration.states, exploration.transitions, exploration.depth)


def test_without_being_told_otherwise_nothing_is_spent_or_out_of_bounds() -> None:
    """And a machine is shown as what it is."""
    product = Product[int, str]("still", NODES, (0, 0), lambda _, machine, __, ___: (machine, ()))
    assert not product.spent("hello", "n1", 0, "n2", 0)
    assert product.machine_within("n1", 7)
    assert product.within((7, 8))
    assert product.show("n1", 7) == 7


def test_a_law_that_is_a_function_is_told_by_the_first_line_of_its_docstring() -> None:
    """And one without a docstring by nothing."""

    def law() -> bool:
        """Nobody moves.

        Not even a little.
        """
        return True

    assert "Nobody moves." == sentence(law)
    assert "" == sentence(lambda: True)
