"""A training step's memory as a figure: layers over time, stages below, and where the peak is."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from resnet_inspect import units
from resnet_inspect.analysis.facts import Memory, Moment
from resnet_inspect.errors import UsageError
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
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.render.memory.layers import backward_from, layers
from resnet_inspect.render.moments import moment_text
from resnet_inspect.render.table.header import title

WIDTH, HEIGHT = 440.0, 170.0
LEFT, TOP, BELOW, RIGHT = 52.0, 46.0, 52.0, 14.0
SIZE = 7.5


def draw(report: Inspection, theme: Theme, name: str = "") -> Scene:
    """Return the figure in points.

    Raises:
        UsageError: The forward pass failed, so that there is no training step.
    """
    memory = report.memory
    peak = memory.training.peak
    if peak is None or not report.graph.complete:
        raise UsageError("the forward pass does not reach its end: there is no step to draw")
    plot = _Plot(memory, peak, theme)
    canvas = Canvas()
    name = name or title(report)
    canvas.add(Text(LEFT, 16, name, SIZE + 3, theme.text, "start", bold=True))
    said = f"training peak {units.binary_size(peak.bytes)} in {moment_text(memory, peak)}"
    canvas.add(Text(LEFT, 29, said, SIZE, theme.muted, "start"))
    canvas.add(*plot.areas(), *plot.axes(), *plot.stages(_stage_names(report)), *plot.peak())
    canvas.add(*plot.legend())
    return Scene(
        width=LEFT + WIDTH + RIGHT, height=TOP + HEIGHT + BELOW, items=tuple(canvas.items),
        title=f"Memory of {name}", description=said, background=theme.background,
    )  # fmt: skip


def _stage_names(report: Inspection) -> list[str]:
    """Return for each step the stage that it is in; empty outside of all."""
    names = {
        node: stage.name
        for stage in report.structure.stages
        for node in range(stage.blocks[0].first_node, stage.blocks[-1].end_node)
    }
    memory = report.memory
    return [
        "" if moment.node is None else names.get(memory.origins[moment.node], "")
        for moment in memory.training.moments
    ]


class _Plot:
    """Steps to the right, bytes upwards."""

    def __init__(self, memory: Memory, peak: Moment, theme: Theme) -> None:
        self.memory = memory
        self.theme = theme
        self.high = peak
        self.layers = layers(memory)
        self.steps = len(memory.training.moments)
        places = [place % len(theme.stages) for place in (2, 1, 0)]
        lines = (theme.stage_lines[place] for place in places)
        fills = (theme.stages[place] for place in places)
        self.paints = tuple(Paint(*pair, width=0.7) for pair in zip(fills, lines, strict=True))

    def x(self, step: float) -> float:
        return LEFT + WIDTH * step / self.steps

    def y(self, size: float) -> float:
        return TOP + HEIGHT * (1 - size / (self.high.bytes * 1.05))

    def areas(self) -> Iterator[Path]:
        below = [0] * self.steps
        for layer, paint in zip(self.layers, self.paints, strict=True):
            above = [low + value for low, value in zip(below, layer.values, strict=True)]
            if any(layer.values):
                yield self._area(below, above, paint)
            below = above

    def _area(self, below: Sequence[int], above: Sequence[int], paint: Paint) -> Path:
        """Return the steps of a layer's top, and back along those of its bottom."""
        edges = [(self.x(step), self.x(step + 1)) for step in range(self.steps)]
        there = [(x, self.y(top)) for pair, top in zip(edges, above, strict=True) for x in pair]
        under = [(x, self.y(low)) for pair, low in zip(edges, below, strict=True) for x in pair]
        first, *others = there + under[::-1]
        lines = tuple(("L", point) for point in others)
        return Path((("M", first), *lines, ("Z", ())), paint)

    def axes(self) -> Iterator[Path | Text]:
        theme, bottom = self.theme, TOP + HEIGHT
        axis = Paint(stroke=theme.muted)
        yield Path((("M", (LEFT, TOP)), ("L", (LEFT, bottom)), ("L", (LEFT + WIDTH, bottom))), axis)
        for size in (0, self.memory.parameters, self.high.bytes):
            y = self.y(size)
            yield Path((("M", (LEFT - 3, y)), ("L", (LEFT, y))), axis)
            label = units.binary_size(size) if size else "0"
            yield Text(LEFT - 5, y + SIZE / 3, label, SIZE, theme.muted, "end")
        turn = self.x(backward_from(self.memory))
        dashed = Paint(stroke=theme.muted, dash=(2.0, 2.0))
        yield Path((("M", (turn, TOP)), ("L", (turn, bottom))), dashed)
        yield Text((LEFT + turn) / 2, TOP - 4, "forward", SIZE, theme.text)
        yield Text((turn + LEFT + WIDTH) / 2, TOP - 4, "backward", SIZE, theme.text)

    def stages(self, names: Sequence[str]) -> Iterator[Path | Text]:
        y, step = TOP + HEIGHT + 4, 0
        for name, group in groupby(names):
            end = step + len(list(group))
            left, right = self.x(step) + 0.5, self.x(end) - 0.5
            if name:
                line = Paint(stroke=self.theme.muted, width=1.5)
                yield Path((("M", (left, y)), ("L", (right, y))), line)
                if right - left >= text_width(name, SIZE):
                    yield Text((left + right) / 2, y + SIZE + 2, name, SIZE, self.theme.muted)
            step = end

    def peak(self) -> Iterator[Circle]:
        step = self.memory.training.moments.index(self.high)
        center = (self.x(step + 0.5), self.y(self.high.bytes))
        yield Circle(*center, 2.4, Paint(fill=self.theme.failed))

    def legend(self) -> Iterator[Rect | Text]:
        x, y = LEFT, TOP + HEIGHT + 32
        for layer, paint in zip(self.layers, self.paints, strict=True):
            yield Rect(x, y - 6, 8, 8, paint)
            yield Text(x + 12, y + 1, layer.name, SIZE, self.theme.text, "start")
            x += 12 + text_width(layer.name, SIZE) + 14
