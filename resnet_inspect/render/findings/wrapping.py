"""Findings in the width of a terminal: sentences are wrapped at words."""

import re
from collections.abc import Iterator

_COLOR = re.compile("\x1b\\[[0-9;]*m")
_BULLET = "   = "


def seen(text: str) -> int:
    """Return how many columns a text takes, colors not counted."""
    return len(_COLOR.sub("", text))


def wrapped(line: str, columns: int) -> Iterator[str]:
    """Yield a line in pieces of so many columns, a word that is longer as it is.

    Args:
        line: A sentence, perhaps with colors.
        columns: The width; 0 for any.

    Example:
        >>> list(wrapped("   = help: give it the stride of the main path", 30))
        ['   = help: give it the stride', '     of the main path']
    """
    if not columns or seen(line) <= columns:
        yield line
        return
    indent = " " * _hanging(_COLOR.sub("", line))
    start = line[: len(line) - len(line.lstrip(" "))]
    piece, begun = start, False
    for word in line[len(start) :].split(" "):
        longer = f"{piece} {word}" if begun else f"{piece}{word}"
        if begun and seen(longer) > columns:
            yield piece
            longer = f"{indent}{word}"
        piece, begun = longer, True
    yield piece


def _hanging(line: str) -> int:
    if line.startswith(_BULLET):
        return len(_BULLET)
    return len(line) - len(line.lstrip(" ")) + 2
