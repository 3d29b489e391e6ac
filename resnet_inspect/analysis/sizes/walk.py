"""Which input pixels the elements along one dimension of a feature map see.

Element ``i`` sees the pixels ``low(i) … high(i) - 1``. Behind convolutions and pooling alone both
bounds grow by the same stride from element to element; behind upsampling they do so only every few
elements. A :class:`Walk` therefore holds the bounds of one period.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

MAX_PERIOD = 10_000
"""Odd upsampling ratios in sequence could make periods without end."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Bounds of the pixels seen by each element: ``low(i + period) = low(i) + shift``."""

    period: int = 1
    shift: int = 1
    lows: tuple[int, ...] = (0,)
    highs: tuple[int, ...] = (1,)

    @property
    def size(self) -> int:
        """The most pixels that one element sees."""
        return max(high - low for low, high in zip(self.lows, self.highs, strict=True))

    @property
    def stride(self) -> int | None:
        """Pixels from one element to the next, None where that is no whole number."""
        steps, rest = divmod(self.shift, self.period)
        return None if rest else steps

    def low(self, element: int) -> int:
        """Return the first pixel that ``element`` sees; negative inside padding."""
        turns, place = divmod(element, self.period)
        return self.lows[place] + turns * self.shift

    def high(self, element: int) -> int:
        """Return the pixel after the last one that ``element`` sees."""
        turns, place = divmod(element, self.period)
        return self.highs[place] + turns * self.shift

    def window(self, kernel: int, stride: int, padding: int, dilation: int) -> "Walk | None":
        """Return the walk behind a convolution or pooling."""
        reach = (kernel - 1) * dilation
        return (
            self.resample(
                1, stride, lambda i: i * stride - padding, lambda i: i * stride - padding + reach
            )
            or Walk()
        )

    def resample(
        self,
        made: int,
        taken: int,
        first: Callable[[int], int],
        last: Callable[[int], int],
    ) -> "Walk | None":
        """Return the walk of elements that read from this one.

        Args:
            made: How many new elements come before the pattern of reading repeats.
            taken: How many elements of this walk it has then moved on by.
            first: The first element that a new element reads.
            last: The last one.

        Returns:
            The new walk, or None where its period is too long to follow.
        """
        turns = self.period // gcd(self.period, taken)
        period = made * turns
        if period > MAX_PERIOD:
            return None
        walk = Walk(
            period,
            self.shift * (taken * turns) // self.period,
            tuple(self.low(first(i)) for i in range(period)),
            tuple(self.high(last(i)) for i in range(period)),
        )
        return walk if period == 1 else walk.shortest()

    def shortest(self) -> "Walk":
        """Return the same walk with the shortest period that describes it."""
        for period in range(1, self.period):
            shift, rest = divmod(self.shift * period, self.period)
            if self.period % period or rest:
                continue
            short = Walk(period, shift, self.lows[:period], self.highs[:period])
            if all(
                short.low(i) == self.lows[i] and short.high(i) == self.highs[i]
                for i in range(self.period)
            ):
                return short
        return self

    def merge(self, other: "Walk") -> "Walk | None":
        """Return what an element sees that sums both walks; None where their strides differ."""
        if self == other:
            return self
        period = lcm(self.period, other.period)
        same_stride = self.shift * other.period == other.shift * self.period
        if not same_stride or period > MAX_PERIOD:
            return None
        return Walk(
            period,
            self.shift * (period // self.period),
            tuple(min(self.low(i), other.low(i)) for i in range(period)),
            tuple(max(self.high(i), other.high(i)) for i in range(period)),
        )


def transposed(walk: Walk, kernel: int, stride: int, padding: int, dilation: int) -> Walk | None:
    """Return the walk behind a transposed convolution; None where it leaves gaps.

    Element ``j`` of the input is spread over the elements ``j · stride - padding + t · dilation``.
    """
    reads = {
        phase: [
            t for t in range(kernel) if (phase + padding - t * dilation) % stride == 0
        ]
        for phase in range(stride)
    }  # fmt: skip
    if not all(reads.values()):
        return None

    def reader(nearest: Callable[[list[int]], int]) -> Callable[[int], int]:
        return lambda i: (i + padding - nearest(reads[i % stride]) * dilation) // stride

    return walk.resample(stride, 1, reader(max), reader(min))


def adaptive(walk: Walk, source: int, output: int) -> Walk | None:
    """Return the walk behind an adaptive pooling from ``source`` to ``output`` elements."""
    common = gcd(source, output)
    return walk.resample(
        output // common,
        source // common,
        lambda i: i * source // output,
        lambda i: -(-(i + 1) * source // output) - 1,
    )


def resized(
    walk: Walk, source: int, output: int, neighbors: int, *, align_corners: bool = False
) -> Walk | None:
    """Return the walk behind an interpolation.

    Args:
        walk: What the elements before it see.
        source: Number of elements before it.
        output: Number of elements behind it.
        neighbors: How many elements a new one is made from: 1 nearest, 2 linear, 4 cubic.
        align_corners: Whether the centers of the corner elements stay where they are.
    """
    if neighbors == 1:
        common = gcd(source, output)
        nearest = lambda i: i * source // output  # noqa: E731 - shorter than two functions
        return walk.resample(output // common, source // common, nearest, nearest)
    if align_corners:
        source, output, half = source - 1, max(output - 1, 1), Fraction(0)
    else:
        half = Fraction(1, 2)
    scale = Fraction(source, output)

    def position(i: int) -> Fraction:
        return (i + half) * scale - half

    before = neighbors // 2 - 1
    return walk.resample(
        scale.denominator,
        scale.numerator,
        lambda i: position(i).__floor__() - before,
        lambda i: position(i).__ceil__() + before,
    )
