"""From a column's values to places on an axis, and the ticks beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDE = 8.0
"""Values whose largest is that many times the smallest are drawn on a logarithmic axis."""

MARGIN = 0.04
"""Share of an axis that stays free at each end, so that points do not lie on the frame."""

STEPS = (1, 2, 5)
DECADES = (STEPS, (1, 3), (1,))
"""Multiples of powers of ten that make good ticks, many or few."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from ``low`` to ``high``."""

    low: float
    high: float
    logarithmic: bool

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the beginning of the axis, 1 at its end."""
        low, high, at = self._flat(self.low), self._flat(self.high), self._flat(value)
        return (at - low) / (high - low)

    def _flat(self, value: float) -> float:
        return log10(value) if self.logarithmic else value

    def ticks(self, most: int = 8) -> list[float]:
        """Return round values on the axis, at most so many unless there are many decades."""
        if not self.logarithmic:
            return self._inside(_even(self, most))
        choices = [self._inside(_decades(self, steps)) for steps in DECADES]
        return next((ticks for ticks in choices if len(ticks) <= most), choices[-1])

    def _inside(self, values: Iterable[float]) -> list[float]:
        return [value for value in values if self.low <= value <= self.high]


def axis_for(values: Sequence[float]) -> Axis:
    """Return an axis with room for all values.

    Example:
        >>> axis_for([1e6, 5e7]).logarithmic, axis_for([10, 12]).ticks()
        (True, [10.0, 10.5, 11.0, 11.5, 12.0])
    """
    low, high = min(values), max(values)
    if low > 0 and high / low >= WIDE:
        factor = (high / low) ** MARGIN
        return Axis(low / factor, high * factor, logarithmic=True)
    span = (high - low) or abs(high) or 1.0
    return Axis(low - MARGIN * span, high + MARGIN * span, logarithmic=False)


def _decades(axis: Axis, steps: tuple[int, ...]) -> list[float]:
    """Return these multiples of each power of ten."""
    first, last = floor(log10(axis.low)), ceil(log10(axis.high))
    return [step * 10.0**power for power in range(first, last + 1) for step in steps]


def _even(axis: Axis, most: int) -> list[float]:
    rough = (axis.high - axis.low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(step * power for step in (*STEPS, 10) if step * power >= rough)
    first = ceil(axis.low / step)
    return [number * step for number in range(first, floor(axis.high / step) + 1)]
