"""Findings in the width of a terminal: sentences are wrapped, lines of code are cut."""

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


def cut(text: str, columns: int) -> str:
    """Return the beginning of a line of code that has no room; 0 columns is any number.

    Example:
        >>> cut("self.conv = nn.Conv2d(3, 64)", 12)
        'self.conv =…'
    """
    return text if not columns or len(text) <= columns else f"{text[: max(columns - 1, 0)]}…"


def _hanging(line: str) -> int:
    if line.startswith(_BULLET):
        return len(_BULLET)
    return len(line) - len(line.lstrip(" ")) + 2
