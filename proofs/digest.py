"""The digest of what was checked: the source of it without its comments, and the system made of it.

Formatting, comments and docstrings do not count, nor does the machine or the version of Python.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from upshift.proofs.catalogue import TOY, VERSION, Entry
from upshift.proofs.explore.effort import EXHAUSTIVE
from upshift.proofs.explore.system import System
from upshift.proofs.show import show

PACKAGE: Final = "upshift"
MODEL: Final = "upshift.model"
BUILDER: Final = "upshift.proofs.systems"
"""Where a scenario becomes a system: what it imports of the model is the protocol and its laws."""
SYSTEMS: Final = (
    MODEL,
    BUILDER,
    "upshift.impl",
    "upshift.proofs.order",
    "upshift.proofs.product",
    "upshift.proofs.refine",
    "upshift.proofs.stack",
)
"""How the modules begin that a system of implementation nodes is made of, and the laws that it is held to."""
LENGTH: Final = 16


def digest_of(entry: Entry, system: System[Any]) -> str:
    """The digest of an entry and of the system that it makes."""
    roots = (BUILDER, *entry.sources) if entry.system == VERSION else entry.sources
    modules = reached(roots, (MODEL,) if entry.system in {VERSION, TOY} else SYSTEMS)
    parts = (
        entry.subject,
        system.name,
        *map(essence_of, modules),
        *entry.details,
        *(show(system.shown(state)) for state in system.initial),
        *(f"{move.label} {move.kind.value} {move.actor}" for move in system.moves),
        *(f"offers {action}" for action in system.offered),
        *(f"{type(law).__name__} {law.name}" for law in system.laws),
        *((repr(system.effort),) if system.effort != EXHAUSTIVE else ()),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LENGTH]


def reached(roots: Iterable[str], wanted: tuple[str, ...] = (MODEL,)) -> tuple[str, ...]:
    """The modules and those that they import, directly or not, whose names begin as wanted."""
    waiting = list(roots)
    seen = set(waiting)
    while waiting:
        for module in imported(waiting.pop(), wanted) - seen:
            seen.add(module)
            waiting.append(module)
    return tuple(sorted(seen))


@cache
def imported(module: str, wanted: tuple[str, ...] = (MODEL,)) -> frozenset[str]:
    """The modules that a module imports whose names begin as wanted."""
    return frozenset(
        name
        for node in ast.walk(ast.parse(source_of(module)))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in _meant(node)
        if name.startswith(wanted) and name != MODEL
    )


def _meant(node: ast.ImportFrom | ast.Import) -> Iterator[str]:
    """The modules that an import means: `from package import module` means both."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    parent = node.module or ""
    yield parent
    for alias in node.names:
        child = f"{parent}.{alias.name}"
        if parent.startswith(PACKAGE) and _is_package(parent) and find_spec(child) is not None:
            yield child


@cache
def _is_package(module: str) -> bool:
    """The module has modules of its own."""
    spec = find_spec(module)
    return spec is not None and spec.submodule_search_locations is not None


def source_of(module: str) -> str:
    """The text of a module.

    Raises:
        ModuleNotFoundError: there is no such module in a file.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no source of {module}")
    return Path(spec.origin).read_text(encoding="utf-8")


@cache
def essence_of(module: str) -> str:
    """What a module says to the machine, and its name."""
    return f"{module} {essence(source_of(module))}"


def essence(source: str) -> str:
    """What a source says to the machine: its syntax without docstrings, comments and formatting.

    Written here and not by `ast.dump`, whose text changes from one version of Python to the next.
    """
    return _written(ast.parse(source))


def _written(value: object) -> str:
    """A node with those of its fields that are filled, a list, or a constant."""
    match value:
        case ast.AST():
            told = (
                f"{name}={_written(part)}"
                for name, part in ast.iter_fields(_undocumented(value))
                if part not in (None, [])
            )
            return f"{type(value).__name__}({' '.join(told)})"
        case list():
            return f"[{' '.join(map(_written, value))}]"
        case _:
            return repr(value)


def _undocumented(node: ast.AST) -> ast.AST:
    """The node without the strings that stand in its body as statements."""
    match node:
        case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            kept = [statement for statement in node.body if not _is_text(statement)]
            return type(node)(**{**dict(ast.iter_fields(node)), "body": kept})
        case _:
            return node


def _is_text(statement: ast.stmt) -> bool:
    """The statement is a string and nothing else: documentation of what stands before it."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
