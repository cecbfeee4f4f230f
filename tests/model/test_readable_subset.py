"""The part of Python that the protocol and its laws are written in: what can be read into first-order terms.

A name has one meaning, a function is one expression behind some `if`s that return, and loops go over what is there.
"""

import ast
import builtins
import inspect
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

READ = (
    "versions",
    "views",
    "state",
    "ordering",
    "fence",
    "adjust",
    "life",
    "membership",
    "requests",
    "groups",
    "delivery",
    "network",
    "laws.versions",
    "laws.members",
    "laws.liveness",
)
MODULES = tuple(import_module(f"upshift.model.{name}") for name in READ)
EACH = pytest.mark.parametrize("module", MODULES, ids=READ)

Loop = ast.GeneratorExp | ast.DictComp | ast.ListComp | ast.SetComp


def tree_of(module: ModuleType) -> ast.Module:
    """The module as Python reads it."""
    return ast.parse(inspect.getsource(module))


def functions(module: ModuleType) -> list[ast.FunctionDef]:
    """Its functions, which all stand at the top."""
    return [node for node in tree_of(module).body if isinstance(node, ast.FunctionDef)]


def place(module: ModuleType, node: ast.stmt | ast.expr) -> str:
    """Where something stands."""
    return f"{module.__name__.removeprefix('upshift.model.')}:{node.lineno}"


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a function, those behind an `if` included; its docstring left out."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        yield statement
        if isinstance(statement, ast.If):
            yield from statements(statement.body + statement.orelse)


def is_read(statement: ast.stmt) -> bool:
    """An assignment to a name, an `if` that returns, or a return."""
    match statement:
        case ast.Assign(targets=[ast.Name()]) | ast.Return(value=ast.expr()):
            return True
        case ast.If(body=body, orelse=orelse):
            return all(isinstance(part[-1], ast.Return | ast.If) for part in (body, orelse) if part)
        case _:
            return False


def names_in(assignment: ast.Assign) -> Iterator[ast.Name]:
    """The names that are assigned to."""
    for target in assignment.targets:
        yield from (node for node in ast.walk(target) if isinstance(node, ast.Name))


