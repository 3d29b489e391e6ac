"""Traces at sizes where the first one does not tell what happens."""

from collections.abc import Callable

from resnet_inspect.analysis.sizes.extents.extent import value
from resnet_inspect.analysis.sizes.working.outcome import Verdict
from resnet_inspect.analysis.sizes.working.sizes import Sizes
from resnet_inspect.graph import Graph

MOST = 10
"""So many further traces are made at the most."""

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


def _candidates(sizes: Sizes) -> list[dict[str, int]]:
    """Return squares, then sizes that differ along one axis; multiples of the step first."""
    axes, step = sizes.axes, max(sizes.step, 1)
    if not axes:
        return []
    side = axes[0].traced
    steps = [side + step * turn for turn in (1, -1, 2, -2)]
    near = [side + shift for shift in (1, -1, 2, -2, 3, side)]
    lengths = [length for length in (*steps, *near) if length > 0]
    squares = [{axis.name: length for axis in axes} for length in lengths]
    single = [
        {axis.name: (length if axis is one else axis.traced) for axis in axes}
        for length in lengths for one in axes
    ]  # fmt: skip
    return squares + single
