"""Traces at sizes where the first one does not tell what happens."""

from collections.abc import Callable, Iterator

from resnet_inspect.analysis.sizes.extents.extent import value
from resnet_inspect.analysis.sizes.working.outcome import Verdict
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.graph import Graph

MOST = 10
"""So many further traces are made at the most."""

FEW = 4
"""Squares so near to the traced one are looked at."""

Trace = Callable[[list[tuple[int, ...]]], Graph | None]


def cover(graph: Graph, trace: Trace) -> tuple[Graph, ...]:
    """Trace at sizes that the traces so far say nothing of.

    Each trace tells of all sizes at which the network's code decides as it did there.

    Args:
        graph: The first trace.
        trace: Traces at other shapes of the inputs; returns None where that is not possible.

    Returns:
        The further traces; none where the first tells all.
    """
    found: list[Graph] = []
    tried: set[tuple[int, ...]] = set()
    while len(tried) < MOST:
        at = _unknown(Sizes(graph, tuple(found)), tried)
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


def _unknown(sizes: Sizes, tried: set[tuple[int, ...]]) -> dict[str, int] | None:
    """Return a size of which nothing is known, the nearest to the traced one."""
    for candidate in _candidates(sizes):
        if tuple(candidate.values()) in tried:
            continue
        if sizes.outcome(**candidate).verdict is Verdict.UNKNOWN:
            return candidate
    return None


def _candidates(sizes: Sizes) -> Iterator[dict[str, int]]:
    """Yield squares, then sizes that differ along one axis, the nearest to the traced one first."""
    axes = sizes.axes
    if not axes:
        return
    for side in _nearest(axes[0].traced, sizes.step, FEW):
        yield {axis.name: side for axis in axes}
    for one in axes:
        for side in _nearest(one.traced, sizes.step, sizes.limit):
            yield {axis.name: side if axis is one else axis.traced for axis in axes}


def _nearest(traced: int, step: int, limit: int) -> Iterator[int]:
    """Yield multiples of the step around a size, then all sizes by their distance from it."""
    around = [traced + step * turn for turn in (1, -1, 2, -2)]
    every = (traced + sign * shift for shift in range(1, limit) for sign in (1, -1))
    yield from (size for size in (*around, *every) if 0 < size <= traced + limit)
