"""The whole network in one line: a bar for each block, as high as its feature map is large.

Each block's residual connections are one small arc over its bar; skips from further away are long
arcs. Many equal blocks in a row are drawn as the first, dots, and the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import copysign, log2

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.graph import Graph, NodeId
from resnet_inspect.render.diagram.content.model import Content, Link, Role, Section, Unit
from resnet_inspect.render.diagram.painting.notes import badge
from resnet_inspect.render.diagram.scene.paths import arrow_head, rounded
from resnet_inspect.render.diagram.scene.shapes import (
    Canvas,
    Circle,
    Item,
    Paint,
    Path,
    Rect,
    Tag,
    Text,
)
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.units import dimensions, plural

BAR = 8.0
PITCH = 14.0
LOW, STEP = 22.0, 13.0
"""A bar's height for the smallest feature map, and for each doubling of it."""
COMPACT_LOW, COMPACT_STEP = 14.0, 5.0
"""The same where several networks are drawn."""
SPACE = 22.0
"""Between two sections."""
MOST = (12, 10, 8, 6)
"""So many bars of a section are drawn; fewer where the line would not fit."""
NAME_TYPE, CAPTION_TYPE = 8.5, 7.0
CAPTION_LINE = 9.5
MOST_LINES = 3
"""Layers that a caption names; of more it leaves out the middle."""
ARC = 9.0
BADGE_STEP = 9.5
"""From one number at a bar to the next."""


@dataclass(slots=True)
class Bar:
    """A block, or a layer outside blocks."""

    nodes: tuple[NodeId, ...]
    size: int
    """The larger spatial extent of its output."""
    title: str
    path: str = ""
    weighted: bool = True
    plural: int = 1
    """How many blocks the dots stand for; 1 for a bar."""
    residuals: tuple[int, ...] = ()
    kind: ResidualKind | None = None
    failed: bool = False
    assumed: bool = False
    x: float = 0.0
    leaves: tuple[int, ...] = ()


