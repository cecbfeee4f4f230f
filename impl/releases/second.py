"""The second release: version 2 writes JSON and can also count a word; version 1 it speaks as the first release does.

None of it is code of the first release: a node that was updated runs this file and not that one.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from upshift.impl.programs import Program, Values

# ---- what it can do


def _added(words: Values, argument: str) -> tuple[Values, str]:
    """The word is there once more."""
    longer = (*words, argument)
    return longer, str(len(longer))


def _counted(words: Values, argument: str) -> tuple[Values, str]:
    """How often the word is there; new in version 2."""
    return words, str(words.count(argument))


Function = Callable[[Values, str], tuple[Values, str]]
_SINCE_1: Mapping[str, Function] = MappingProxyType({"add": _added})
_SINCE_2: Mapping[str, Function] = MappingProxyType({**_SINCE_1, "count": _counted})


def apply_1(words: Values, function: str, argument: str) -> tuple[Values, str]:
    """A call at version 1.

    Raises KeyError for a function that version 1 does not have.
    """
    return _SINCE_1[function](words, argument)


def apply_2(words: Values, function: str, argument: str) -> tuple[Values, str]:
    """A call at version 2.

    Raises KeyError for a function that version 2 does not have.
    """
    return _SINCE_2[function](words, argument)


# ---- how it speaks


def encode_1(function: str, argument: str) -> str:
    """A call as version 1 has it: one word, a space, the rest."""
    return f"{function} {argument}"


def decode_1(body: str) -> tuple[str, str]:
    """The inverse of `encode_1`.

    Raises ValueError for anything else.
    """
    parts = body.split(" ", maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f"not written in version 1: {body!r}")
    return parts[0], parts[1]


def encode_2(function: str, argument: str) -> str:
    """A call as version 2 has it."""
    return json.dumps({"call": function, "with": argument}, sort_keys=True)


def decode_2(body: str) -> tuple[str, str]:
    """The inverse of `encode_2`.

    Raises ValueError for anything else.
    """
    match json.loads(body):
        case {"call": str(function), "with": str(argument), **more} if not more:
            return function, argument
        case _:
            raise ValueError(f"not written in version 2: {body!r}")


def save_1(words: Values) -> str:
    """A snapshot that the first release can read."""
    return "".join(f"{len(word)}:{word}" for word in words)


def restore_1(text: str) -> Values:
    """The inverse of `save_1`.

    Raises ValueError for a text that is cut off or no snapshot.
    """
    words, at = [], 0
    while at < len(text):
        colon = text.index(":", at)
        if not text[at:colon].isdecimal():
            raise ValueError("not a snapshot of version 1")
        end = colon + 1 + int(text[at:colon])
        if end > len(text):
            raise ValueError("a snapshot of version 1 that is cut off")
        words.append(text[colon + 1 : end])
        at = end
    return tuple(words)


def save_2(words: Values) -> str:
    """A snapshot as version 2 has it."""
    return json.dumps(words)


def restore_2(text: str) -> Values:
    """The inverse of `save_2`.

    Raises ValueError for anything else.
    """
    words = json.loads(text)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("no snapshot of version 2")
    return tuple(words)


VERSION_1 = Program(1, MappingProxyType({"add": 1}), encode_1, decode_1, apply_1, save_1, restore_1)
VERSION_2 = Program(2, MappingProxyType({"add": 1, "count": 2}), encode_2, decode_2, apply_2, save_2, restore_2)
