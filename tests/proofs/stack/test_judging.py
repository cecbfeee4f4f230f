"""Tests of the laws as an engine takes them: their names, their sentences, and what they say when they fail."""

from dataclasses import replace

from upshift.impl.cluster import Cluster
from upshift.proofs.explore.system import Reachable, Witness
from upshift.proofs.product import MachineLaw
from upshift.proofs.stack.judging import clause, goes_on, has_ended, laws_of, of_two, stays, why_of_one, why_of_two
from upshift.proofs.stack.laws import capability, one_history
from upshift.proofs.stack.start import machines_of


def test_every_law_has_its_functions_name_and_a_sentence() -> None:
    """The refinement stands last of those that must hold; `never_stuck` only where a version is given."""
    made = laws_of(("n1", "n2"), ("A",), ("a_node_joins",), 2, 9, 2)
    assert all(law.says.endswith(".") for law in made)
    names = [law.name for law in made]
    assert len(names) == len(set(names))
    assert {"capability", "one_history", "justified", "nobody_left_behind", "clean_refusal"} <= set(names)
    assert ["refines_model", "a_node_joins", "never_stuck"] == names[-3:]
    assert [Witness, Reachable] == [type(law) for law in made[-2:]]
    assert "never_stuck" not in [law.name for law in laws_of(("n1",), (), (), None, 9, 2)]


def test_a_law_that_fails_names_its_clause(cluster: Cluster) -> None:
    """With what the names in it meant."""
    first, second = machines_of(cluster)
    assert first.node is not None
    broken = replace(first, node=replace(first.node, members=(("A", 9),)))
    law = next(one for one in laws_of(("n1", "n2"), ("A",), (), None, 9, 2) if isinstance(one, MachineLaw))
    assert law.holds("n1", first)
    assert not law.holds("n1", broken)
    assert "version = 9" in str(why_of_one(capability)("n1", broken))
    assert clause(capability, first) is None
    assert of_two(one_history)("n1", first, "n2", second)
    assert why_of_two(one_history)("n1", first, "n2", second) is None


def test_a_bound_that_is_in_the_way_lets_a_search_go_on(cluster: Cluster) -> None:
    """A log that is full, or a node that has used up its lives."""
    machines = machines_of(cluster)
    first, second = machines
    room = first.disk.commit
    assert goes_on(1, room + 1, 2, machines)
    assert not goes_on(2, room + 1, 2, machines)
    assert goes_on(2, room, 2, machines)
    assert goes_on(2, room + 1, 1, (first, replace(second, node=None)))
    assert not has_ended(machines, second)
    assert has_ended(machines, replace(second, node=None))


def test_what_a_machine_has_delivered_stays(cluster: Cluster) -> None:
    """A position that falls back is a loss."""
    machines = machines_of(cluster)
    shorter = replace(machines[0], disk=replace(machines[0].disk, commit=0))
    assert stays(machines, machines)
    assert not stays(machines, (shorter, machines[1]))
