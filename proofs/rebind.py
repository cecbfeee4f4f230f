"""The same functions with some of them replaced: how clauses are dropped and mutations made, without hooks.

The functions of a package are cloned with globals in which every function of the package is its clone, or the
replacement. Classes, constants and everything outside the package stay the objects they are, so that laws and states
are shared by the protocol as it is and as it is broken. A function that was made inside another one keeps its variables
there: it cannot be cloned, and is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

Function = Callable[..., Any]


def rebound(functions: Iterable[Function], replaced: Mapping[Function, Function], package: str) -> tuple[Function, ...]:
    """The functions, calling the replacements instead of what is replaced, all through the package.

    A replacement is taken as it is: what it calls is the protocol's own, so it may call what it replaces.

    Raises:
        TypeError: a function has a closure, through which it would go on calling what is replaced.
        LookupError: what is to be replaced is not of the package, so that nothing would change, in silence.
    """
    if not replaced:
        return tuple(functions)
    for function in replaced:
        if not f"{function.__module__}.".startswith(f"{package}."):
            raise LookupError(f"{function.__module__}.{function.__qualname__} is no function of {package}")
    scopes: dict[int, dict[str, Any]] = {}
    clones: dict[Function, Function] = dict(replaced)

    def scope(original: dict[str, Any]) -> dict[str, Any]:
        known = scopes.get(id(original))
        if known is not None:
            return known
        made = scopes[id(original)] = dict(original)
        for name, value in original.items():
            if isinstance(value, FunctionType) and f"{value.__module__}.".startswith(f"{package}."):
                made[name] = cloned(value)
        return made

    def cloned(function: Function) -> Function:
        if function not in clones:
            assert isinstance(function, FunctionType)  # noqa: S101  # the model is made of plain functions
            if function.__closure__:
                kept = ", ".join(function.__code__.co_freevars)
                raise TypeError(f"{function.__module__}.{function.__qualname__} has a closure ({kept})")
            clone = FunctionType(
                function.__code__, scope(function.__globals__), function.__name__, function.__defaults__
            )
            clone.__kwdefaults__ = function.__kwdefaults__
            clones[function] = clone
        return clones[function]

    return tuple(cloned(function) for function in functions)
