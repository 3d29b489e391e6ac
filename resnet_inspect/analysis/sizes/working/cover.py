"""Traces at sizes where the first one does not tell what happens."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain, product

from resnet_inspect.analysis.sizes.extents.extent import value
from resnet_inspect.analysis.sizes.working.outcome import Verdict
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.graph import Graph

MOST = 12
"""So many further traces are made at the most."""

Sides = tuple[int, ...]
Trace = Callable[[list[tuple[int, ...]]], Graph | None]


def cover(graph: Graph, trace: Trace, asked: Iterable[Sides] = ()) -> tuple[Graph, ...]:
    """Trace at sizes that the traces so far say nothing of.

    Each trace tells of all sizes at which the network's code decides as it did there.

    Args:
        graph: The first trace.
        trace: Traces at other shapes of the inputs; returns None where that is not possible.
        asked: Sizes that are wanted in any case, one number for all axes or one for each.

    Returns:
        The further traces; none where the first tells all.
    """
    found: list[Graph] = []
    tried: set[tuple[int, ...]] = set()
    wanted = tuple(asked)
    while len(tried) < MOST + len(wanted):
        at = _unknown(Sizes(graph, tuple(found)), tried, wanted)
        if at is None:
            break
        tried.add(tuple(at.values()))
        inputs = Sizes(graph).inputs
        shapes = [
            tuple(value(size, inputs.sample | at) for size in shape)
            for shape in inputs.shapes.values()
        ]
        further = trace(shapes)
        if further is not None:
            found.append(further)
    return tuple(found)


def _unknown(
    sizes: Sizes, tried: set[tuple[int, ...]], asked: tuple[Sides, ...]
) -> dict[str, int] | None:
    """Return a size of which nothing is known: one that is asked for, or the nearest."""
    for candidate in chain(_named(sizes, asked), _candidates(sizes)):
        if tuple(candidate.values()) in tried:
            continue
        if sizes.outcome(**candidate).verdict is Verdict.UNKNOWN:
            return candidate
    return None


def _named(sizes: Sizes, asked: tuple[Sides, ...]) -> Iterator[dict[str, int]]:
    names = [axis.name for axis in sizes.axes]
    for sides in asked:
        every = sides * len(names) if len(sides) == 1 else sides
        if len(every) == len(names):
            yield dict(zip(names, every, strict=True))


def _candidates(sizes: Sizes) -> Iterator[dict[str, int]]:
    """Yield squares nearby, doubled and halved sides, then all squares and single sides."""
    axes = sizes.axes
    if not axes:
        return
    square = axes[0].traced
    for side in (square + sizes.step * turn for turn in (1, -1, 2, -2)):
        if side > 0:
            yield {axis.name: side for axis in axes}
    for factors in product((Fraction(2), Fraction(1, 2)), repeat=len(axes)):
        yield {
            axis.name: max(1, int(axis.traced * factor))
            for axis, factor in zip(axes, factors, strict=True)
        }
    for shift in _shifts(sizes.limit):
        yield {axis.name: max(1, square + shift) for axis in axes}
        for one in axes:
            sides = {axis.name: axis.traced + shift * (axis is one) for axis in axes}
            if sides[one.name] > 0:
                yield sides


def _shifts(limit: int) -> Iterator[int]:
    """Yield distances from the traced size, both ways, the nearest first."""
    for shift in range(1, limit):
        yield from (shift, -shift)
