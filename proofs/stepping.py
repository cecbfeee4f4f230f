"""A function of the readable subset, run step by step: which `return` it reached, by which branches, what names meant.

Every expression is evaluated by Python itself, in the function's own globals; only the order in which they are looked
at is ours.
"""

import ast
import inspect
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, repeat
from types import CodeType, FunctionType

from upshift.proofs.show import show

SHORT = 40
"""A value that takes more characters than this is told by the expression that it came from."""

Function = Callable[..., object]
Place = str | tuple["Place", ...]


class UnreadableError(Exception):
    """The function has no source, or is written in more of Python than is stepped through."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A name, and what it stands for as a reader wants to see it: `always`, or where the clause mentions it."""

    name: str
    told: str
    always: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at one point of a run: all that Python may look up there, and how the names came by it."""

    path: tuple[str, ...]
    names: dict[str, object]
    bound: tuple[Bound, ...] = ()
    defined: Mapping[str, tuple[ast.expr, "Scope"]] = field(default_factory=dict)

    def value(self, expression: ast.expr) -> object:
        """What Python says that the expression is."""
        return eval(_compiled(expression), self.names)  # noqa: S307  # the project's own source

    def truth(self, expression: ast.expr) -> bool:
        """Whether the expression counts as true."""
        return bool(self.value(expression))

    def bindings(self, clause: ast.expr) -> tuple[tuple[str, str], ...]:
        """The names that a reader of the clause needs, outermost first; an inner name hides an outer one."""
        mentioned = {node.id for node in ast.walk(clause) if isinstance(node, ast.Name)}
        told: dict[str, str] = {}
        for bound in self.bound:
            if bound.always or bound.name in mentioned:
                told.pop(bound.name, None)
                told[bound.name] = bound.told
        return tuple(told.items())

    def define(self, name: str, expression: ast.expr) -> "Scope":
        """The scope after `name = expression`."""
        value = self.value(expression)
        text = show(value)
        bound = Bound(name, text if len(text) <= SHORT else written(expression), always=False)
        return replace(
            self,
            names={**self.names, name: value},
            bound=(*self.bound, bound),
            defined={**self.defined, name: (expression, self)},
        )

    def choose(self, target: ast.expr, value: object, place: Place) -> "Scope":
        """The scope with one choice of a comprehension; `place` is where the value was found, if that can be told."""
        match target:
            case ast.Name(id=name):
                return replace(
                    self,
                    names={**self.names, name: value},
                    bound=(*self.bound, Bound(name, _found(value, place), always=True)),
                    defined={kept: told for kept, told in self.defined.items() if kept != name},
                )
            case ast.Tuple(elts=targets) if isinstance(value, tuple) and len(targets) == len(value):
                scope = self
                places = place if isinstance(place, tuple) else ("",) * len(targets)
                for each, part, its_place in zip(targets, value, places, strict=True):
                    scope = scope.choose(each, part, its_place)
                return scope
        raise UnreadableError(written(target))


class _Unwrapped(ast.NodeTransformer):
    """Takes the second pair of parentheses from `all((... for ...))`, which is how a lone generator is unparsed."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """A call whose only argument is a generator."""
        self.generic_visit(node)
        match node.args, node.keywords:
            case [ast.GeneratorExp() as each], []:
                node.args = [ast.Name(ast.unparse(each)[1:-1])]
            case _:
                pass
        return node


@lru_cache(maxsize=4096)
def written(expression: ast.expr) -> str:
    """The expression as its author wrote it, on one line."""
    return ast.unparse(_Unwrapped().visit(deepcopy(expression)))


def _found(value: object, place: Place) -> str:
    """Where a value was found, and the value itself if it is short: `s.nodes[n1] = Local(...)`."""
    where = place if isinstance(place, str) else ""
    text = show(value)
    if len(text) <= SHORT:
        return f"{where} = {text}" if where else text
    return where or show(value, SHORT)


@lru_cache(maxsize=4096)
def _compiled(expression: ast.expr) -> CodeType:
    """An expression, compiled once for each time that it is written down."""
    return compile(ast.fix_missing_locations(ast.Expression(expression)), "<clause>", "eval")


# ---- comprehensions


def choices(generators: Iterable[ast.comprehension], scope: Scope) -> Iterator[Scope]:
    """The scopes in which the element of a comprehension is looked at, in Python's own order."""
    first, *rest = generators
    found = scope.value(first.iter)
    if not isinstance(found, Iterable):
        raise UnreadableError(written(first.iter))
    for value, place in zip(found, chain(_places(first.iter, scope), repeat("")), strict=False):
        chosen = scope.choose(first.target, value, place)
        if all(chosen.truth(test) for test in first.ifs):
            if rest:
                yield from choices(rest, chosen)
            else:
                yield chosen


def _places(source: ast.expr, scope: Scope) -> Iterator[Place]:
    """Where the values of a `for` are found: `s.nodes[n1]` in `s.nodes.values()`, `s.log[2]` in `s.log`."""
    match source:
        case ast.Call(func=ast.Attribute(value=owner, attr="values" | "items" as how), args=[], keywords=[]):
            kept = scope.value(owner)
            if isinstance(kept, Mapping):
                places = (f"{written(owner)}[{show(key)}]" for key in kept)
                yield from places if how == "values" else (("", place) for place in places)
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner], keywords=[]):
            yield from (("", place) for place in _places(inner, scope))
        case _:
            if isinstance(row := scope.value(source), tuple):
                yield from (f"{written(source)}[{index}]" for index in range(len(row)))


