"""Which elements of two sequences stand for each other."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

Item = TypeVar("Item")

Key = tuple[Callable[[Item], Hashable], Callable[[Item], Hashable]]
"""What makes an element of the one sequence and one of the other counterparts: equal values."""

Pairs = Iterator[tuple[Item | None, Item | None]]


def aligned(
    before: Sequence[Item], after: Sequence[Item], *keys: Key[Item], by_place: bool = False
) -> Pairs[Item]:
    """Yield pairs in order; an element without a counterpart is paired with None.

    Args:
        before: One sequence.
        after: The other.
        keys: The strictest first; each later one aligns what those before it left over.
        by_place: Whether what all keys left over is paired by its place.

    Example:
        >>> list(aligned("abc", "aBc", (str, str), (str.lower, str.lower)))
        [('a', 'a'), ('b', 'B'), ('c', 'c')]
        >>> list(aligned("ac", "abc", (str, str)))
        [('a', 'a'), (None, 'b'), ('c', 'c')]
    """
    if not keys:
        yield from _left_over(before, after, by_place=by_place)
        return
    (word, other_word), *rest = keys
    words = [word(item) for item in before], [other_word(item) for item in after]
    for tag, i, j, k, m in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(before[i:j], after[k:m], strict=True)
        else:
            yield from aligned(before[i:j], after[k:m], *rest, by_place=by_place)


def _left_over(before: Sequence[Item], after: Sequence[Item], *, by_place: bool) -> Pairs[Item]:
    if by_place:
        yield from zip_longest(before, after)
        return
    yield from ((item, None) for item in before)
    yield from ((None, item) for item in after)
