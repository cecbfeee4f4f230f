"""The first release: version 1, in which words are added. A call is `function argument`."""

from types import MappingProxyType

from upshift.impl.programs import Program, Values


def encode(function: str, argument: str) -> str:
    """A call as version 1 writes it."""
    return f"{function} {argument}"


def decode(body: str) -> tuple[str, str]:
    """A call as version 1 reads it.

    Raises ValueError for a text without a space.
    """
    function, space, argument = body.partition(" ")
    if not space:
        raise ValueError(f"no call of version 1: {body!r}")
    return function, argument


def apply(words: Values, function: str, argument: str) -> tuple[Values, str]:
    """Adds a word, and answers how many there are.

    Raises KeyError for anything else.
    """
    if function != "add":
        raise KeyError(function)
    return (*words, argument), str(len(words) + 1)


def save(words: Values) -> str:
    """The words, each behind its length, so that any text can be one."""
    return "".join(f"{len(word)}:{word}" for word in words)


def restore(text: str) -> Values:
    """The words that were saved.

    Raises ValueError for a text that is cut off or no snapshot.
    """
    words: list[str] = []
    while text:
        length, colon, rest = text.partition(":")
        if not colon or not length.isdecimal():
            raise ValueError("no snapshot of version 1")
        word, text = rest[: int(length)], rest[int(length) :]
        if len(word) != int(length):
            raise ValueError("the snapshot is cut off")
        words.append(word)
    return tuple(words)


VERSION_1 = Program(1, MappingProxyType({"add": 1}), encode, decode, apply, save, restore)
