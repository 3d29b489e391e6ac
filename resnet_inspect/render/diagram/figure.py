"""A figure of one network or of several: content, layout, colours, page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.assemble import assemble
from resnet_inspect.render.diagram.columns import (
    Column,
    Piece,
    Placed,
    arrange,
    fill_columns,
    lay_out_units,
)
from resnet_inspect.render.diagram.content import Content, Level
from resnet_inspect.render.diagram.legend import legend
from resnet_inspect.render.diagram.measures import measured
from resnet_inspect.render.diagram.moving import moved
from resnet_inspect.render.diagram.only import only
from resnet_inspect.render.diagram.overview import Overview
from resnet_inspect.render.diagram.painter import Painter
from resnet_inspect.render.diagram.routing import Router, count_lanes, extra_depth, far_links
from resnet_inspect.render.diagram.scene import Canvas, Group, Item, Scene, Tag, Text, Tag, Text
from resnet_inspect.render.diagram.theme import Theme, load_theme

MARGIN = 8.0
TITLE_TYPE = 12.0
SUBTITLE_TYPE = 8.0


STRETCHES = (1.0, 1.09, 1.25, 1.5, 2.0, 3.0)
"""How much wider than the page a figure may be laid out, to be printed smaller."""


@dataclass(frozen=True, slots=True)
class Page:
    """The room that a figure may take, in points."""

    width: float
    height: float


PAGES = {
    "a4": Page(595 - 2 * 36, 842 - 2 * 36),
    "letter": Page(612 - 2 * 36, 792 - 2 * 36),
    "column": Page(252, 680),
    "slide": Page(960 - 2 * 24, 540 - 2 * 24),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be asked of a figure."""

    level: Level = Level.BLOCK
    fit: str = "a4"
    theme: str = "paper"
    fold: bool = True
    expand: tuple[str, ...] = ()
    only: str = ""
    show: tuple[str, ...] = ()
    color_by: str = ""
    title: bool = True
    legend: bool = True
    page: Page | None = field(default=None)


def draw(graph: Graph, facts: Facts, options: Options) -> Scene:
    """Draw one network."""
    if options.level is Level.STAGE:
        content = assemble(graph, facts, Level.BLOCK, fold=False)
        return draw_overview([(graph, content)], options)
    fold = options.fold and not options.only
    content = assemble(graph, facts, options.level, fold=fold, expand=options.expand)
    if options.only:
        content = only(graph, content, options.only)
    if options.show or options.color_by:
        content = measured(graph, facts, content, options.show, options.color_by)
    return draw_content(graph, content, options)


def draw_overview(networks: Sequence[tuple[Graph, Content]], options: Options) -> Scene:
    """Draw networks below each other, each as a line of bars."""
    theme = load_theme(options.theme)
    page = options.page or PAGES[options.fit]
    overviews = [
        Overview(graph, content, theme, page.width * 1.1 - 2 * MARGIN)
        for graph, content in networks
    ]
    canvas, y, width = Canvas(), MARGIN, 0.0
    widths = _common_widths(overviews)
    for overview in overviews:
        items, right, height = overview.paint(widths)
        if options.title:
            canvas.add(*_title(overview.content, theme, y))
            y += 32
        canvas.add(*moved(items, MARGIN, y))
        y += height + 22
        width = max(width, right)
    y -= 22 - 4
    if options.legend:
        contents = [content for _, content in networks]
        items, legend_width, legend_height = legend(contents, theme, width)
        canvas.add(*moved(items, MARGIN, y + 8))
        y += legend_height + 8 if items else 0
        width = max(width, legend_width)
    return _scene(canvas, width + 2 * MARGIN, y + MARGIN, networks[0][1], theme, page)


def _common_widths(overviews: list[Overview]) -> list[float] | None:
    """Return widths that align the sections of networks which have equally many."""
    if len({len(overview.parts) for overview in overviews}) != 1:
        return None
    return [max(own) for own in zip(*(overview.widths() for overview in overviews), strict=True)]


def _title(content: Content, theme: Theme, y: float) -> list[Item]:
    size = TITLE_TYPE
    return [
        Group(
            Tag("title"),
            (
                Text(MARGIN, y + size, content.title, size, theme.text, "start", bold=True),
                Text(MARGIN, y + size + 12, content.subtitle, SUBTITLE_TYPE, theme.muted, "start"),
            ),
        )
    ]


