"""Documentation in the width of the terminal: paragraphs are filled, code stays as it is."""

import textwrap
from collections.abc import Iterator
from itertools import groupby

FENCE = "```"


def filled(text: str, columns: int) -> str:
    r"""Return Markdown with its paragraphs and the points of its lists in so many columns.

    Args:
        text: Headings, paragraphs, lists, and blocks of code between fences.
        columns: The width; 0 for the text as it is.

    Example:
        >>> print(filled("One sentence in\ntwo lines.\n- A point.", 20))
        One sentence in two
        lines.
        - A point.
    """
    if not columns:
        return text
    parts = text.split(FENCE)
    shown = [part if place % 2 else _prose(part, columns) for place, part in enumerate(parts)]
    return FENCE.join(shown)


def _prose(text: str, columns: int) -> str:
    return "\n".join(line for piece in _pieces(text) for line in _lines(piece, columns))


def _pieces(text: str) -> Iterator[list[str]]:
    """Yield the lines that are filled together: of a paragraph, or of one point of a list."""
    started = 0

    def piece(line: str) -> int:
        nonlocal started
        started += not line or line.startswith(("#", "- ", "* ", "|"))
        number = started
        started += not line or line.startswith(("#", "|"))
        return number

    for _, lines in groupby(text.split("\n"), key=piece):
        yield list(lines)


def _lines(piece: list[str], columns: int) -> list[str]:
    if not piece[0] or piece[0].startswith(("#", "|")):
        return piece
    hanging = "  " if piece[0].startswith(("- ", "* ")) else ""
    return textwrap.wrap(
        " ".join(line.strip() for line in piece), columns, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
