"""The Pareto front: networks that no other one beats in both columns."""

from collections.abc import Sequence

LARGER_IS_BETTER = frozenset({"receptive_field"})
"""Of all other columns, less is better."""

Point = tuple[float, float]


def cost(name: str, value: float) -> float:
    """Return what one pays: the value, or its opposite where more is better."""
    return -value if name in LARGER_IS_BETTER else value


def pareto_front(costs: Sequence[Point]) -> list[int]:
    """Return the positions of the points that no other point beats, by their first cost.

    One point beats another if it is no worse in both costs and better in one. Equal points are on
    the front together.

    Example:
        >>> pareto_front([(1, 3), (2, 2), (3, 3), (4, 1)])
        [0, 1, 3]
    """
    front: list[int] = []
    least = float("inf")
    for place in sorted(range(len(costs)), key=lambda one: costs[one]):
        first, second = costs[place]
        equal = bool(front) and costs[front[-1]] == (first, second)
        if second < least or equal:
            front.append(place)
            least = second
    return front
