"""Plays: a run of the model written down line by line, as in `deliver(n1)`; each line must be possible in its turn.

An argument is a node, a group, a number, a refusal by its name, software as `1..2`, or hosts as `{n1 n2}`.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise, takewhile
from typing import Any

import pytest

from upshift.model import laws
from upshift.model.actions import ACTIONS
from upshift.model.museum import Mutation
from upshift.model.scenarios import BY_NAME as BY_SCENARIO
from upshift.model.state import State
from upshift.model.values import Map
from upshift.model.versions import Range
from upshift.model.views import Refusal
from upshift.proofs.rebind import rebound

Swaps = Mapping[Callable[..., Any], Callable[..., Any]]

BY_NAME = {action.__name__: action for action in ACTIONS}


def argument(s: State, word: str) -> Any:  # noqa: ANN401  # an action takes anything
    """What a word of a line stands for."""
    if word in s.nodes or word in s.log[0].view.groups:
        return word
    if word.isdigit():
        return int(word)
    if re.fullmatch(r"\d\.\.\d", word):
        return Range(int(word[0]), int(word[-1]))
    if word.startswith("{"):
        return Map({n: n in word[1:-1].split() for n in s.nodes})
    return Refusal[word]


def step(s: State, line: str, swaps: Swaps) -> State | None:
    """The state after one line, or None if it is not enabled."""
    name, _, words = line.removesuffix(")").partition("(")
    (action,) = rebound((BY_NAME[name],), swaps, "upshift.model")
    after: State | None = action(s, *(argument(s, word) for word in words.split(", ")))
    return after


def steps(s: State, lines: tuple[str, ...], swaps: Swaps) -> tuple[State, ...]:
    """The states of a run, the first included; a line that is not enabled fails the test."""
    run = [s]
    for number, line in enumerate(lines):
        after = step(run[-1], line, swaps)
        if after is None:
            before = " ".join(lines[:number]) or "nothing"
            pytest.fail(f"{line} is not enabled after {before}")
        run.append(after)
    return tuple(run)


@pytest.fixture(scope="session")
def play() -> Callable[..., State]:
    """`play(state, "leave(n1)", "deliver(n1)")` is the state after these lines; `swaps` replaces functions."""

    def played(s: State, *lines: str, swaps: Swaps | None = None) -> State:
        return steps(s, lines, swaps or {})[-1]

    return played


@pytest.fixture(scope="session")
def can() -> Callable[..., bool]:
    """`can(state, "leave(n1)")`: the line is enabled."""

    def possible(s: State, line: str, swaps: Swaps | None = None) -> bool:
        return step(s, line, swaps or {}) is not None

    return possible


@pytest.fixture(scope="session")
def breaks() -> Callable[..., set[str]]:
    """`breaks(state, *lines)`: the names of the laws that the last line breaks, and none before it."""

    def broken(before: State, after: State) -> set[str]:
        return {law.__name__ for law in laws.STATE if not law(after)} | {
            law.__name__ for law in laws.STEP if not law(before, after)
        }

    def found(s: State, *lines: str, swaps: Swaps | None = None) -> set[str]:
        run = steps(s, lines, swaps or {})
        *earlier, now = (broken(before, after) for before, after in pairwise(run))
        return now.difference(*earlier)

    return found


@pytest.fixture(scope="session")
def tells(breaks: Callable[..., set[str]], can: Callable[..., bool]) -> Callable[[Mutation, str, str], None]:
    """`tells(mutation, law, run)`: with the mistake the run's last line breaks the law; without it nothing does."""

    def told(mutation: Mutation, law: str, run: str) -> None:
        start = BY_SCENARIO[mutation.scenario].initial
        lines = re.findall(r"\w+\([^)]*\)", run)
        assert law in breaks(start, *lines, swaps=mutation.replaced)
        possible = [lines[: end + 1] for end in range(len(lines))]
        harmless = takewhile(lambda some: can(steps(start, tuple(some[:-1]), {})[-1], some[-1]), possible)
        for some in harmless:
            assert breaks(start, *some) <= {"group_keeps_running"}

    return told