def _scene(
    canvas: Canvas, width: float, height: float, content: Content, theme: Theme, page: Page
) -> Scene:
    scale = min(1.0, page.width / width, page.height / height)
    return Scene(
        width=width, height=height, items=tuple(canvas.items), title=content.title,
        description=content.subtitle, background=theme.background, scale=scale,
    )  # fmt: skip


def draw_content(graph: Graph, content: Content, options: Options) -> Scene:
    """Lay out and paint one network."""
    theme = load_theme(options.theme)
    page = options.page or PAGES[options.fit]
    placed = _best(graph, content, page, shapes=bool(options.only))
    canvas = Canvas()
    top = MARGIN
    if options.title:
        canvas.add(*_title(content, theme, top))
        top += 36
    canvas.add(*moved(Painter(graph, content, theme).paint(placed), MARGIN, top))
    height = top + placed.height
    width = placed.width + 2 * MARGIN
    if options.legend:
        items, legend_width, legend_height = legend([content], theme, width - 2 * MARGIN)
        canvas.add(*moved(items, MARGIN, height + 10))
        width = max(width, legend_width + 2 * MARGIN)
        height += legend_height + (10 if legend_height else 0)
    return _scene(canvas, width, height + MARGIN, content, theme, page)


def _best(graph: Graph, content: Content, page: Page, *, shapes: bool) -> Placed:
    """Return the arrangement that reads best on the page."""
    pieces = lay_out_units(graph, content, shapes=shapes)
    area = Page(page.width - 2 * MARGIN, page.height - 80)
    candidates = [
        _Candidate(content, columns, area, stretch)
        for columns in _divisions(content, pieces, area)
        for stretch in STRETCHES
    ]
    best = max(candidates, key=lambda candidate: candidate.score)
    placed = best.place()
    Router(content, placed, best.far).run()
    placed.height = _extent(placed)
    return placed


def _extent(placed: Placed) -> float:
    """Return how far down anything reaches."""
    pieces = [piece.bottom for column in placed.columns for piece in column.pieces]
    lines = [point[1] for route in placed.routes for point in route.points]
    shapes = [point[1] + 2 for point, _ in placed.shapes]
    return max(*pieces, *lines, *shapes)


class _Candidate:
    """One way of dividing a network into columns."""

    def __init__(self, content: Content, columns: list[Column], area: Page, stretch: float) -> None:
        self.columns = columns
        self.named = any(section.name for section in content.sections)
        self.far = far_links(columns)
        self.lanes = count_lanes(columns, self.far)
        self.area = area
        self.stretch = stretch
        placed = self.place()
        scale = min(1.0, area.width / placed.width, area.height / placed.height)
        used = sum(c.height * (c.left + c.right) for c in columns)
        self.score = (
            scale
            - 0.08 * placed.columns[-1].tier
            - 0.06 * self._breaks()
            - 0.15 * placed.height * scale / area.height
            + 0.05 * used / (placed.width * placed.height)
        )

    def place(self) -> Placed:
        width = self.area.width * self.stretch
        placed = arrange(self.columns, self.lanes, width, named=self.named)
        placed.height += extra_depth(self.far)
        return placed

    def _breaks(self) -> int:
        return sum(
            before.pieces[-1].section == after.pieces[0].section
            for before, after in zip(self.columns, self.columns[1:], strict=False)
        )


def _divisions(content: Content, pieces: list[Piece], area: Page) -> Iterator[list[Column]]:
    """Yield ways to divide units into columns: one a section, and each number of columns."""
    yield fill_columns(content, pieces, area.height, packed=False)
    whole = sum(piece.layout.height + 60 for piece in pieces)
    counts: set[int] = set()
    for number in range(1, min(len(pieces), 40) + 1):
        columns = _shortest(content, pieces, whole, number)
        if len(columns) not in counts:
            counts.add(len(columns))
            yield columns


def _shortest(content: Content, pieces: list[Piece], whole: float, number: int) -> list[Column]:
    """Return the division into at most ``number`` columns whose highest is least."""
    low, high = whole / number / 2, whole
    best = fill_columns(content, pieces, high, packed=True)
    while high - low > 4:
        limit = (low + high) / 2
        columns = fill_columns(content, pieces, limit, packed=True)
        if len(columns) <= number:
            best, high = columns, limit
        else:
            low = limit
    return best
