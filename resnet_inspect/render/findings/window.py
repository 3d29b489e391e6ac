"""The part of a long line of code for which there is room: the one that is marked."""

from collections.abc import Iterable
from dataclasses import dataclass

CUT = "…"
"""Stands where a line was cut."""


@dataclass(frozen=True, slots=True)
class Window:
    """Columns of a line, the first and the one behind the last."""

    start: int
    end: int

    def shown(self, line: str) -> str:
        """Return the part of a line, with a sign where there is more of it.

        Example:
            >>> Window(4, 16).shown("self.conv = nn.Conv2d(3, 64)")
            '…conv = nn.…'
        """
        before = CUT if self.start else ""
        behind = CUT if self.end < len(line) else ""
        return f"{before}{line[self.start + len(before) : self.end - len(behind)]}{behind}"

    def marked(self, start: int, end: int) -> tuple[int, int]:
        """Return where a mark begins in the window, and its length there."""
        begin = max(self.start, min(start, self.end - 1))
        return begin - self.start, max(1, min(end, self.end) - begin)


def window(line: str, marks: Iterable[tuple[int, int]], room: int) -> Window:
    """Return the part of a line that shows its marks, from the left if they are all there.

    Args:
        line: A line of code.
        marks: Where each begins and ends.
        room: Columns; 0 for any number.

    Example:
        >>> window("self.conv = nn.Conv2d(3, 64)", [(22, 27)], 12)
        Window(start=16, end=28)
    """
    if not room or len(line) <= room:
        return Window(0, len(line))
    starts, ends = zip(*marks, strict=True) if (marks := list(marks)) else ((0,), (0,))
    begin = 0 if max(ends) < room else min(max(ends) + 1 - room, min(starts) - 1)
    begin = max(0, min(begin, len(line) - room))
    return Window(begin, begin + room)
