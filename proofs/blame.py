"""Why a law is false, or a guard refuses: the innermost clause that decided it, and the values for which it did.

`all` is false for its first counterexample, `and` for its first false part, `not` for what is true inside, a call for
what the function called says, and a function for the branch that led to its `return`. Where everything had to be false
together, in `or` and `any`, each part has its own reason; what is true because everything in it is, is just named. The
clause is found by running the law step by step; Python is asked for every value, and the two must agree.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from itertools import islice
from typing import TypeVar, cast

from upshift.proofs.difference import ABSENT, changes
from upshift.proofs.show import show
from upshift.proofs.stepping import (
    Function,
    Returned,
    Scope,
    UnreadableError,
    choices,
    is_given,
    returned,
    written,
    written_down,
)

T = TypeVar("T")

FEW = 4
"""So many reasons of an `or` or an `any` are told, and so many differences of two records."""
WHOLE = 120
"""A clause whose parts are told is cut off after so many characters; the clause that decided never is."""
SIDE = 72
"""A side of a comparison is cut off after so many characters."""


class BlameError(Exception):
    """Running a law step by step gives another result than calling it: nothing that is said of it can be trusted."""


@dataclass(frozen=True, slots=True)
class Blame:
    """The clause that decided; `path` names the functions that lead to it, outermost first.

    `truth` is what the clause came to: False, but for what stands under a `not`. `values` are the sides of a
    comparison. `parts` are the reasons of the parts of an `or` or an `any`, and of an answer that is compared; `more`
    counts those that are left out. Where a law explains itself there is no `clause`, and `path` has what it says, line
    by line.
    """

    path: tuple[str, ...]
    clause: str
    truth: bool
    bindings: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    parts: tuple["Blame", ...] = ()
    more: int = 0

    def lines(self) -> tuple[str, ...]:
        """The blame as text, the reasons of its parts indented."""
        return self.path if not self.clause else tuple(_lines(self, Blame((), "", truth=False)))


def _lines(told: Blame, above: Blame) -> Iterator[str]:
    """The lines of a blame, without what stands above it already."""
    known = len(above.path) if told.path[: len(above.path)] == above.path else 0
    named = [name for name in told.path[known:] if name != "<lambda>"]
    path = f"{' > '.join(named)}: " if named else ""
    clause = told.clause if len(told.clause) <= WHOLE or not told.parts else told.clause[: WHOLE - 3] + "..."
    yield f"{path}{clause} is {str(told.truth).lower()}"
    names = [f"{name} = {text}" for name, text in told.bindings if (name, text) not in above.bindings]
    if names:
        yield f"  for {', '.join(names)}"
    meant = {name: f" = {text}" for name, text in told.bindings}
    values = [f"{side} = {text}" for side, text in told.values if not meant.get(side, "").endswith(f" = {text}")]
    if values:
        yield f"  where {', '.join(values)}"
    for part in told.parts:
        yield from (f"  {line}" for line in _lines(part, told))
    if told.more:
        yield f"  and {told.more} more"


def explained(text: str) -> Blame:
    """What a law says of itself, in place of the clause that decided."""
    return Blame(tuple(line.expandtabs().rstrip() for line in text.splitlines()), "", truth=False)


def blame(law: Function, *arguments: object) -> Blame | None:
    """Why the law is false for the arguments; None if it is true.

    Raises:
        BlameError: step by step the law is not what Python says that it is.
    """
    answer = law(*arguments)
    return None if answer else _reason(law, arguments, answer)


def why_disabled(guard: Function, *arguments: object) -> Blame | None:
    """Why a guard answers False, or an action None; None if it is enabled.

    Raises:
        BlameError: step by step the guard is not what Python says that it is.
    """
    answer = guard(*arguments)
    return _reason(guard, arguments, answer) if answer is None or answer is False else None


def _reason(function: Function, arguments: tuple[object, ...], answer: object) -> Blame:
    """Why the function answers what it does."""
    if isinstance(function, partial) and not function.keywords:
        return _reason(function.func, (*function.args, *arguments), answer)
    name = getattr(function, "__name__", type(function).__name__)
    try:
        return _of_function(function, Scope((), {}), arguments, (), answer)
    except UnreadableError:
        return Blame((name,), written_down(function) or f"{name}(...)", bool(answer))
    except BlameError:
        raise
    except Exception as error:
        raise BlameError(f"{name}: {type(error).__name__} where Python had none: {error}") from error


def _of_function(
    function: object, outer: Scope, arguments: Iterable[object], texts: Iterable[str], answer: object
) -> Blame:
    """Why a function answers what it does: the branches that led to its `return`, or what it returns."""
    end = returned(function, outer, arguments, texts)
    value = end.scope.value(end.expression)
    if value != answer or type(value) is not type(answer):
        raise BlameError(f"{end.scope.path[-1]} is {show(answer, SIDE)}, but step by step {show(value, SIDE)}")
    return _of_branches(end) if end.given else _of(end.expression, end.scope)


def _of_branches(end: Returned) -> Blame:
    """Why a run came to a `return` that says nothing by itself: the test it stands under, or all that it passed by."""
    last = end.branches[-1]
    if last.taken or len(end.branches) == 1:
        return _of(last.test, last.scope)
    passed_by = [branch for branch in end.branches if not branch.taken]
    clause = " or ".join(written(branch.test) for branch in passed_by)
    return _together(Blame(end.scope.path, clause, truth=False), ((each.test, each.scope) for each in passed_by))


# ---- expressions


def _of(expression: ast.expr, scope: Scope) -> Blame:
    """Why an expression is true or false."""
    match expression:
        case ast.BoolOp():
            return _of_parts(expression, scope)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _of(operand, scope)
        case ast.IfExp(test=test, body=body, orelse=otherwise):
            chosen = body if scope.truth(test) else otherwise
            return _of(test if is_given(chosen) else chosen, scope)
        case ast.Name(id=name) if name in scope.defined:
            return _of(*scope.defined[name])
        case ast.Compare():
            return _of_comparison(expression, scope)
        case ast.Call(func=ast.Name(id="all" | "any" as name), args=[ast.GeneratorExp() as each], keywords=[]) if (
            name not in scope.names
        ):
            return _of_quantifier(name, each, expression, scope)
        case ast.Call():
            return _of_call(expression, scope) or _clause(expression, scope)
        case _:
            return _clause(expression, scope)


def _clause(expression: ast.expr, scope: Scope) -> Blame:
    """The expression itself: there is nothing to look into."""
    return Blame(scope.path, written(expression), scope.truth(expression), scope.bindings(expression))


def _of_parts(expression: ast.BoolOp, scope: Scope) -> Blame:
    """`and` and `or`: the first part that settles it, or all of them together."""
    settles = isinstance(expression.op, ast.Or)
    if scope.truth(expression) is settles:
        return _of(_first(part for part in expression.values if scope.truth(part) is settles), scope)
    return _together(_clause(expression, scope), ((part, scope) for part in expression.values))


def _of_quantifier(name: str, each: ast.GeneratorExp, expression: ast.expr, scope: Scope) -> Blame:
    """`all` and `any`: the first choice that settles it, or all of them together."""
    settles = name == "any"
    chosen = choices(each.generators, scope)
    if scope.truth(expression) is settles:
        return _of(each.elt, _first(inner for inner in chosen if inner.truth(each.elt) is settles))
    if not settles:
        return _clause(expression, scope)
    return _together(_clause(expression, scope), ((each.elt, inner) for inner in chosen))


def _together(whole: Blame, parts: Iterator[tuple[ast.expr, Scope]]) -> Blame:
    """What came out as it did by all its parts together.

    Raises:
        BlameError: one of them came out otherwise.
    """
    reasons = []
    for part, scope in islice(parts, FEW):
        if scope.truth(part) is not whole.truth:
            raise BlameError(f"{whole.clause} is {whole.truth}, but step by step {written(part)} is not")
        reasons.append(_of(part, scope))
    return replace(whole, parts=tuple(reasons), more=sum(1 for _ in parts))


def _first(found: Iterator[T]) -> T:
    """The first that was found.

    Raises:
        BlameError: there is none, though Python found one.
    """
    for each in found:
        return each
    raise BlameError("nothing settles it step by step, though Python says that it is settled")


def _of_call(call: ast.Call, scope: Scope) -> Blame | None:
    """What the function called says, if it can be stepped through, and is not just true in all its parts."""
    if call.keywords:
        return None
    try:
        found = _of_function(scope.value(call.func), scope, *_arguments(call, scope), scope.value(call))
    except UnreadableError:
        return None
    in_all_its_parts = found.truth and found.parts and not found.values
    return None if in_all_its_parts else found


def _arguments(call: ast.Call, scope: Scope) -> tuple[list[object], list[str]]:
    """The arguments of a call, and how they are written; what a star stands for is written nowhere."""
    arguments: list[object] = []
    texts: list[str] = []
    for argument in call.args:
        match argument:
            case ast.Starred():
                unpacked = cast(tuple[object, ...], scope.value(ast.Tuple([argument], ast.Load())))
                arguments += unpacked
                texts += [""] * len(unpacked)
            case _:
                arguments.append(scope.value(argument))
                texts.append(written(argument))
    return arguments, texts


# ---- comparisons


def _of_comparison(expression: ast.Compare, scope: Scope) -> Blame:
    """A comparison with the values of its sides, as far as Python looked at them."""
    whole = _clause(expression, scope)
    left, *others = sides = [expression.left, *expression.comparators]
    if len(others) > 1:
        return replace(whole, values=tuple(dict.fromkeys(_values(_looked_at(expression, scope), scope))))
    [right] = others
    values = _differences(left, right, scope) if isinstance(expression.ops[0], ast.Eq) else _values(sides, scope)
    reasons = (_of_answer(left, right, scope), _of_answer(right, left, scope))
    return replace(
        whole, values=tuple(dict.fromkeys(values)), parts=tuple(reason for reason in reasons if reason is not None)
    )


def _looked_at(expression: ast.Compare, scope: Scope) -> Iterator[ast.expr]:
    """The sides of a chain such as `1 <= a <= b`, up to the first link that is false."""
    left = expression.left
    yield left
    for operator, right in zip(expression.ops, expression.comparators, strict=True):
        yield right
        if not scope.truth(ast.Compare(left, [operator], [right])):
            return
        left = right


def _values(sides: Iterable[ast.expr], scope: Scope) -> Iterator[tuple[str, str]]:
    """What the sides of a comparison come to, but for those that say it themselves."""
    for side in sides:
        if not is_given(side):
            yield written(side), show(scope.value(side), SIDE)


def _differences(left: ast.expr, right: ast.expr, scope: Scope) -> Iterator[tuple[str, str]]:
    """Two sides that are records or the like: where they differ, which is less than what they are."""
    apart = changes(scope.value(left), scope.value(right))
    if not apart or not all(change.path for change in apart):
        yield from _values((left, right), scope)
        return
    for change in apart[:FEW]:
        for side, value in ((left, change.before), (right, change.after)):
            if value is not ABSENT:
                dot = "" if change.path.startswith("[") else "."
                yield f"{written(side)}{dot}{change.path}", show(value, SIDE)


def _of_answer(side: ast.expr, other: ast.expr, scope: Scope) -> Blame | None:
    """Of `refusal(...) is None`: why the function gave that answer, if it is one of a few and a branch decided it."""
    if not isinstance(side, ast.Call) or side.keywords or not isinstance(scope.value(other), Enum | bool | None):
        return None
    try:
        end = returned(scope.value(side.func), scope, *_arguments(side, scope))
    except UnreadableError:
        return None
    return _of_call(side, scope) if end.given and end.branches[-1].taken else None
