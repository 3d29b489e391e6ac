"""A placed network in the colors of a theme."""

from dataclasses import replace

from resnet_inspect.analysis.facts import ResidualKind
from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.measures import heat_place
from resnet_inspect.render.diagram.content.model import CONCAT_SIGN, Content, Leaf, Link, Role
from resnet_inspect.render.diagram.layout.boxes import (
    CHIP_HEIGHT,
    CHIP_TYPE,
    JOIN_RADIUS,
    NOTE_TYPE,
    Box,
    Route,
)
from resnet_inspect.render.diagram.layout.columns import (
    HEAD_TYPE,
    LABEL_TYPE,
    NAME_TYPE,
    Piece,
    Placed,
    unit_label,
)
from resnet_inspect.render.diagram.painting.notes import BADGE, badge
from resnet_inspect.render.diagram.scene.paths import Point, arrow_head, rounded
from resnet_inspect.render.diagram.scene.shapes import (
    Canvas,
    Circle,
    Group,
    Item,
    Paint,
    Path,
    Rect,
    Tag,
    Text,
)
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme
from resnet_inspect.units import dimensions

CORNER = 5.0
ARROW = 4.0
FLOW_WIDTH = 0.9
BADGE_STEP = 9.5
"""From one number at a chip to the next."""
GHOST = (1.5, 1.5)
"""The dashes around what is gone."""
FAINT_WIDTH = 0.6
"""For what a concatenation collects from further up than its nearest skip."""


