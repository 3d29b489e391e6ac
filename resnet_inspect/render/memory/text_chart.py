"""A training step's memory as a chart of characters."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.analysis.facts import Memory, Moment
from resnet_inspect.errors import UsageError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.memory.layers import backward_from
from resnet_inspect.render.moments import moment_text
from resnet_inspect.render.table.charset import Charset
from resnet_inspect.render.table.header import title
from resnet_inspect.render.table.sparkline import BARS, binned

ROWS = 10
LABEL = 9
"""Characters for the sizes beside the axis."""


def render_text(report: Inspection, width: int, charset: Charset) -> str:
    """Return the chart; its lines are at most ``width`` long where their words allow.

    Raises:
        UsageError: The forward pass failed, so that there is no training step.
    """
    memory = report.memory
    peak = memory.training.peak
    if peak is None or not report.graph.complete:
        raise UsageError("the forward pass does not reach its end: there is no step to draw")
    lines = [title(report), *_chart(memory, peak, max(width - LABEL - 2, 8)), ""]
    lines.append(f"peak {units.binary_size(peak.bytes)} in {moment_text(memory, peak)}")
    return "".join(f"{charset.text(line)}\n" for line in lines)


def _chart(memory: Memory, peak: Moment, width: int) -> Iterator[str]:
    sizes = [moment.bytes for moment in memory.training.moments]
    bars = binned(sizes, width)
    heights = [round(size / peak.bytes * ROWS * len(BARS)) for size in bars]
    weights = round(memory.parameters / peak.bytes * ROWS)
    for row in range(ROWS, 0, -1):
        size = {ROWS: peak.bytes, weights: memory.parameters}.get(row)
        label = "" if size is None else units.binary_size(size)
        cells = "".join(_cell(height - (row - 1) * len(BARS)) for height in heights)
        yield f"{label:>{LABEL}} │{cells}".rstrip()
    turn = len(bars) * backward_from(memory) // len(sizes)
    yield f"{'0':>{LABEL}} └{'─' * turn}┴{'─' * max(len(bars) - turn - 1, 0)}"
    yield f"{'':>{LABEL}}  {'forward':<{turn}} backward"


def _cell(eighths: int) -> str:
    return " " if eighths <= 0 else BARS[min(eighths, len(BARS)) - 1]
