"""The paper's table in Markdown."""

from collections.abc import Sequence

from resnet_inspect.render.paper_table.model import Cell, Grid, Stack
from resnet_inspect.render.table.formats.markdown import escape


def render(table: Grid) -> str:
    """Return the table; the lines of a cell are divided by ``<br>``."""
    head = ["layer", "output size", *map(escape, table.networks)]
    marks = ["---", "---", *[":---:"] * len(table.networks)]
    rows = [[escape(row.layer), escape(row.size), *map(_cell, row.cells)] for row in table.rows]
    totals = [[escape(total.title), "", *map(escape, total.values)] for total in table.totals]
    lines = [_line(cells) for cells in (head, marks, *rows, *totals)]
    caption = [f"**{escape(table.caption)}**", ""] if table.caption else []
    return "\n".join([*caption, *lines]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_stack(stack) for stack in cell) or "–"


def _stack(stack: Stack) -> str:
    lines = "<br>".join(map(escape, stack.lines))
    return f"\\[{lines}\\] ×{stack.times}" if stack.bracketed else lines