@dataclass(slots=True)
class Part:
    """A section with its bars and the lines under it."""

    section: Section
    bars: list[Bar]
    lines: list[str]
    x: float = 0.0
    tier: int = 0
    longs: list[Link] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The room it needs."""
        bars = PITCH * (len(self.bars) - 1) + BAR
        name = text_width(self.section.name, NAME_TYPE, bold=True)
        return max(bars, name, *(text_width(line, CAPTION_TYPE) for line in self.lines), 0.0)


class Overview:
    """Draws one network as a line of bars.

    Args:
        graph: The trace.
        content: Its content at block level, not folded.
        theme: The colors.
        width: The room for one line.
        most: How many bars of a section are drawn.
    """

    def __init__(
        self, graph: Graph, content: Content, theme: Theme, width: float, most: int
    ) -> None:
        self.graph = graph
        self.content = content
        self.theme = theme
        self.limit = width
        self.parts = [self._part(section, most) for section in content.sections]
        self.bar_of = {leaf: bar for part in self.parts for bar in part.bars for leaf in bar.leaves}
        self.fed: set[int] = set()
        """Sections that read the one before."""
        self.longs = self._assign_residuals()
        sizes = [bar.size for part in self.parts for bar in part.bars]
        self.largest, self.smallest = max(sizes), min(sizes)
        self.low, self.step = LOW, STEP

    # What is drawn.

    def _part(self, section: Section, most: int) -> Part:
        bars = [bar for unit in section.units for bar in self._bars(unit)]
        bars = _shortened(bars, most)
        return Part(section, bars, self._caption(section))

    def _bars(self, unit: Unit) -> list[Bar]:
        if unit.framed:
            return [self._bar(unit.leaves, unit.label, unit.path)]
        bars: list[Bar] = []
        pending: list[int] = []
        for leaf in unit.leaves:
            pending.append(leaf)
            if self.content.leaves[leaf].role not in {Role.SMALL, Role.JOIN, Role.INPUT}:
                bars.append(self._bar(tuple(pending), self.content.leaves[leaf].label, ""))
                pending = []
        if pending and bars:
            last = bars[-1]
            bars[-1] = self._bar((*last.leaves, *pending), last.title, "")
        elif pending:
            bars.append(self._bar(tuple(pending), self.content.leaves[pending[0]].label, ""))
        return bars

    def _bar(self, leaves: tuple[int, ...], title: str, path: str) -> Bar:
        drawn = [self.content.leaves[leaf] for leaf in leaves]
        nodes = tuple(sorted(node for leaf in drawn for node in leaf.nodes))
        shapes = [
            self.graph.nodes[node].outputs[0].shape
            for node in nodes
            if self.graph.nodes[node].outputs
        ]
        maps = [shape for shape in shapes if len(shape) > 2]  # noqa: PLR2004 - (N, C, L) and up
        size = max(maps[-1][2:]) if maps else 1
        if shapes and len(shapes[-1]) <= 2:  # noqa: PLR2004 - (N, C)
            size = 1
        return Bar(
            nodes, size, title, path,
            weighted=any(leaf.role is Role.WEIGHTED for leaf in drawn),
            failed=any(leaf.failed for leaf in drawn),
            assumed=all(leaf.assumed for leaf in drawn),
            leaves=leaves,
        )  # fmt: skip

    def _caption(self, section: Section) -> list[str]:
        lines: list[str] = []
        if section.blocks:
            lines.append(section.note)
        elif sum(unit.framed for unit in section.units) > 1:
            lines.append(plural(len(section.units), "module"))
        else:
            drawn = [self.content.leaves[leaf] for unit in section.units for leaf in unit.leaves]
            shown = [leaf.label for leaf in drawn if leaf.role in {Role.WEIGHTED, Role.POOL}]
            lines += shown if len(shown) <= MOST_LINES else [*shown[:2], f"… {shown[-1]}"]
        nodes = [
            self.graph.nodes[node]
            for unit in section.units for leaf in unit.leaves
            for node in self.content.leaves[leaf].nodes if self.graph.nodes[node].outputs
        ]  # fmt: skip
        if nodes and section.kind != "head":
            last = max(nodes, key=lambda node: node.id)
            lines.append(dimensions(last.output.shape[1:]))
        return lines

    def _assign_residuals(self) -> list[Link]:
        """Give each connection to the bar it passes over; return those from further away."""
        part_of = {id(bar): number for number, part in enumerate(self.parts) for bar in part.bars}
        longs: list[Link] = []
        for link in self.content.links:
            if not link.residuals:
                continue
            bar, source = self.bar_of[link.target], self.bar_of.get(link.source)
            near = source is None or part_of[id(bar)] == part_of[id(source)]
            if near or link.kind is not ResidualKind.CONCAT:
                bar.residuals += link.residuals
                if bar.kind is None or bar.kind is ResidualKind.GATE:
                    bar.kind = link.kind
            else:
                longs.append(link)
        return [*longs, *self._branches(part_of)]

    def _branches(self, part_of: dict[int, int]) -> list[Link]:
        """Return one link for each section that another one feeds than the one before it."""
        found: dict[tuple[int, int], Link] = {}
        for link in self.content.links:
            source = part_of[id(self.bar_of[link.source])]
            target = part_of[id(self.bar_of[link.target])]
            if source == target - 1:
                self.fed.add(target)
            elif source < target and not link.residuals and link.kind is None:
                found.setdefault((source, target), link)
        return list(found.values())

    # Where it is drawn.

    def widths(self) -> list[float]:
        """Return the width of each section."""
        return [part.width for part in self.parts]

    def paint(self, widths: Sequence[float] | None = None) -> tuple[tuple[Item, ...], float, float]:
        """Return the shapes, their width and their height."""
        canvas = Canvas()
        widths = widths or self.widths()
        right, tops = self._place(widths)
        tallest = self._height(self.largest)
        arc_room = ARC + (10 + 7 * len(self.longs) if self.longs else 0)
        lines = max(len(part.lines) for part in self.parts)
        row = arc_room + tallest + 16 + CAPTION_LINE * (lines + 1)
        for tier in range(tops + 1):
            y = tier * (row + 14)
            members = [part for part in self.parts if part.tier == tier]
            self._line(canvas, members, y + arc_room + tallest / 2)
            for part in members:
                self._paint_part(canvas, part, y + arc_room + tallest / 2, y + arc_room + tallest)
        self._paint_longs(canvas, row + 14, arc_room + tallest / 2)
        return tuple(canvas.items), right, (row + 14) * (tops + 1) - 14

    def _place(self, widths: Sequence[float]) -> tuple[float, int]:
        x, tier, right = 0.0, 0, 0.0
        for part, width in zip(self.parts, widths, strict=True):
            begins = part.section.kind == "stem" and x > self.limit / 2
            if x and (x + width > self.limit or begins):
                x, tier = 0.0, tier + 1
            part.x, part.tier = x, tier
            bars = PITCH * (len(part.bars) - 1) + BAR
            for number, bar in enumerate(part.bars):
                bar.x = x + PITCH * number + (width - bars) / 2
            x += width + SPACE
            right = max(right, x - SPACE)
        return right, tier

    def _height(self, size: int) -> float:
        return self.low + self.step * log2(max(1, size / max(1, self.smallest)))

    # How it is drawn.

    def _line(self, canvas: Canvas, parts: list[Part], y: float) -> None:
        paint = Paint(stroke=self.theme.flow, width=0.9)
        for part in parts:
            number, left, right = self.parts.index(part), part.bars[0].x, part.bars[-1].x + BAR
            canvas.add(Path((("M", (left, y)), ("L", (right, y))), paint))
            if number in self.fed:
                first = part is parts[0]
                start = left - 14 if first else self.parts[number - 1].bars[-1].x + BAR
                self._arrow(canvas, start, left, y)
            if part is parts[-1] and number + 1 in self.fed:
                self._arrow(canvas, right, right + 14, y)

    def _arrow(self, canvas: Canvas, start: float, end: float, y: float) -> None:
        line = Path(
            (("M", (start, y)), ("L", (end - 2.5, y))), Paint(stroke=self.theme.flow, width=0.9)
        )
        head = Path(arrow_head((end, y), (start, y), 4.5), Paint(fill=self.theme.flow))
        canvas.group(Tag("link flow"), line, head)

    def _paint_part(self, canvas: Canvas, part: Part, middle: float, bottom: float) -> None:
        for bar in part.bars:
            self._paint_bar(canvas, bar, part.section.hue, middle)
        center = (part.bars[0].x + part.bars[-1].x + BAR) / 2
        y = bottom + 16
        texts: list[Item] = [
            Text(center, y, part.section.name, NAME_TYPE, self.theme.text, bold=True)
        ]
        for number, line in enumerate(part.lines, start=1):
            texts.append(
                Text(center, y + CAPTION_LINE * number, line, CAPTION_TYPE, self.theme.muted)
            )
        canvas.group(Tag("section", part.section.name), *texts)

    def _paint_bar(self, canvas: Canvas, bar: Bar, hue: int | None, middle: float) -> None:
        height = self._height(bar.size)
        top = middle - height / 2
        if bar.plural > 1:
            dots: list[Item] = [
                Circle(bar.x + BAR / 2 + offset, middle, 1.2, Paint(fill=self.theme.text))
                for offset in (-3.5, 0.0, 3.5)
            ]
            back = Rect(bar.x - 3, middle - 3, BAR + 6, 6, Paint(fill=self.theme.background))
            canvas.group(Tag("chip", f"{bar.plural} more", bar.nodes), back, *dots)
            self._number(canvas, bar, middle + BADGE_STEP, BADGE_STEP)
            self._hop(canvas, bar, middle - height / 2)
            return
        rect = Rect(bar.x, top, BAR, height, self._paint(bar, hue), 2.0)
        canvas.group(Tag("chip", f"{bar.title}, {bar.size}", bar.nodes, path=bar.path), rect)
        self._number(canvas, bar, top + height, -height)
        self._hop(canvas, bar, top)

    def _number(self, canvas: Canvas, bar: Bar, y: float, room: float) -> None:
        """Draw the numbers of the remarks on a bar, from ``y`` on; many stand closer."""
        remarks = [remark for leaf in bar.leaves for remark in self.content.leaves[leaf].remarks]
        step = copysign(min(BADGE_STEP, abs(room) / max(1, len(remarks))), room)
        upwards = remarks[::-1] if room < 0 else remarks
        for place, (number, severity) in enumerate(upwards):
            disc = badge(bar.x + BAR / 2, y + step * place, number, severity, self.theme)
            canvas.group(Tag("remark"), *disc)

    def _paint(self, bar: Bar, hue: int | None) -> Paint:
        theme = self.theme
        if bar.failed:
            return Paint(theme.failed_fill, theme.failed, 1.3)
        if bar.assumed:
            return Paint(theme.plain, theme.guessed, 0.75, (2.0, 2.0))
        if hue is None or not bar.weighted:
            return Paint(theme.plain, theme.plain_line, 0.75)
        number = hue % len(theme.stages)
        return Paint(theme.stages[number], theme.stage_lines[number], 0.9)

    def _hop(self, canvas: Canvas, bar: Bar, top: float) -> None:
        """Draw the arc of the connections that pass over a bar."""
        if bar.kind is None:
            return
        left, right = bar.x - (PITCH - BAR) / 2, bar.x + BAR + (PITCH - BAR) / 2
        foot, crest = top - 2.5, top - ARC
        curve = Path(
            (
                ("M", (left + 0.6, foot)),
                ("C", (left + 0.6, crest - 1, right - 0.6, crest - 1, right - 0.6, foot)),
            ),
            self._line_paint(bar.kind, assumed=bar.assumed, failed=bar.failed),
        )
        several = plural(len(bar.residuals), "residual connection")
        canvas.group(Tag(f"link {bar.kind.value}", several, residuals=bar.residuals), curve)

    def _line_paint(self, kind: ResidualKind | None, *, assumed: bool, failed: bool) -> Paint:
        if failed:
            return Paint(stroke=self.theme.failed, width=1.3)
        if assumed:
            return Paint(stroke=self.theme.guessed, width=0.9, dash=(2.0, 2.0))
        if kind is None:
            return Paint(stroke=self.theme.flow, width=0.9)
        return self.theme.links[kind.value]

    def _paint_longs(self, canvas: Canvas, row: float, middle: float) -> None:
        where = {id(bar): part for part in self.parts for bar in part.bars}
        self._paint_turns(canvas, row, middle, where)
        level = [link for link in self.longs if not self._turns(link, where)]
        spans = sorted(level, key=self._span)
        for number, link in enumerate(spans):
            source, target = self.bar_of[link.source], self.bar_of[link.target]
            y_source = where[id(source)].tier * row + middle - self._height(source.size) / 2
            y_target = where[id(target)].tier * row + middle - self._height(target.size) / 2
            crest = where[id(target)].tier * row + 4 + 7 * (len(spans) - number - 1)
            a, b = source.x + BAR / 2, target.x + BAR / 2
            start = y_source - (ARC if source.kind else 1)
            paint = self._line_paint(link.kind, assumed=target.assumed, failed=target.failed)
            line = Path(_bridge(a, start, b, y_target - 1, crest), paint)
            head = Path(
                arrow_head((b, y_target), (b, y_target - 10), 4.0), Paint(fill=paint.stroke)
            )
            kind = link.kind.value if link.kind else "flow"
            canvas.group(Tag(f"link {kind}", "skip", residuals=link.residuals), line, head)

    def _turns(self, link: Link, where: dict[int, Part]) -> bool:
        return where[id(self.bar_of[link.source])].tier != where[id(self.bar_of[link.target])].tier

    def _paint_turns(
        self, canvas: Canvas, row: float, middle: float, where: dict[int, Part]
    ) -> None:
        """Draw the links that lead from one line to another, past the right of their source."""
        turns = [link for link in self.longs if self._turns(link, where)]
        for number, link in enumerate(turns):
            source, target = self.bar_of[link.source], self.bar_of[link.target]
            part = where[id(source)]
            y = part.tier * row + middle
            tier = where[id(target)].tier * row
            out = part.x + part.width + 5 + 4 * number
            channel, x = tier - 4 + 4 * number, target.x + BAR / 2
            top = tier + middle - self._height(target.size) / 2 - (ARC if target.kind else 0)
            points = [
                (source.x + BAR, y), (out, y), (out, channel), (x, channel), (x, top - 2.5),
            ]  # fmt: skip
            paint = self._line_paint(link.kind, assumed=target.assumed, failed=target.failed)
            head = Path(arrow_head((x, top), (x, channel), 4.0), Paint(fill=paint.stroke))
            kind = link.kind.value if link.kind else "flow"
            tag = Tag(f"link {kind}", "skip", residuals=link.residuals)
            canvas.group(tag, Path(rounded(points, 6.0), paint), head)

    def _span(self, link: Link) -> float:
        source, target = self.bar_of[link.source], self.bar_of[link.target]
        return abs(target.x - source.x)


def _bridge(
    a: float, start: float, b: float, end: float, crest: float
) -> tuple[tuple[str, tuple[float, ...]], ...]:
    return rounded([(a, start), (a, crest), (b, crest), (b, end)], 6.0)


def _shortened(bars: list[Bar], most: int) -> list[Bar]:
    """Draw dots for the middle of a long section."""
    if len(bars) <= most:
        return bars
    keep, last = most // 2, max(1, most // 4)
    hidden = bars[keep : len(bars) - last]
    dots = Bar(
        tuple(node for bar in hidden for node in bar.nodes), hidden[0].size, "", plural=len(hidden),
        leaves=tuple(leaf for bar in hidden for leaf in bar.leaves),
        assumed=all(bar.assumed for bar in hidden),
    )  # fmt: skip
    return [*bars[:keep], dots, *bars[-last:]]


__all__ = ["Overview"]
