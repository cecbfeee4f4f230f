"""The digest of what was checked: the protocol's source without its comments, and the system made of it.

Formatting, comments and docstrings do not count, nor does the machine or the version of Python.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from upshift.proofs.catalogue import TOYS_MODULE, Entry
from upshift.proofs.explore.system import System
from upshift.proofs.show import show

MODEL: Final = "upshift.model"
BUILDER: Final = "upshift.proofs.systems"
"""Where a scenario becomes a system: what it imports of the model is the protocol and its laws."""
LENGTH: Final = 16


def digest_of(entry: Entry, system: System[Any]) -> str:
    """The digest of an entry and of the system that it makes."""
    roots = entry.sources if TOYS_MODULE in entry.sources else (BUILDER, *entry.sources)
    parts = (
        entry.subject,
        system.name,
        *(essence_of(module) for module in reached(roots)),
        *entry.details,
        *map(show, system.initial),
        *(f"{move.label} {move.kind.value} {move.actor}" for move in system.moves),
        *(f"{type(law).__name__} {law.name}" for law in system.laws),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LENGTH]


def reached(roots: Iterable[str]) -> tuple[str, ...]:
    """The modules and those of the model that they import, directly or not, by name."""
    waiting = list(roots)
    seen = set(waiting)
    while waiting:
        for module in imported(waiting.pop()) - seen:
            seen.add(module)
            waiting.append(module)
    return tuple(sorted(seen))


@cache
def imported(module: str) -> frozenset[str]:
    """The modules of the model that a module imports."""
    return frozenset(
        name
        for node in ast.walk(ast.parse(source_of(module)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(MODEL)
        for name in _meant(node)
    )


def _meant(node: ast.ImportFrom) -> Iterator[str]:
    """The modules that an import from the model means: `from package import module` means both."""
    parent = node.module or ""
    if parent != MODEL:
        yield parent
    for alias in node.names:
        child = f"{parent}.{alias.name}"
        if _is_package(parent) and find_spec(child) is not None:
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
