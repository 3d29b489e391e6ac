"""Which elements of two sequences stand for each other."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, takewhile, zip_longest
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
    for equal, i, j, k, m in _runs(*words):
        if equal:
            yield from zip(before[i:j], after[k:m], strict=True)
        else:
            yield from aligned(before[i:j], after[k:m], *rest, by_place=by_place)


Run = tuple[bool, int, int, int, int]
"""Whether two slices are equal, and their bounds."""


def _runs(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Run]:
    """Yield equal and unequal runs: by place where that leaves no fewer equal, else the longest."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if len(one) == len(other):
        equal = [a == b for a, b in zip(one, other, strict=True)]
        if all(equal) or sum(equal) >= sum(run.size for run in matcher.get_matching_blocks()):
            yield from _runs_by_place(equal)
            return
    start, end = _shared(one, other), _shared(one[::-1], other[::-1])
    end = min(end, len(one) - start, len(other) - start)
    yield True, 0, start, 0, start
    inner = one[start : len(one) - end], other[start : len(other) - end]
    for tag, i, j, k, m in SequenceMatcher(None, *inner, autojunk=False).get_opcodes():
        yield tag == "equal", start + i, start + j, start + k, start + m
    yield True, len(one) - end, len(one), len(other) - end, len(other)


def _runs_by_place(equal: Sequence[bool]) -> Iterator[Run]:
    place = 0
    for value, run in groupby(equal):
        end = place + len(list(run))
        yield value, place, end, place, end
        place = end


def _shared(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Return how many elements both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _left_over(before: Sequence[Item], after: Sequence[Item], *, by_place: bool) -> Pairs[Item]:
    if by_place:
        yield from zip_longest(before, after)
        return
    yield from ((item, None) for item in before)
    yield from ((None, item) for item in after)