# ---- functions


@dataclass(frozen=True, slots=True)
class Branch:
    """An `if` on the way: its test, what names meant there, and whether it was true."""

    test: ast.expr
    scope: Scope
    taken: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """The `return` that a run reached, and the branches on the way to it."""

    expression: ast.expr
    scope: Scope
    branches: tuple[Branch, ...]

    @property
    def given(self) -> bool:
        """What is returned is written out, so that the branches decided."""
        return bool(self.branches) and is_given(self.expression)


def is_given(expression: ast.expr) -> bool:
    """A constant or a member of an Enum: there is nothing in it to look into."""
    match expression:
        case ast.Constant():
            return True
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return owner[:1].isupper() and name.isupper()
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
        case _:
            return False


def returned(function: object, outer: Scope, arguments: Iterable[object], texts: Iterable[str]) -> Returned:
    """Runs a function as far as its `return`; `texts` are the arguments as the caller wrote them.

    Raises:
        UnreadableError: it cannot be stepped through.
    """
    if callable(function):
        function = inspect.unwrap(function)
    body = _source(function.__code__) if isinstance(function, FunctionType) else None
    if body is None or not isinstance(function, FunctionType):
        raise UnreadableError(show(function))
    parameters = inspect.signature(function).bind(*arguments)
    parameters.apply_defaults()
    scope = Scope(
        path=(*outer.path, function.__name__),
        names={**function.__globals__, **inspect.getclosurevars(function).nonlocals, **parameters.arguments},
        bound=(*outer.bound, *_received(parameters.arguments, texts, {bound.name for bound in outer.bound})),
    )
    reached = _run(body, scope, ())
    if not isinstance(reached, Returned):
        return Returned(ast.Constant(None), *reached)
    return reached


def _received(parameters: Mapping[str, object], texts: Iterable[str], known: Container[str]) -> Iterator[Bound]:
    """What the parameters stand for: themselves if they are short, else what the caller wrote, unless that is known."""
    for (name, value), text in zip(parameters.items(), chain(texts, repeat("")), strict=False):
        shown = show(value)
        if text == name and name in known:
            continue
        if len(shown) <= SHORT:
            yield Bound(name, shown, always=True)
        elif text not in {"", name}:
            yield Bound(name, text, always=False)


def _run(
    statements: Iterable[ast.stmt], scope: Scope, branches: tuple[Branch, ...]
) -> Returned | tuple[Scope, tuple[Branch, ...]]:
    """Goes through statements in order: to a `return`, or to their end with the scope and the branches there."""
    for statement in statements:
        match statement:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                continue
            case ast.Return(value=expression):
                return Returned(expression or ast.Constant(None), scope, branches)
            case ast.Assign(targets=[ast.Name(id=name)], value=expression):
                scope = scope.define(name, expression)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as expression):
                scope = scope.define(name, expression)
            case ast.If(test=test, body=body, orelse=otherwise):
                taken = scope.truth(test)
                reached = _run(body if taken else otherwise, scope, (*branches, Branch(test, scope, taken)))
                if isinstance(reached, Returned):
                    return reached
                scope, branches = reached
            case _:
                raise UnreadableError(f"line {statement.lineno}: {ast.unparse(statement)}")
    return scope, branches


@lru_cache(maxsize=4096)
def _source(code: CodeType) -> tuple[ast.stmt, ...] | None:
    """The statements of a function or lambda, or None if its source is not to be had."""
    try:
        lines, _ = inspect.findsource(code)
        tree = _parsed("".join(lines))
    except (OSError, SyntaxError, TypeError):
        return None
    body: tuple[ast.stmt, ...] | None = None
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=code.co_name):
                if code.co_firstlineno == min([node.lineno, *(above.lineno for above in node.decorator_list)]):
                    body = tuple(node.body)
            case ast.Lambda(lineno=code.co_firstlineno, body=expression) if _holds(expression, code):
                body = (ast.Return(expression),)
            case _:
                continue
    return body


@lru_cache(maxsize=64)
def _parsed(text: str) -> ast.Module:
    """A whole file."""
    return ast.parse(text)


def _holds(expression: ast.expr, code: CodeType) -> bool:
    """The code was made from this expression, of which there may be several on one line: all of it stands there."""
    first = (expression.lineno, expression.col_offset)
    last = (expression.end_lineno or 0, expression.end_col_offset or 0)
    spans = [
        ((line, column), (end_line, end_column))
        for line, end_line, column, end_column in code.co_positions()
        if line and end_line and column is not None and end_column is not None and column != end_column
    ]
    return code.co_name == "<lambda>" and all(first <= start and end <= last for start, end in spans)


def written_down(function: Function) -> str | None:
    """What the function returns, as it is written, if it has one `return`; None if that cannot be told."""
    body = _source(function.__code__) if isinstance(function, FunctionType) else None
    ends = [node for statement in body or () for node in ast.walk(statement) if isinstance(node, ast.Return)]
    return written(ends[0].value) if len(ends) == 1 and ends[0].value is not None else None
