r"""A mapping of names as a few patterns: ``res(\d+)`` becomes ``layer{n - 1}``."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_RULES = 16
"""Of more, a list of patterns is no shorter than it is clear."""

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Substitution:
    """One pattern and what it becomes, both as Python source."""

    pattern: str
    replacement: str


def substitutions(names: Mapping[str, str]) -> tuple[Substitution, ...]:
    r"""Return patterns that make all new names of the old ones; none where that takes too many.

    Args:
        names: New names of layers by their old ones.

    Example:
        >>> names = {"res2.0.conv1": "layer1.0.conv1", "res3.1.conv1": "layer2.1.conv1"}
        >>> for rule in substitutions(names):
        ...     print(rule.pattern, rule.replacement)
        res(\d+)\.(\d+)\.conv1 f"layer{int(n[1]) - 1}.{n[2]}.conv1"
    """
    groups: dict[tuple[str, ...], list[tuple[Numbers, Numbers]]] = defaultdict(list)
    for old, new in names.items():
        groups[(*_words(old), "\0", *_words(new))].append((_numbers(old), _numbers(new)))
    rules = [_rule(key, pairs) for key, pairs in groups.items()]
    found = tuple(rule for rule in rules if rule is not None)
    return found if len(found) == len(rules) <= MOST_RULES else ()


def _words(name: str) -> list[str]:
    return re.split(r"\d+", name)


def _numbers(name: str) -> Numbers:
    return tuple(map(int, re.findall(r"\d+", name)))


def _rule(key: Sequence[str], pairs: list[tuple[Numbers, Numbers]]) -> Substitution | None:
    cut = key.index("\0")
    old_words, new_words = key[:cut], key[cut + 1 :]
    first = pairs[0][0]
    varying = [i for i in range(len(first)) if len({old[i] for old, _ in pairs}) > 1]
    parts = [rf"(\d+)" if i in varying else str(number) for i, number in enumerate(first)]  # noqa: F541 - a raw pattern
    written = [_number(place, pairs, varying) for place in range(len(pairs[0][1]))]
    if None in written:
        return None
    pattern = _joined([re.escape(word) for word in old_words], parts)
    text = _joined(list(new_words), [one or "" for one in written])
    return Substitution(pattern, f'{"f" if "{" in text else ""}"{text}"')


def _number(place: int, pairs: list[tuple[Numbers, Numbers]], varying: list[int]) -> str | None:
    """Write a number of the new name: constant, or one of the old name's, more or less some."""
    wanted = {new[place] for _, new in pairs}
    if len(wanted) == 1:
        return str(*wanted)
    for group, old_place in enumerate(varying, start=1):
        shifts = {new[place] - old[old_place] for old, new in pairs}
        if len(shifts) == 1:
            shift = shifts.pop()
            sign = "+" if shift > 0 else "-"
            return f"{{int(n[{group}]) {sign} {abs(shift)}}}" if shift else f"{{n[{group}]}}"
    return None


def _joined(words: list[str], numbers: list[str]) -> str:
    return "".join(a + b for a, b in zip(words, [*numbers, ""], strict=True))
