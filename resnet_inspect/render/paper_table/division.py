"""The paper's table in several, where a terminal has no room for all networks side by side."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from resnet_inspect.render.paper_table.model import Grid


def divided(table: Grid, fits: Callable[[Grid], bool]) -> Iterator[Grid]:
    """Yield tables with as many of the networks as fit, in order; at least one each.

    Args:
        table: All networks.
        fits: Whether a table has room.
    """
    start, last = 0, len(table.networks)
    while start < last:
        end = start + 1
        while end < last and fits(_some(table, start, end + 1)):
            end += 1
        part = _some(table, start, end)
        yield part if start == 0 else replace(part, caption="")
        start = end


def _some(table: Grid, start: int, end: int) -> Grid:
    return Grid(
        networks=table.networks[start:end],
        rows=tuple(replace(row, cells=row.cells[start:end]) for row in table.rows),
        totals=tuple(replace(one, values=one.values[start:end]) for one in table.totals),
        caption=table.caption, label=table.label,
    )  # fmt: skip
