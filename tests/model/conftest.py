"""Plays: a run of the model written down line by line, as in `deliver(n1)`, each of which must be possible when it is its turn.

An argument is a node, a group, a number, a refusal by its name, software as `V1` or `V12` (the versions 1 to 2), or hosts as `{n1 n2}`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from upshift.model import laws
from upshift.model.actions import ACTIONS
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
    if re.fullmatch(r"V\d\d?", word):
        return Range(int(word[1]), int(word[-1]))
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
    """`play(state, "leave(n1)", "deliver(n1)")` is the state after these lines; `swaps` replaces functions of the model."""

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
    """`breaks(state, *lines)`: the names of the laws that the last line breaks; the lines before it must break none."""

    def broken(before: State, after: State) -> set[str]:
        return {law.__name__ for law in laws.STATE if not law(after)} | {
            law.__name__ for law in laws.STEP if not law(before, after)
        }

    def found(s: State, *lines: str, swaps: Swaps | None = None) -> set[str]:
        run = steps(s, lines, swaps or {})
        for line, before, after in zip(lines[:-1], run[:-2], run[1:-1], strict=True):
            assert set() == broken(before, after), f"broken too early, by {line}"
        return broken(run[-2], run[-1])

    return found
