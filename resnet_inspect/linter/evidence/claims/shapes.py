"""Shapes that comments and docstrings write down: ``(B, 64, H/4, W/4)``, ``[N, 2048]``."""

import re
from dataclasses import dataclass

_SIZE = r"[A-Za-z0-9_/]+"
_FIRST = r"(?:B|N|b|n|bs|batch)"
_BRACKETED = re.compile(r"[(\[]\s*([A-Za-z0-9_*/' ]+(?:\s*,\s*[A-Za-z0-9_*/' ]+)+),?\s*[)\]]")
_CROSSED = re.compile(rf"(?<![\w.])({_FIRST}(?:\s*[x×]\s*{_SIZE}){{1,4}})(?!\w)")
_BARE = re.compile(rf"^\W*(?:shape:?\s*|->\s*|=>\s*)?({_FIRST}(?:\s*,\s*{_SIZE}){{1,4}})\s*$")
_BATCH = frozenset({"b", "n", "bs", "batch", "batch_size", "bsz"})
_PART = re.compile(r"(?:\w+)\s*/{1,2}\s*(\d+)|1/(\d+)")
MAP = 4


@dataclass(frozen=True, slots=True)
class WrittenShape:
    """One shape as a text writes it, the batch first."""

    text: str
    sizes: tuple[int | None, ...]
    """The numbers in it; None for a letter."""
    reductions: tuple[int | None, ...]
    """By what a side is divided, ``H/4``; None where it is not."""


def written_shapes(text: str) -> list[WrittenShape]:
    """Return the shapes that a text writes down, those that begin with the batch.

    Example:
        >>> [one.sizes for one in written_shapes("x: (B, 64, H/4, W/4)")]
        [(None, 64, None, None)]
        >>> written_shapes("N x 512")[0].sizes, written_shapes("(64, 128)")
        ((None, 512), [])
    """
    commas = (*_BRACKETED.finditer(text), *_BARE.finditer(text))
    found = [(one.group(), re.split(r"\s*,\s*", one.group(1).strip())) for one in commas]
    crossed = _CROSSED.finditer(text)
    found += [(one.group(), re.split(r"\s*[x×]\s*", one.group(1))) for one in crossed]
    shapes = []
    for whole, pieces in found:
        if pieces[0].strip().lower() in _BATCH and len(pieces) <= MAP + 1:
            sizes = tuple(int(one) if one.strip().isdecimal() else None for one in pieces)
            shapes.append(WrittenShape(whole.strip(), sizes, tuple(map(_reduction, pieces))))
    return shapes


def _reduction(piece: str) -> int | None:
    match = _PART.fullmatch(piece.strip())
    return int(match.group(1) or match.group(2)) if match is not None else None
