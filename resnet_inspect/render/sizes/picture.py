"""The map of sizes as a figure, with the growth of MACs beside it."""

from collections.abc import Iterator
from itertools import groupby

from resnet_inspect import units
from resnet_inspect.analysis.facts import Verdict
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.scene.shapes import (
    Canvas,
    Circle,
    Paint,
    Path,
    Rect,
    Scene,
    Text,
)
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.render.sizes.grid import SizeMap, costs_along_diagonal, size_map
from resnet_inspect.render.table.header import title

CELL, MARGIN, SIZE = 6.0, 34.0, 7.5
PLOT = 150.0
"""Width of the plot beside the map."""


def draw(report: Inspection, theme: Theme) -> Scene | None:
    """Return the figure in points, None where no size of the input can vary."""
    drawn = size_map(report)
    if drawn is None:
        return None
    canvas = Canvas()
    wide, high = CELL * len(drawn.columns), CELL * max(len(drawn.rows), 12)
    canvas.add(Text(MARGIN, 16, title(report), SIZE + 2, theme.text, "start", bold=True))
    canvas.add(Text(MARGIN, 28, report.sizes.text, SIZE, theme.muted, "start"))
    canvas.add(
        *_cells(drawn, theme), *_ticks(drawn, theme), *_legend(drawn, theme, MARGIN + 4 + high)
    )
    canvas.add(*_plot(report, theme, 2 * MARGIN + wide + 12, high))
    return Scene(
        width=2 * MARGIN + wide + 12 + PLOT + 24, height=MARGIN + high + 44,
        items=tuple(canvas.items), background=theme.background, title=title(report),
        description=f"Input sizes that work: {report.sizes.text}",
    )  # fmt: skip


def _color(verdict: Verdict, theme: Theme) -> str:
    return {
        Verdict.WORKS: theme.stage_lines[1], Verdict.BROADCASTS: theme.stages[1],
        Verdict.BATCH: theme.warning, Verdict.FAILS: theme.failed_fill,
        Verdict.UNKNOWN: theme.plain,
    }[verdict]  # fmt: skip


def _cells(drawn: SizeMap, theme: Theme) -> Iterator[Rect]:
    """Yield a rectangle for each run of equal cells, equal rows in one: seams would show."""
    top = MARGIN
    for row, rows in groupby(drawn.verdicts):
        height, left = CELL * len(list(rows)), MARGIN
        for verdict, cells in groupby(row):
            width = CELL * len(list(cells))
            yield Rect(left, top, width, height, Paint(fill=_color(verdict, theme)))
            left += width
        top += height


def _ticks(drawn: SizeMap, theme: Theme) -> Iterator[Text]:
    bottom = MARGIN + CELL * len(drawn.rows) + SIZE + 2
    for place in range(3, len(drawn.columns), 8):
        x = MARGIN + CELL * (place + 0.5)
        yield Text(x, bottom, str(drawn.columns[place]), SIZE, theme.muted)
    right = MARGIN + CELL * len(drawn.columns) + 4
    yield Text(right, bottom - SIZE - 2, drawn.names[-1], SIZE, theme.text, "start")
    if len(drawn.names) > 1:
        for place in range(3, len(drawn.rows), 8):
            y = MARGIN + CELL * (place + 0.5) + SIZE / 3
            yield Text(MARGIN - 4, y, str(drawn.rows[place]), SIZE, theme.muted, "end")
        yield Text(MARGIN - 4, MARGIN + SIZE / 2, drawn.names[0], SIZE, theme.text, "end")


def _legend(drawn: SizeMap, theme: Theme, top: float) -> Iterator[Rect | Text]:
    x = MARGIN
    for verdict in dict.fromkeys(one for row in drawn.verdicts for one in row):
        yield Rect(x, top + 18, CELL, CELL, Paint(fill=_color(verdict, theme)))
        yield Text(x + CELL + 3, top + 18 + CELL, verdict, SIZE, theme.text, "start")
        x += CELL + 16 + SIZE * 0.55 * len(verdict)


def _plot(
    report: Inspection, theme: Theme, left: float, high: float
) -> Iterator[Path | Text | Circle]:
    """Yield MACs against the side of a square input; gaps where it does not work."""
    costs = costs_along_diagonal(report)
    known = [(size, macs) for size, macs in costs if macs]
    if not known:
        return
    last, most = costs[-1][0], max(macs for _, macs in known)
    bottom = MARGIN + high
    axis = Paint(stroke=theme.muted)
    yield Path((("M", (left, MARGIN)), ("L", (left, bottom)), ("L", (left + PLOT, bottom))), axis)
    dot = Paint(fill=theme.stage_lines[1])
    for size, macs in known:
        yield Circle(left + PLOT * size / last, bottom - high * macs / most, 1.6, dot)
    yield Text(left + 4, MARGIN + 4, f"{units.scaled(most)} MACs", SIZE, theme.muted, "start")
    end = f"{known[-1][0]}"
    yield Text(left + PLOT * known[-1][0] / last, bottom + SIZE + 2, end, SIZE, theme.muted)
    yield Text(left + PLOT / 2, bottom + 2 * SIZE + 6, "input size", SIZE, theme.text)
