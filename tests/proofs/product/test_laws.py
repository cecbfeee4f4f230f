"""Tests of laws of products: judged once of each combination, and told by the clause that is false."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from upshift.proofs.explore import Finding, run
from upshift.proofs.explore.system import Eventually, Reachable, StateLaw, StepLaw, System, Witness
from upshift.proofs.product import MachineLaw, PairLaw, Product, State, system_of
from upshift.proofs.trace import WRITERS, from_json, replay, save, to_json

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


# ---- a law of each kind that is decided, in a ballot of two


def calm(node: str, machine: Any) -> bool:  # noqa: ANN401  # as the ballot has it
    """Nobody stands in a second term."""
    return not (machine.standing and machine.term == 2)


def apart(node: str, machine: Any, other: str, its: Any) -> bool:  # noqa: ANN401  # as the ballot has it
    """No two nodes stand in one term."""
    return not (machine.standing and its.standing and machine.term == its.term)


def together(machines: tuple[Any, ...]) -> bool:
    """Nobody is two terms ahead."""
    terms: list[int] = [machine.term for machine in machines]
    return max(terms) < 2 + min(terms)


def stands_on(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """Who stands goes on standing."""
    return all(not machine.standing or its.standing for machine, its in zip(before, after, strict=True))


def quiet(machines: tuple[Any, ...]) -> bool:
    """Nobody stands."""
    return not any(machine.standing for machine in machines)


def fresh(machines: tuple[Any, ...]) -> bool:
    """Nobody led anything."""
    return not any(machine.led for machine in machines)


DECIDED: dict[str, tuple[Any, int, str]] = {
    "machine": (MachineLaw[Any]("calm", "", calm), 2, "calm: machine.standing and machine.term == 2 is true"),
    "pair": (PairLaw[Any]("apart", "", apart), 2, "apart: machine.standing and its.standing"),
    "machines": (StateLaw[Any]("together", "", together), 2, "together: max(terms) < 2 + min(terms) is false"),
    "step": (StepLaw[Any]("stands_on", "", stands_on), 3, "stands_on: "),
    "eventually": (Eventually[Any]("settles", "", lambda _: True, quiet), 2, "settles(...) is false"),
    "reachable": (Reachable[Any]("starts_over", "", fresh), 3, "starts_over(...) is false"),
    "witness": (Witness[Any]("led", "", lambda _, __, after: not fresh(after)), 3, ""),
}
"""Each with the length of the shortest run, and how its clause is named."""


def found(product: Product[Any, Any], law: Any) -> tuple[System[State], Finding[State]]:  # noqa: ANN401  # of any kind
    """What becomes of one law, and in which system."""
    system = system_of(replace(product, laws=(law,)))
    exploration = run(system)
    (finding,) = (*exploration.broken, *exploration.seen)
    return system, finding


@pytest.mark.parametrize("kind", DECIDED)
def test_what_is_found_is_kept_and_found_again_in_another_system(ballot: Make, kind: str) -> None:
    """There machines and letters have other numbers, and a trace says nothing that depends on them."""
    law, steps, clause = DECIDED[kind]
    system, finding = found(ballot(2), law)
    assert steps == finding.run.steps
    saved = save(finding, "ballot", shown_as=system.shown)
    assert saved == from_json(to_json(saved))
    other = system_of(replace(ballot(2), laws=(law,)))
    assert saved == save(replay(saved, other), "ballot", shown_as=other.shown)
    assert clause in ("" if saved.blame is None else "\n".join(saved.blame.lines()))
    assert all(law.name in writer(saved) for writer in WRITERS.values())


def test_each_question_is_asked_once_of_the_same_machines(ballot: Make) -> None:
    """Of one machine, of two, of all of them, and of all of them before and after a step."""
    asked: Counter[tuple[Any, ...]] = Counter()

    def noted(*arguments: Any) -> bool:  # noqa: ANN401  # as each law has it
        asked[arguments] += 1
        return True

    laws = (
        MachineLaw[Any]("one", "", lambda *arguments: noted("one", *arguments)),
        PairLaw[Any]("two", "", lambda *arguments: noted("two", *arguments)),
        StateLaw[Any]("all", "", lambda *arguments: noted("all", *arguments)),
        StepLaw[Any]("step", "", lambda *arguments: noted("step", *arguments)),
        Reachable[Any]("goal", "", lambda *arguments: noted("goal", *arguments)),
        Eventually[Any]("end", "", lambda *each: noted("when", *each), lambda *each: noted("then", *each)),
    )
    assert run(system_of(replace(ballot(3, 1), laws=laws))).holds
    assert {"one", "two", "all", "step", "goal", "when", "then"} == {question for question, *_ in asked}
    assert {1} == set(asked.values())


def test_a_law_of_two_is_asked_in_both_orders(ping: Make) -> None:
    """It need not be symmetric."""
    _, finding = found(ping(1), PairLaw[Any]("first", "", lambda node, _, __, ___: node == "client"))
    assert 0 == finding.run.steps


# ---- why


def explanation(system: System[State], state: State) -> str | None:
    """What the only law of a system says of a state."""
    (law,) = system.laws
    assert isinstance(law, StateLaw)
    assert law.explain is not None
    return law.explain(state)


@pytest.mark.parametrize("kind", ["machine", "pair", "machines"])
def test_where_nothing_is_broken_nothing_is_explained(ballot: Make, kind: str) -> None:
    """The initial state breaks none of them."""
    system = system_of(replace(ballot(2), laws=(DECIDED[kind][0],)))
    assert explanation(system, system.initial[0]) is None


def test_a_law_that_has_nothing_to_say_is_told_by_its_clause(ballot: Make) -> None:
    """The numbers of a state are never told."""
    law, _, clause = DECIDED["machines"]
    system, finding = found(ballot(2), replace(law, explain=lambda _: None))
    assert clause in str(explanation(system, finding.run.states[-1]))


def test_a_clause_that_cannot_be_named_is_said_to_be_so(ballot: Make) -> None:
    """A law that answers differently each time is no law, and cannot be run step by step."""
    answers = iter([False, True])
    system = system_of(replace(ballot(2), laws=(StateLaw[Any]("moody", "", lambda _: next(answers)),)))
    text = str(explanation(system, system.initial[0]))
    assert text.startswith("moody is false, and the clause cannot be named (")
