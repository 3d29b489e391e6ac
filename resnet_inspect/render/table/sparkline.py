"""Numbers over time in one line of text."""

from collections.abc import Sequence
from itertools import pairwise

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int, low: float, high: float) -> str:
    """Draw values as bars of eight heights; a bar that stands for several shows the largest.

    Args:
        values: In order.
        width: Most bars.
        low: What the lowest bar stands for.
        high: What the highest stands for.

    Example:
        >>> sparkline([0, 1, 2, 7], 8, 0, 7), sparkline([0, 1, 2, 7], 2, 0, 7)
        ('▁▂▃█', '▂█')
    """
    return "".join(BARS[_height(value, low, high)] for value in binned(values, width))


def binned(values: Sequence[float], most: int) -> list[float]:
    """Return at most so many values: the largest of each group of neighbors.

    Example:
        >>> binned([3, 1, 2, 7], 2), binned([], 2)
        ([3, 7], [])
    """
    number = min(most, len(values))
    edges = [len(values) * place // number for place in range(number + 1)] if number else [0]
    return [max(values[a:b]) for a, b in pairwise(edges)]


def _height(value: float, low: float, high: float) -> int:
    share = (value - low) / (high - low) if high > low else 0.0
    return round(min(max(share, 0.0), 1.0) * (len(BARS) - 1))
