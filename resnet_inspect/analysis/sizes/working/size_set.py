"""A set of sizes, described as one would say it: "≥ 33", "multiples of 32", "193…224 only"."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

LONGEST_PERIOD = 256
FEW = 4
"""So many ranges or remainders are listed."""


@dataclass(frozen=True)
class SizeSet:
    """Which of the sizes from 1 to a limit belong to a set."""

    members: tuple[bool, ...]
    """The first one is for size 1."""

    def __contains__(self, size: int) -> bool:
        """Tell whether a size is in the set; past the limit, the pattern is taken to go on."""
        if size <= len(self.members):
            return size > 0 and self.members[size - 1]
        period = self.period or 1
        back = -(-(size - len(self.members)) // period) * period
        return self.members[size - back - 1]

    def __bool__(self) -> bool:
        """Whether there is any size in it."""
        return any(self.members)

    @property
    def everything(self) -> bool:
        """Whether each size is in it."""
        return all(self.members)

    @cached_property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The runs of neighboring sizes, first and last."""
        return tuple(_ranges(self.members))

    @cached_property
    def open_ended(self) -> bool:
        """Whether it goes on past the limit, as far as its last quarter tells."""
        return any(self.members[3 * len(self.members) // 4 :])

    @cached_property
    def period(self) -> int | None:
        """After how many sizes the pattern of the upper half repeats, None where it does not."""
        half = self.members[len(self.members) // 2 :]
        for period in range(1, min(LONGEST_PERIOD, len(half) // 3) + 1):
            if half[period:] == half[:-period]:
                return period
        return None

    @cached_property
    def start(self) -> int:
        """The size from which on the pattern repeats, the first member at the earliest."""
        period = self.period or 1
        place = len(self.members) - period
        while place > 0 and self.members[place - 1] == self.members[place - 1 + period]:
            place -= 1
        first = self.ranges[0][0] if self.ranges else 1
        return max(place + 1, first)

    def __str__(self) -> str:
        """Describe the set.

        Example:
            >>> str(SizeSet(tuple(size >= 33 for size in range(1, 200))))
            '≥ 33'
            >>> str(SizeSet(tuple(size % 32 == 0 for size in range(1, 400))))
            'divisible by 32'
            >>> str(SizeSet(tuple(193 <= size <= 224 for size in range(1, 1000))))
            '193…224 only'
        """
        if not self:
            return "none"
        if not self.open_ended:
            return f"{_listed(self.ranges)} only"
        if self.period is None:
            return f"{_listed(self.ranges)}"
        before = self.start - 1
        early = [(first, min(last, before)) for first, last in self.ranges if first <= before]
        late = self._periodic()
        return f"{_listed(tuple(early))}, {late}" if early else late

    def _periodic(self) -> str:
        period, start = self.period or 1, self.start
        if period == 1:
            return "any" if start == 1 else f"≥ {start}"
        remainders = _ranges(tuple(self._late(rest) for rest in range(1, period + 1)))
        found = tuple(remainders)
        first = next(size for size in range(start, start + period) if size in self)
        at_least = f", ≥ {first}" if first > period else ""
        if found == ((period, period),):
            return f"divisible by {period}{at_least}"
        if len(found) <= FEW:
            return f"{' or '.join(_multiples(period, *span) for span in found)}{at_least}"
        return f"{sum(b - a + 1 for a, b in found)} of each {period}{at_least}"

    def _late(self, rest: int) -> bool:
        period = self.period or 1
        last = len(self.members) - (len(self.members) - rest) % period
        return self.members[last - 1]


def _multiples(period: int, first: int, last: int) -> str:
    """Return ``32k - 1…32k`` for the remainders 31 and 32."""
    ends = [_multiple(period, rest) for rest in ((first,) if first == last else (first, last))]
    return "…".join(ends)


def _multiple(period: int, rest: int) -> str:
    if rest in {0, period}:
        return f"{period}k"
    return f"{period}k + {rest}" if rest <= period // 2 else f"{period}k - {period - rest}"


def _listed(ranges: tuple[tuple[int, int], ...]) -> str:
    shown = [str(a) if a == b else f"{a}…{b}" for a, b in ranges[:FEW]]
    return ", ".join(shown) + (", …" if len(ranges) > FEW else "")


def _ranges(members: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    first = None
    for size, member in enumerate((*members, False), start=1):
        if member and first is None:
            first = size
        elif not member and first is not None:
            yield first, size - 1
            first = None
