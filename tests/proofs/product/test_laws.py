"""Tests of laws of products: judged once of each combination, and told by the clause that is false."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from upshift.proofs.explore import run
from upshift.proofs.explore.system import StateLaw, StepLaw, Witness
from upshift.proofs.product import MachineLaw, PairLaw, Product, system_of

Make = Callable[..., Product[Any, Any]]


def test_every_kind_of_law_is_judged(ping: Make) -> None:
    """Of one machine, of two, of all, of steps, and what must come or be possible in the end."""
    found = run(system_of(ping(2)))
    assert found.holds
    assert {"fell", "done"} == {finding.law.name for finding in found.seen}


def test_a_machine_is_judged_once(ping: Make) -> None:
    """However many states it is part of."""
    asked: list[Any] = []

    def holds(node: str, machine: Any) -> bool:  # noqa: ANN401  # a machine
        asked.append((node, machine))
        return True

    product = replace(ping(2), laws=(MachineLaw("asked", "is asked", holds),))
    assert run(system_of(product)).states > len(asked)
    assert len(asked) == len(set(asked))


def test_a_law_that_fails_says_which_clause(ping: Make) -> None:
    """Its own explanation goes before that."""
    product = ping(1)
    quiet = MachineLaw[Any]("quiet", "nobody asks", lambda _, machine: getattr(machine, "asked", 0) == 0)
    told = replace(quiet, explain=lambda node, _: f"{node} asks")
    for law, said in ((quiet, "machine"), (told, "client asks")):
        (finding,) = run(system_of(replace(product, laws=(law,)))).broken
        assert isinstance(finding.law, StateLaw)
        assert finding.law.explain is not None
        assert said in str(finding.law.explain(finding.run.states[-1]))
        assert finding.law.explain(finding.run.states[0]) is None


def test_a_law_of_two_and_of_a_step_are_explained_as_well(ping: Make) -> None:
    """The pair that breaks it, the machines before and after."""
    alike = PairLaw[Any](
        "alike", "all are alike", lambda _, one, __, other: one == other, lambda a, _, b, __: f"{a}, {b}"
    )
    still = StepLaw[Any](
        "still", "nothing moves", lambda before, after: before == after, lambda _, after: f"now {after}"
    )
    broken = {f.law.name: f for f in run(system_of(replace(ping(1), laws=(alike, still))), keep_going=True).broken}
    pair, step = broken["alike"].law, broken["still"].law
    assert isinstance(pair, StateLaw)
    assert isinstance(step, StepLaw)
    assert pair.explain is not None
    assert step.explain is not None
    assert "client, server" == pair.explain(broken["alike"].run.states[-1])
    assert str(step.explain(*broken["still"].run.states[-2:])).startswith("now (")


def test_a_witness_reads_the_machines_of_its_step(ping: Make) -> None:
    """And the name of the move."""
    seen = Witness[Any]("asks", "somebody asks", lambda before, move, after: move.action == "ask" and before != after)
    (finding,) = run(system_of(replace(ping(1), laws=(seen,)))).seen
    assert ["ask(client)"] == [move.label for move in finding.run.moves]