def bound_names(function: ast.FunctionDef) -> list[str]:
    """Every name that a function binds: parameters, assignments, and the variables of its loops."""
    names = [argument.arg for argument in function.args.args]
    stored = (node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return names + [node.id for node in stored]


def scopes(node: ast.AST, outer: frozenset[str]) -> Iterator[str]:
    """The names that a loop binds although they mean something already where it stands."""
    inner = outer
    if isinstance(node, Loop):
        for generator in node.generators:
            for name in ast.walk(generator.target):
                if isinstance(name, ast.Name):
                    if name.id in inner:
                        yield name.id
                    inner |= {name.id}
    for child in ast.iter_child_nodes(node):
        yield from scopes(child, inner)


@EACH
def test_a_module_is_made_of_imports_constants_types_and_functions(module: ModuleType) -> None:
    """Names are resolved to live objects; nothing runs at import but definitions."""
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.ClassDef, ast.FunctionDef)
    assert [] == [
        place(module, node)
        for node in tree_of(module).body
        if not isinstance(node, allowed) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


@EACH
def test_a_function_only_assigns_a_new_name_returns_or_chooses_what_to_return(module: ModuleType) -> None:
    """Assign a new name, an `if` that returns, `return`."""
    assert [] == [
        place(module, statement)
        for function in functions(module)
        for statement in statements(function.body)
        if not is_read(statement)
    ]


@EACH
def test_a_function_answers_on_every_path(module: ModuleType) -> None:
    """It ends in a return."""
    assert [] == [
        place(module, function) for function in functions(module) if not isinstance(function.body[-1], ast.Return)
    ]


@EACH
def test_a_name_is_assigned_once(module: ModuleType) -> None:
    """No rebinding: one name, one meaning."""
    twice = []
    for function in functions(module):
        assigned = Counter(
            [argument.arg for argument in function.args.args]
            + [name.id for node in ast.walk(function) if isinstance(node, ast.Assign) for name in names_in(node)]
        )
        twice += [f"{place(module, function)} {name}" for name, times in assigned.items() if times > 1]
    assert [] == twice


@EACH
def test_a_loop_does_not_shadow_a_name(module: ModuleType) -> None:
    """No shadowing: not of a parameter, not of another variable in force, not of a name of the module."""
    shadowed = []
    for function in functions(module):
        of_the_function = frozenset(
            [argument.arg for argument in function.args.args]
            + [name.id for node in statements(function.body) if isinstance(node, ast.Assign) for name in names_in(node)]
        )
        shadowed += [f"{place(module, function)} {name}" for name in scopes(function, of_the_function)]
        shadowed += [f"{place(module, function)} {name}" for name in set(bound_names(function)) & set(vars(module))]
    assert [] == shadowed


@EACH
def test_a_function_takes_plain_parameters(module: ModuleType) -> None:
    """No defaults, no keywords only, no stars; every parameter and the answer have a type."""
    wrong = []
    for function in functions(module):
        arguments = function.args
        plain = not (
            arguments.defaults or arguments.kwonlyargs or arguments.posonlyargs or arguments.vararg or arguments.kwarg
        )
        typed = function.returns is not None and all(argument.annotation for argument in arguments.args)
        if not plain or not typed or function.decorator_list:
            wrong.append(place(module, function))
    assert [] == wrong


@EACH
def test_loops_stand_only_in_all_and_any_or_make_a_map(module: ModuleType) -> None:
    """Loops only in `all`/`any`, and `Map({n: ... for n in m})`; over one thing, without lists and sets."""
    tree = tree_of(module)
    welcome = {
        id(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(call.args) == 1
        if (call.func.id in {"all", "any"} and isinstance(call.args[0], ast.GeneratorExp))
        or (call.func.id == "Map" and isinstance(call.args[0], ast.DictComp))
    }
    assert [] == [place(module, node) for node in ast.walk(tree) if isinstance(node, Loop) and id(node) not in welcome]


@EACH
def test_there_are_no_lambdas_walruses_and_stars_in_functions(module: ModuleType) -> None:
    """But one: `(*s.log, position)` is the log with one more position."""
    unread = (ast.Lambda, ast.NamedExpr, ast.Await, ast.Yield, ast.JoinedStr, ast.Slice)
    found = [place(module, node) for f in functions(module) for node in ast.walk(f) if isinstance(node, unread)]
    stars = [place(module, node) for f in functions(module) for node in ast.walk(f) if isinstance(node, ast.Starred)]
    assert [] == found
    assert {name.split(":")[0] for name in stars} <= {"ordering"}
    assert len(stars) <= 1


@EACH
def test_the_only_builtins_are_those_that_can_be_read(module: ModuleType) -> None:
    """No folds, no sorting, no looking at types."""
    used = {node.id for f in functions(module) for node in ast.walk(f) if isinstance(node, ast.Name)} & set(
        vars(builtins)
    )
    types = {"bool", "int", "str", "tuple", "frozenset"}
    assert used <= {"all", "any", "len", "range", "enumerate"} | types


def test_no_function_calls_itself_directly_or_by_others() -> None:
    """No recursion."""
    calls: dict[str, set[str]] = {}
    for module in MODULES:
        for function in functions(module):
            calls[function.name] = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} - {
                function.name
            }
            if any(isinstance(node, ast.Name) and node.id == function.name for node in ast.walk(function)):
                pytest.fail(f"{place(module, function)} calls itself")
    reached = {name: others & set(calls) for name, others in calls.items()}
    for _ in calls:
        reached = {name: others.union(*(reached[other] for other in others)) for name, others in reached.items()}
    assert [] == [name for name, others in reached.items() if name in others]


def test_no_two_functions_of_different_modules_have_one_name() -> None:
    """Two functions of one name in different modules would be one operator in TLA+."""
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for function in functions(module):
            homes.setdefault(function.name, []).append(place(module, function))
    assert {} == {name: places for name, places in homes.items() if len(places) > 1}


@EACH
def test_a_function_says_what_it_is_in_one_line(module: ModuleType) -> None:
    """Docstrings: one declarative sentence first."""
    silent = [
        place(module, f)
        for f in functions(module)
        if not (ast.get_docstring(f) or "").split("\n")[0].endswith((".", ")"))
    ]
    assert [] == silent
