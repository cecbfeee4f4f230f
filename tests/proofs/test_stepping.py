"""Functions run step by step."""

import ast
import functools
from collections.abc import Callable

import pytest

from upshift.model.values import Map
from upshift.proofs.stepping import Scope, UnreadableError, choices, is_given, returned, written, written_down

OUTSIDE = Scope((), {})


def grade(points: int) -> str:
    """Several ways out."""
    bonus: int = 1
    total = points + bonus
    if total > 9:
        return "high"
    if total > 4:
        half = total // 2
        if half == 3:
            return "three"
    else:
        return "low"
    return "middle"


def nothing(points: int) -> None:
    """No `return` at all."""
    _ = points


def loops(points: int) -> int:
    """Outside of the subset."""
    while points > 0:
        points -= 1
    return points


def twice(function: Callable[[int], str]) -> Callable[[int], str]:
    """A decorator that tells what it wraps."""

    @functools.wraps(function)
    def wrapper(points: int) -> str:
        return function(points)

    return wrapper


@twice
def wrapped(points: int) -> str:
    """A function behind another."""
    return "many" if points > 3 else "few"


def expression(text: str) -> ast.expr:
    """A parsed expression."""
    return ast.parse(text, mode="eval").body


def scopes(text: str, **names: object) -> list[dict[str, str]]:
    """What the variables of a generator stand for, choice by choice."""
    each = expression(text)
    assert isinstance(each, ast.GeneratorExp)
    return [dict(inner.bindings(each.elt)) for inner in choices(each.generators, Scope((), names))]


@pytest.mark.parametrize(
    ("expected", "points", "branches"),
    [
        ("high", 9, [True]),
        ("three", 5, [False, True, True]),
        ("middle", 8, [False, True, False]),
        ("low", 1, [False] * 2),
    ],
)
def test_a_run_reaches_its_return_by_its_branches(expected: str, points: int, branches: list[bool]) -> None:
    """Every `if` on the way is remembered, and whether it was taken."""
    end = returned(grade, OUTSIDE, [points], [])
    assert expected == end.scope.value(end.expression) == grade(points)
    assert branches == [branch.taken for branch in end.branches]
    assert end.given


def test_a_function_without_return_answers_none() -> None:
    """As in Python."""
    end = returned(nothing, OUTSIDE, [3], [])
    assert (None, False) == (end.scope.value(end.expression), end.given)


def test_names_are_told_by_value_or_by_where_they_came_from() -> None:
    """What is short is told; what is long is told as the caller wrote it."""
    end = returned(grade, OUTSIDE, [9], ["s.points"])
    assert (("points", "9"), ("total", "10")) == end.scope.bindings(expression("total > 9"))
    long = returned(lambda s: s, OUTSIDE, ["x" * 50], ["log[1]"])
    assert (("s", "log[1]"),) == long.scope.bindings(expression("s"))
    assert () == long.scope.bindings(expression("t"))


@pytest.mark.parametrize("function", [loops, len, functools.partial(grade, 1), 3])
def test_what_is_outside_of_the_subset_is_refused(function: object) -> None:
    """Loops, functions without source, and things that are no functions."""
    with pytest.raises(UnreadableError):
        returned(function, OUTSIDE, [1], [])


def test_a_function_behind_a_wrapper_is_found() -> None:
    """`functools.wraps` leaves the way to it."""
    end = returned(wrapped, OUTSIDE, [4], [])
    assert "many" == end.scope.value(end.expression)
    assert "'many' if points > 3 else 'few'" == written(end.expression)


def test_lambdas_on_one_line_are_told_apart() -> None:
    """The code says where it stands."""
    first, second = (lambda s: s > 1), (lambda s: s > 2 and sorted([s], key=lambda t: t))
    assert "s > 1" == written(returned(first, OUTSIDE, [0], []).expression)
    assert "s > 2 and sorted([s], key=lambda t: t)" == written(returned(second, OUTSIDE, [0], []).expression)


def test_a_function_made_from_text_has_no_source() -> None:
    """Nothing can be said about it."""
    names: dict[str, Callable[[int], bool]] = {}
    exec("def law(x):\n    return x > 1\n", names)  # noqa: S102  # a function without source is wanted
    with pytest.raises(UnreadableError, match="law"):
        returned(names["law"], OUTSIDE, [1], [])


def test_a_variable_is_told_by_the_place_where_it_was_found() -> None:
    """Of the values of a map by their key, of a tuple by their position."""
    nodes = Map({"n1": 4, "n2": 5})
    assert [{"me": "s[n1] = 4"}, {"me": "s[n2] = 5"}] == scopes("(me for me in s.values())", s=nodes)
    assert [{"n": "n1", "me": "s[n1] = 4"}, {"n": "n2", "me": "s[n2] = 5"}] == scopes(
        "(n for n, me in s.items())", s=nodes
    )
    assert [{"p": "0"}, {"p": "1"}] == scopes("(p for p in range(2))")
    assert [{"i": "0", "v": "log[0] = 7"}] == scopes("(i for i, v in enumerate(log))", log=(7,))
    assert [{"v": "log[0]"}] == scopes("(v for v in log)", log=("x" * 50,))
    assert [{"v": "log[1] = 8"}] == scopes("(v for v in log if v > 7)", log=(7, 8))


def test_a_variable_of_another_collection_is_told_by_its_value() -> None:
    """Not everything with `values` is a map, and not everything has places."""

    class Values:
        def values(self) -> list[int]:
            return [1]

    assert [{"v": "1"}] == scopes("(v for v in s.values())", s=Values())
    assert [{"v": "1"}] == scopes("(v for v in s)", s=[1])


def test_functions_of_one_name_are_told_apart() -> None:
    """By the line where they begin."""

    def outer() -> tuple[Callable[[], str], Callable[[], str]]:
        def inner() -> str:
            return "first"

        first = inner

        def inner() -> str:  # type: ignore[no-redef]  # on purpose
            return "second"

        return first, inner

    assert ["'first'", "'second'"] == [written_down(function) for function in outer()]


def test_generators_are_gone_through_in_the_order_of_python() -> None:
    """The last one runs fastest, and may use the others."""
    expected = [{"a": "1", "b": "0"}, {"a": "2", "b": "0"}, {"a": "2", "b": "1"}]
    assert expected == scopes("(a for a in range(3) for b in range(a))")


def test_what_cannot_be_taken_apart_is_refused() -> None:
    """A target that does not fit, and what is no collection."""
    with pytest.raises(UnreadableError):
        scopes("(a for a, b in s)", s=(1,))
    with pytest.raises(UnreadableError):
        scopes("(a for a in s)", s=1)


def test_constants_and_members_of_an_enum_say_it_themselves() -> None:
    """There is nothing to look into."""
    assert [True] * 4 == [is_given(expression(text)) for text in ("None", "-1", "Status.ACTIVE", "'x'")]
    assert [False] * 4 == [is_given(expression(text)) for text in ("x", "s.ACTIVE", "Status.of(x)", "-x")]


def test_a_lone_generator_is_written_with_one_pair_of_parentheses() -> None:
    """As its author wrote it."""
    text = "all(any(x for x in y) for y in z) or f((x for x in y), 1)"
    assert text == written(expression(text))


def test_the_return_of_a_function_is_told_if_there_is_one() -> None:
    """Of several nobody knows which."""
    assert [None, "points", None] == [written_down(grade), written_down(loops), written_down(nothing)]
