"""The code blocks of a Markdown page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCED = re.compile(r"^```(?P<info>\w[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    title: str
    """What ``title="…"`` says: the name of the file that the block shows; empty for none."""
    text: str
    start: int
    """Where its text begins on the page."""
    line: int
    """The line of its text on the page, from 1."""


def blocks_of(page: str) -> Iterator[Block]:
    """Yield the blocks that begin at the left margin, in order."""
    for match in _FENCED.finditer(page):
        language, _, rest = match["info"].partition(" ")
        title = _TITLE.search(rest)
        start = match.start("text")
        yield Block(
            language,
            title[1] if title else "",
            match["text"],
            start,
            page.count("\n", 0, start) + 1,
        )
