"""A figure of one network or of several: content, layout, colors."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_inspect.graph import Graph
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.comparison.pair import paired
from resnet_inspect.render.diagram.content.assemble import assemble
from resnet_inspect.render.diagram.content.differences import compared
from resnet_inspect.render.diagram.content.findings import annotated
from resnet_inspect.render.diagram.content.measures import measured
from resnet_inspect.render.diagram.content.model import Content, Level
from resnet_inspect.render.diagram.content.only import only
from resnet_inspect.render.diagram.content.renaming import relabeled
from resnet_inspect.render.diagram.layout.fitting import fitted
from resnet_inspect.render.diagram.layout.page import MARGIN, Options
from resnet_inspect.render.diagram.painting.legend import legend
from resnet_inspect.render.diagram.painting.notes import notes
from resnet_inspect.render.diagram.painting.overview import (
    COMPACT_LOW,
    COMPACT_STEP,
    MOST,
    SPACE,
    Overview,
)
from resnet_inspect.render.diagram.painting.painter import Painter
from resnet_inspect.render.diagram.scene.moving import moved
from resnet_inspect.render.diagram.scene.shapes import Canvas, Scene, Tag, Text
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import Theme, load_theme
from resnet_inspect.units import plural

TITLE_TYPE = 12.0
SUBTITLE_TYPE = 8.0
TITLE_ROOM = 36.0
LEAST_WIDTH = 200.0
"""For a legend and sentences under a narrow figure."""
FEW = 3
"""So many blocks of a module are folded."""
NETWORK_GAP = 14.0


def draw_all(reports: Sequence[Inspection], options: Options) -> Scene:
    """Draw networks in one figure, one below the other."""
    networks = [
        (report.graph, contents_of(report, options, len(reports), number))
        for number, report in enumerate(reports)
    ]
    if options.level_for(len(reports)) is Level.STAGE and not options.only:
        return _overviews(networks, options)
    return _blocks(networks, options)


def draw(report: Inspection, options: Options) -> Scene:
    """Draw one network."""
    return draw_all([report], options)


def contents_of(
    report: Inspection, options: Options, networks: int = 1, number: int = 0
) -> Content:
    """Return what a network's figure shows at the level that is asked for.

    Args:
        report: The network.
        options: How to draw.
        networks: How many networks there are in the figure.
        number: Which of them this is.
    """
    level = options.level_for(networks)
    stages = level is Level.STAGE and not options.only
    detail = Level.BLOCK if level is Level.STAGE else level
    content = _content(report, detail, options, fold=options.fold and not stages)
    if options.show or options.color_by:
        content = measured(report.graph, report.facts, content, options.show, options.color_by)
    if report.findings:
        content = annotated(content, report.findings)
    if options.against is not None:
        pair = paired(options.against, report, options.ignore)
        content = compared(content, pair, Level.STAGE if stages else level)
    if options.labels:
        content = relabeled(content, dict(options.labels))
    return replace(content, title=options.name_of(number) or content.title)


def _content(report: Inspection, level: Level, options: Options, *, fold: bool) -> Content:
    """Assemble a network, or the part of it that is asked for; a single block is not folded."""
    graph, facts = report.graph, report.facts
    content = assemble(graph, facts, level, fold=fold, expand=options.expand)
    if not options.only:
        return content
    whole = only(graph, assemble(graph, facts, level, fold=False), options.only)
    if not fold or sum(unit.framed for section in whole.sections for unit in section.units) < FEW:
        return whole
    return only(graph, content, options.only)


def _blocks(networks: Sequence[tuple[Graph, Content]], options: Options) -> Scene:
    theme, page = load_theme(options.theme), options.page
    canvas, y, width = Canvas(), MARGIN, 0.0
    for graph, content in networks:
        placed = fitted(graph, content, page, shapes=bool(options.only))
        y = _title(canvas, content, options, theme, y)
        canvas.add(*moved(Painter(graph, content, theme).paint(placed), MARGIN, y))
        width = max(width, placed.width, *_title_widths(content, options))
        y += placed.height + NETWORK_GAP
    return _finished(canvas, networks, options, width, y - NETWORK_GAP)


def _overviews(networks: Sequence[tuple[Graph, Content]], options: Options) -> Scene:
    theme = load_theme(options.theme)
    overviews, widths = _aligned(networks, options, theme)
    canvas, y, width = Canvas(), MARGIN, 0.0
    for overview in overviews:
        items, right, height = overview.paint(widths)
        y = _title(canvas, overview.content, options, theme, y)
        canvas.add(*moved(items, MARGIN, y))
        y += height + NETWORK_GAP
        width = max(width, right, *_title_widths(overview.content, options))
    return _finished(canvas, networks, options, width, y - NETWORK_GAP + 4)


def _aligned(
    networks: Sequence[tuple[Graph, Content]], options: Options, theme: Theme
) -> tuple[list[Overview], list[float] | None]:
    """Shorten long stages until a line fits; sections of like networks get equal widths."""
    limit = options.page.width * 1.1 - 2 * MARGIN
    for most in MOST:
        overviews = [Overview(graph, content, theme, limit, most) for graph, content in networks]
        rows = [overview.widths() for overview in overviews]
        alike = len({len(row) for row in rows}) == 1
        widths = [max(own) for own in zip(*rows, strict=True)] if alike else None
        longest = [sum(row) + SPACE * (len(row) - 1) for row in ([widths] if widths else rows)]
        if max(longest) <= limit:
            break
    smallest = min(overview.smallest for overview in overviews)
    largest = max(overview.largest for overview in overviews)
    for overview in overviews:
        overview.smallest, overview.largest = smallest, largest
        if len(overviews) > 1:
            overview.low, overview.step = COMPACT_LOW, COMPACT_STEP
    return overviews, widths


def _title(canvas: Canvas, content: Content, options: Options, theme: Theme, y: float) -> float:
    """Write the title; return where the drawing begins."""
    if not options.title:
        return y
    baseline = y + TITLE_TYPE
    canvas.group(
        Tag("title"),
        Text(MARGIN, baseline, content.title, TITLE_TYPE, theme.text, "start", bold=True),
        Text(MARGIN, baseline + 12, content.subtitle, SUBTITLE_TYPE, theme.muted, "start"),
    )
    return y + TITLE_ROOM


def _title_widths(content: Content, options: Options) -> tuple[float, float]:
    if not options.title:
        return 0.0, 0.0
    title = text_width(content.title, TITLE_TYPE, bold=True)
    return title, text_width(content.subtitle, SUBTITLE_TYPE)


def _finished(
    canvas: Canvas,
    networks: Sequence[tuple[Graph, Content]],
    options: Options,
    width: float,
    y: float,
) -> Scene:
    """Add the legend and say how large the figure is printed."""
    theme, page = load_theme(options.theme), options.page
    contents = [content for _, content in networks]
    if options.legend:
        items, legend_width, height = legend(contents, theme, max(width, LEAST_WIDTH))
        canvas.add(*moved(items, MARGIN, y + 10))
        width = max(width, legend_width)
        y += height + 10 if items else 0
    for content in contents:
        items, height = notes(content.remarks, theme, max(width, LEAST_WIDTH))
        canvas.add(*moved(items, MARGIN, y + 8))
        y += height + 8 if items else 0
    if any(content.remarks for content in contents):
        width = max(width, LEAST_WIDTH)
    width, height = width + 2 * MARGIN, y + MARGIN
    return Scene(
        width=width, height=height, items=tuple(canvas.items),
        title=" and ".join(content.title for content in contents),
        description=_description(contents), background=theme.background, font=options.font,
        scale=min(1.0, page.width / width, page.height / height),
    )  # fmt: skip


def _description(contents: Sequence[Content]) -> str:
    """Say in words what the figure shows, for those who cannot see it."""
    return " ".join(_sentences(content) for content in contents)


def _sentences(content: Content) -> str:
    parts = [f"{section.name}: {section.note}" for section in content.sections if section.note]
    stages = f" {'; '.join(parts)}." if parts else ""
    residuals = plural(content.residuals, "skip or residual connection")
    return f"{content.title}, {content.subtitle}.{stages} {residuals}."
