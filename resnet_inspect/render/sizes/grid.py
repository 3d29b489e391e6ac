"""A map of sizes: what happens for each height and width, and what it costs along the diagonal."""

from dataclasses import dataclass

from resnet_inspect.analysis.facts import Axis, Verdict
from resnet_inspect.inspection import Inspection

CELLS = 32
"""Cells along a side of the map: sizes up to twice the traced one."""


@dataclass(frozen=True, slots=True)
class SizeMap:
    """Verdicts by height, top to bottom, and width; one row where there is one axis."""

    names: tuple[str, ...]
    """The letters of the axes, the vertical one first."""
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    verdicts: tuple[tuple[Verdict, ...], ...]


def size_map(report: Inspection, rows: int = CELLS) -> SizeMap | None:
    """Return the map of a network's working sizes, None where no size can vary.

    Args:
        report: The network.
        rows: How many heights; there are always as many widths as fit.
    """
    axes = report.sizes.axes[-2:]
    if not axes:
        return None
    across = _ticks(report, axes[-1], CELLS)
    down = _ticks(report, axes[0], rows) if len(axes) > 1 else (axes[0].traced,)
    verdicts = tuple(
        tuple(_verdict(report, {axes[0].name: y, axes[-1].name: x}) for x in across) for y in down
    )
    return SizeMap(tuple(axis.name for axis in axes), down, across, verdicts)


def _verdict(report: Inspection, at: dict[str, int]) -> Verdict:
    return report.sizes.outcome(**at).verdict


def _ticks(report: Inspection, axis: Axis, cells: int) -> tuple[int, ...]:
    """Return equally spaced sizes up to twice the traced one, which is among them.

    Half of what the maps' sizes divide is between them, or an odd multiple of it, so that a pattern
    that comes back with it shows.
    """
    spacing = max(1, report.sizes.step // 2)
    times = max(1, -(-2 * axis.traced // (spacing * cells)))
    spacing *= times | 1 if report.sizes.step > 1 else times
    first = (axis.traced - 1) % spacing + 1
    return tuple(range(first, 2 * axis.traced + 1, spacing))


def costs_along_diagonal(report: Inspection) -> tuple[tuple[int, int | None], ...]:
    """Return sizes with their MACs, all axes being equal; None where a size fails."""
    axes = report.sizes.axes
    found = []
    for size in _ticks(report, axes[-1], CELLS) if axes else ():
        facts = None
        if report.sizes.outcome(**{axis.name: size for axis in axes}).works:
            facts = report.facts.at(**{axis.name: size for axis in axes})
        found.append((size, None if facts is None else facts.costs.total_macs))
    return tuple(found)
