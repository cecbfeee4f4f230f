"""Blame and Python agree on laws that nobody has seen: random formulas about random states."""

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upshift.model.values import Map
from upshift.proofs.blame import Blame, BlameError, blame


@dataclass(frozen=True)
class Small:
    """A state to write random laws about."""

    xs: tuple[int, ...]
    m: Map[str, int]
    k: int


SMALLS = st.builds(
    Small,
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=3).map(Map),
    st.integers(0, 3),
)


def formulas(names: tuple[str, ...], depth: int) -> st.SearchStrategy[str]:
    """Boolean expressions over some integer names."""
    terms = st.sampled_from(names) | st.integers(0, 3).map(str)
    operators = st.sampled_from(["<", "<=", "==", "!=", ">", "in s.xs and 1 <", "not in s.xs or 2 >"])
    leaf = st.tuples(terms, operators, terms).map(" ".join)
    chain = st.tuples(terms, st.just("<="), terms, st.just("<"), terms).map(" ".join)
    called = st.tuples(st.sampled_from(["small", "graded"]), terms).map(lambda part: f"{part[0]}({part[1]})")
    if depth == 0:
        return leaf | chain | called
    inner = formulas(names, depth - 1)
    name = f"v{depth}"
    bound = formulas((*names, name), depth - 1)
    quantifier = st.sampled_from(["all", "any"])
    return st.one_of(
        leaf,
        chain,
        called,
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda part: "(({}) {} ({}))".format(*part)),
        st.tuples(inner, inner, inner).map(lambda part: f"(({part[0]}) if ({part[1]}) else ({part[2]}))"),
        st.tuples(quantifier, bound, bound).map(lambda part: f"{part[0]}({part[1]} for {name} in s.xs if {part[2]})"),
        st.tuples(quantifier, bound).map(lambda part: f"{part[0]}({part[1]} for n, {name} in s.m.items())"),
        st.tuples(quantifier, bound).map(lambda part: f"{part[0]}({part[1]} for {name} in s.m.values())"),
    )


HELPERS = """
def small(x):
    return x <= 1

def graded(x):
    y = x + 1
    if y > 3:
        return False
    if small(x) or y == 3:
        return True
    return False

"""

NUMBERS = count()


def written_law(formula: str) -> Callable[[Small], bool]:
    """The formula as a function whose source can be found."""
    text = f"{HELPERS}def law(s):\n    k = s.k\n    return {formula}\n"
    name = f"<law {next(NUMBERS)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    names: dict[str, Callable[[Small], bool]] = {}
    exec(compile(text, name, "exec"), names)  # noqa: S102  # the law is made up here
    return names["law"]


def clauses(found: Blame) -> list[Blame]:
    """The blame and all its parts."""
    return [found, *(inner for part in found.parts for inner in clauses(part))]


@given(formulas(("k", "len(s.xs)"), 3), SMALLS)
def test_blame_agrees_with_python(formula: str, s: Small) -> None:
    """A law is blamed if and only if it is false, and a clause is what Python makes of it with its bindings."""
    law = written_law(formula)
    found = blame(law, s)
    assert law(s) is (found is None)
    for clause in clauses(found) if found is not None else []:
        numbers = {name: int(text.rpartition(" = ")[2]) for name, text in clause.bindings if text[-1].isdigit()}
        names = law.__globals__ | {"s": s, "k": s.k} | numbers
        assert clause.truth is bool(eval(clause.clause, names))  # noqa: S307  # the law is made up here
        assert clause.parts or not clause.clause.startswith(("not ", "small(", "law("))


# ---- laws that change their mind


def test_a_law_that_changes_its_mind_is_not_blamed() -> None:
    """Step by step it is true."""
    answers = iter([False, True])
    with pytest.raises(BlameError, match="is False, but step by step True"):
        blame(lambda _: next(answers), 0)


def test_a_law_that_fails_only_step_by_step_is_not_blamed() -> None:
    """What Python did not see cannot be a reason."""
    answers = iter([False])
    with pytest.raises(BlameError, match="StopIteration where Python had none"):
        blame(lambda _: next(answers), 0)


def test_quantifiers_that_change_their_mind_are_not_blamed() -> None:
    """Each part is held against the whole."""
    fickle = partial(next, iter([False, False, False, True, True, True]))
    with pytest.raises(BlameError):
        blame(lambda _: all(fickle() for _ in range(1)), 0)
    fickle = partial(next, iter([False] * 4 + [True] * 9))
    with pytest.raises(BlameError):
        blame(lambda _: any(fickle() for _ in range(1)), 0)
