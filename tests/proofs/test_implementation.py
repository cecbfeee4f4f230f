"""The systems of implementation nodes that there are, and the mistakes that are made in them."""

from upshift.model.scenarios import BY_NAME
from upshift.proofs.explore.toys import TOYS
from upshift.proofs.implementation import MISTAKES, SUBJECTS


def test_every_system_of_nodes_has_a_name_of_its_own() -> None:
    """Which no scenario of the model has, and no toy."""
    names = [subject.name for subject in SUBJECTS]
    assert len(names) == len(set(names) - set(BY_NAME) - set(TOYS))


def test_every_mistake_is_made_in_a_system_that_there_is() -> None:
    """Once, and what breaks nothing says why."""
    assert {mistake.subject for mistake in MISTAKES} <= {subject.name for subject in SUBJECTS}
    assert len(MISTAKES) == len({mistake.name for mistake in MISTAKES})
    assert [] == [mistake.name for mistake in MISTAKES if not (mistake.law or mistake.note)]
