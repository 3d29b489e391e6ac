"""The polynomial in height and width that a cost follows, found from its values.

Where the output stride divides the input, every map is as large as the input divided by a number,
and the cost of a convolutional network is exactly ``a·H·W + b·H + c·W + d``; with attention the
square of the number of pixels comes in.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product

Powers = tuple[int, ...]
Polynomial = dict[Powers, Fraction]
"""The coefficient of each product of powers: ``(1, 1)`` of H·W."""

HIGHEST_DEGREE = 2
FIRST = 4
"""How many strides the smallest sampled size has: less may be too small for a window."""


def fitted(cost: Callable[[Sequence[int]], int], axes: int, step: int) -> Polynomial | None:
    """Return the polynomial that a cost is at all multiples of a step, None where it is none.

    Args:
        cost: The cost at a size.
        axes: How many sizes there are.
        step: The sizes at which it is looked at are multiples of this.
    """
    for degree in range(1, HIGHEST_DEGREE + 1):
        places = [step * (FIRST + place) for place in range(degree + 1)]
        grid = {at: Fraction(cost(at)) for at in product(places, repeat=axes)}
        found = dict(_coefficients(grid, places, axes))
        further = [[step * (FIRST + degree + 2 + axis) for axis in range(axes)],
                   [step * (FIRST + degree + 5 - axis) for axis in range(axes)]]  # fmt: skip
        if all(evaluated(found, at) == cost(at) for at in further):
            return found
    return None


def evaluated(polynomial: Polynomial, at: Sequence[int]) -> Fraction:
    """Return a polynomial's value."""
    total = Fraction(0)
    for powers, factor in polynomial.items():
        for size, power in zip(at, powers, strict=True):
            factor *= size**power  # noqa: PLW2901 - the term so far
        total += factor
    return total


def _coefficients(
    grid: dict[tuple[int, ...], Fraction], places: list[int], axes: int
) -> Iterator[tuple[Powers, Fraction]]:
    """Interpolate along one axis after the other."""
    basis = [_lagrange(places, place) for place in places]
    for powers in product(range(len(places)), repeat=axes):
        total = Fraction(0)
        for indices in product(range(len(places)), repeat=axes):
            weight = Fraction(1)
            for index, power in zip(indices, powers, strict=True):
                weight *= basis[index][power]
            total += weight * grid[tuple(places[index] for index in indices)]
        if total:
            yield powers, total


def _lagrange(places: list[int], one: int) -> list[Fraction]:
    """Return the coefficients of the polynomial that is 1 at one place and 0 at the others."""
    result = [Fraction(1)]
    for other in places:
        if other == one:
            continue
        scale = Fraction(1, one - other)
        shifted = [Fraction(0), *(factor * scale for factor in result)]
        for power, factor in enumerate(result):
            shifted[power] -= factor * scale * other
        result = shifted
    return result