class Painter:
    """Paints one network.

    Args:
        graph: The trace, for shapes and names.
        content: What is drawn.
        theme: The colors.
    """

    def __init__(self, graph: Graph, content: Content, theme: Theme) -> None:
        self.graph = graph
        self.content = content
        self.theme = theme

    def paint(self, placed: Placed) -> tuple[Item, ...]:
        """Return the network's shapes."""
        canvas = Canvas()
        pieces = [piece for column in placed.columns for piece in column.pieces]
        for piece in pieces:
            self._frame(canvas, piece)
        for route in sorted(placed.routes, key=lambda route: route.link.kind is not None):
            canvas.add(self._route(route))
        guessed = self._guessed_forks(placed)
        for fork in dict.fromkeys(placed.forks):
            color = self.theme.guessed if fork in guessed else self.theme.flow
            canvas.add(Circle(*fork, 1.4, Paint(fill=color)))
        for piece in pieces:
            for leaf in sorted(piece.layout.boxes):
                canvas.add(self._leaf(piece.box(leaf), self._hue(piece)))
        for piece in pieces:
            self._header(canvas, piece)
        for point, link in placed.shapes:
            self._shape(canvas, point, link)
        return tuple(canvas.items)

    def _guessed_forks(self, placed: Placed) -> set[Point]:
        """Return the dots whose lines all rest on a guess."""
        return {
            route.points[0]
            for route in placed.routes
            if self.content.leaves[route.link.source].assumed
            or self.content.leaves[route.link.source].failed
        }

    def _shape(self, canvas: Canvas, point: Point, link: Link) -> None:
        """Write a tensor's size; left of the line where it goes into a join that fails."""
        shape = self.graph.tensor(link.ref).shape
        failed = self.content.leaves[link.target].failed
        color = self.theme.failed if failed else self.theme.muted
        line = link.kind is None and failed
        text = Text(
            *point, dimensions(shape[1:] or shape), LABEL_TYPE, color, "end" if line else "start"
        )
        canvas.group(Tag("shape"), text)

    def _hue(self, piece: Piece) -> int | None:
        return self.content.sections[piece.section].hue

    def _header(self, canvas: Canvas, piece: Piece) -> None:
        section = self.content.sections[piece.section]
        if piece.header is None or not section.name:
            return
        x, y = piece.header
        note = "continued" if piece.continued else section.note
        canvas.group(
            Tag("section", section.name),
            Text(x, y, section.name, NAME_TYPE, self.theme.text, "start", bold=True),
            Text(x, y + 10, note, HEAD_TYPE, self.theme.muted, "start"),
        )

    def _frame(self, canvas: Canvas, piece: Piece) -> None:
        frame, unit = piece.frame, piece.unit
        if frame is None:
            return
        paint = Paint(self.theme.frame_fill, self.theme.frame, 0.75)
        items: list[Item] = [
            Rect(frame.x, frame.y, frame.width, frame.height, paint, 6),
            Text(
                piece.x + 5, frame.y + 9.5, unit_label(unit), LABEL_TYPE, self.theme.muted, "start"
            ),
        ]
        if unit.repeat > 1:
            right = frame.x + frame.width - 6
            items.append(
                Text(right, frame.y + 10.5, f"×{unit.repeat}", NAME_TYPE, self.theme.text, "end",
                     bold=True)
            )  # fmt: skip
        canvas.group(
            Tag("block", self._block_title(unit_label(unit), unit.repeat), path=unit.path), *items
        )

    def _block_title(self, label: str, repeat: int) -> str:
        return f"{label}: {repeat} equal blocks" if repeat > 1 else label

    def _route(self, route: Route) -> Group:
        link = route.link
        paint = self._link_paint(route)
        points = list(route.points)
        tip, before = points[-1], points[-2]
        shapes: list[Item] = [Path(rounded(points, CORNER), replace(paint, fill=None))]
        if route.arrow and link.target not in self.content.passed:
            # The line ends inside the arrow's head, so that its blunt end does not show.
            points[-1] = _shortened(tip, before, ARROW * 0.6)
            shapes = [
                Path(rounded(points, CORNER), replace(paint, fill=None)),
                Path(arrow_head(tip, before, ARROW), Paint(fill=paint.stroke)),
            ]
        kind = link.kind.value if link.kind else "flow"
        tag = Tag(f"link {kind}", self._link_title(route), residuals=link.residuals)
        return Group(tag, tuple(shapes))

    def _link_paint(self, route: Route) -> Paint:
        link = route.link
        source, target = self.content.leaves[link.source], self.content.leaves[link.target]
        if self.content.branches_off(link):
            return Paint(stroke=self.theme.failed, width=0.8, dash=GHOST)
        if target.assumed or source.assumed or (source.failed and not target.failed):
            return Paint(stroke=self.theme.guessed, width=FLOW_WIDTH, dash=(2.0, 2.0))
        if target.failed:
            return Paint(stroke=self.theme.failed, width=1.2)
        if link.kind is None and target.label == CONCAT_SIGN and _turns(route):
            return replace(self.theme.links[ResidualKind.CONCAT.value], width=FAINT_WIDTH)
        if link.kind is None:
            return Paint(stroke=self.theme.flow, width=FLOW_WIDTH)
        return self.theme.links[link.kind.value]

    def _link_title(self, route: Route) -> str:
        shape = dimensions(self.graph.tensor(route.link.ref).shape)
        kind = route.link.kind
        if kind is None:
            return shape
        several = len(route.link.residuals)
        times = f", {several} times" if several > 1 else ""
        return f"{LINK_NAMES[kind]} shortcut{times}: {shape}"

    def _leaf(self, box: Box, hue: int | None) -> Group:
        leaf = self.content.leaves[box.leaf]
        shapes = self._join(box, leaf) if leaf.role is Role.JOIN else self._chip(box, leaf, hue)
        # At a join's lower left: a size may stand at its upper left.
        join = leaf.role is Role.JOIN
        left, top = (box.left - 4.5, box.middle + 4.5) if join else (box.left, box.y)
        # Beside the line stands what is gone: its numbers keep away from the line.
        step = BADGE_STEP if leaf.ghost else -BADGE_STEP
        first = left if leaf.ghost else max(left, BADGE_STEP * (len(leaf.remarks) - 1) + BADGE + 1)
        for place, (number, severity) in enumerate(leaf.remarks):
            shapes += badge(first + step * place, top, number, severity, self.theme)
        kind = "join" if leaf.role is Role.JOIN else "chip"
        tag = Tag(kind, self._leaf_title(leaf), leaf.nodes, path=leaf.path)
        return Group(tag, tuple(shapes))

    def _leaf_title(self, leaf: Leaf) -> str:
        nodes = [self.graph.nodes[node] for node in leaf.own]
        if not nodes:
            return leaf.label
        names = ", ".join(node.op for node in nodes)
        shape = dimensions(nodes[-1].output.shape) if nodes[-1].outputs else "fails"
        title = f"{leaf.path or self.graph.run.network}: {names} → {shape}"
        times = len(leaf.nodes) // len(leaf.own)
        return f"{title} (×{times})" if times > 1 else title

    def _join(self, box: Box, leaf: Leaf) -> list[Item]:
        theme = self.theme
        line = theme.failed if leaf.failed else theme.guessed if leaf.assumed else theme.text
        fill = theme.failed_fill if leaf.failed else theme.plain
        x, y, r = box.x, box.middle, JOIN_RADIUS
        circle = Circle(x, y, r, Paint(fill, line, 1.3 if leaf.failed else 1.0))
        stroke = Paint(stroke=line, width=1.0)
        arm = r - 2.0
        if leaf.label == "+":
            cross = (
                ("M", (x - arm, y)),
                ("L", (x + arm, y)),
                ("M", (x, y - arm)),
                ("L", (x, y + arm)),
            )
            return [circle, Path(cross, stroke)]
        if leaf.label == "×":
            d = arm * 0.75
            cross = (
                ("M", (x - d, y - d)),
                ("L", (x + d, y + d)),
                ("M", (x - d, y + d)),
                ("L", (x + d, y - d)),
            )
            return [circle, Path(cross, stroke)]
        return [circle, Text(x, y + 2.3, leaf.label, NOTE_TYPE, line, "middle", bold=True)]

    def _chip(self, box: Box, leaf: Leaf, hue: int | None) -> list[Item]:
        paint, color = self._chip_paint(leaf, hue)
        x, width = box.x - box.width / 2, box.width
        radius = box.height / 2 if leaf.role is Role.INPUT else 3.0
        baseline = box.y + CHIP_HEIGHT / 2 + CHIP_TYPE * 0.36
        items: list[Item] = [
            Rect(x, box.y, width, box.height, paint, radius),
            Text(box.x, baseline, leaf.label, CHIP_TYPE, color),
        ]
        if leaf.ghost:
            half = text_width(leaf.label, CHIP_TYPE) / 2 + 1
            middle = box.y + CHIP_HEIGHT / 2
            through = (("M", (box.x - half, middle)), ("L", (box.x + half, middle)))
            items.append(Path(through, Paint(stroke=self.theme.muted, width=0.6)))
        if leaf.note:
            muted = color if leaf.heat is not None else self.theme.muted
            items.append(Text(box.x, baseline + 8.6, leaf.note, NOTE_TYPE, muted))
        return items

    def _chip_paint(self, leaf: Leaf, hue: int | None) -> tuple[Paint, str]:
        theme = self.theme
        if leaf.ghost:
            return Paint(theme.background, theme.failed, 0.9, GHOST), theme.muted
        if leaf.failed:
            return Paint(theme.failed_fill, theme.failed, 1.3), theme.text
        if leaf.assumed:
            return Paint(theme.plain, theme.guessed, 0.75, (2.0, 2.0)), theme.muted
        if leaf.heat is not None:
            place = heat_place(leaf.heat, len(theme.heat))
            return Paint(theme.heat[place], theme.plain_line, 0.75), theme.heat_text[place]
        if leaf.role is Role.WEIGHTED and hue is not None:
            number = hue % len(theme.stages)
            return Paint(theme.stages[number], theme.stage_lines[number], 0.75), theme.text
        return Paint(theme.plain, theme.plain_line, 0.75), theme.text


LINK_NAMES = {
    ResidualKind.IDENTITY: "identity",
    ResidualKind.PADDING: "padding",
    ResidualKind.PROJECTION: "projection",
    ResidualKind.CONCAT: "concatenation",
    ResidualKind.GATE: "gate",
    ResidualKind.FUSION: "fusion",
}


def _turns(route: Route) -> bool:
    return len(route.points) > 2  # noqa: PLR2004 - a straight line has two


def _shortened(
    tip: tuple[float, float], before: tuple[float, float], by: float
) -> tuple[float, float]:
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    share = max(0.0, (length - by) / length)
    return before[0] + dx * share, before[1] + dy * share
