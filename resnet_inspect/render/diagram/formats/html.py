"""A figure as one web page: it pans, zooms, explains, folds and finds, and needs nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from markupsafe import Markup

from resnet_inspect.graph import Node
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.content.assemble import assemble
from resnet_inspect.render.diagram.content.measures import parameters
from resnet_inspect.render.diagram.content.model import Content, Level, Unit
from resnet_inspect.render.diagram.content.titles import network_title
from resnet_inspect.render.diagram.figure import draw_all
from resnet_inspect.render.diagram.formats.svg import render_svg
from resnet_inspect.render.diagram.layout.columns import unit_label
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.scene.colors import BAR, by_day, by_night
from resnet_inspect.render.diagram.scene.theme import Theme, load_theme
from resnet_inspect.render.table.formats import notebook
from resnet_inspect.render.template import fill
from resnet_inspect.units import dimensions, scaled

DARK = 0x808080
"""A ground below this is dark."""

MOST_VARIANTS = 12
"""With more runs of equal blocks, they open all together only."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of drawing the blocks: folded, or some of them opened."""

    name: str
    label: str
    svg: Markup


def render_html(
    reports: Sequence[Inspection], options: Options, templates: str | None = None
) -> str:
    """Return the page.

    Args:
        reports: The networks, drawn in one figure.
        options: How to draw.
        templates: A folder whose ``diagram.html.j2`` is used instead of ours.
    """
    theme = load_theme(options.theme)
    variants = list(_variants(reports, options))
    return fill(
        "diagram.html.j2",
        templates,
        title=" and ".join(_titles(reports, options)),
        variants=variants,
        nodes=list(_nodes(reports)),
        failures=list(_failures(reports)),
        findings=list(_findings(reports)),
        # The table is HTML already, made by a renderer that escapes what it is given.
        tables=[Markup(notebook.render(report)) for report in reports],  # noqa: S704
        style=_asset("diagram.css"),
        script=_asset("diagram.js"),
        schemes=_schemes(theme),
        ground=_css(theme.background),
        text=_css(theme.text),
        muted=_css(theme.muted),
        frame=_css(theme.frame),
        mark=_css(theme.failed),
    )


def _asset(name: str) -> Markup:
    """Return a style sheet or script of ours."""
    text = resources.files("resnet_inspect.templates").joinpath(name).read_text("utf-8")
    return Markup(text)  # noqa: S704 - our own file


def _titles(reports: Sequence[Inspection], options: Options) -> Iterator[str]:
    for number, report in enumerate(reports):
        yield options.name_of(number) or network_title(report.graph, report.structure)


def _css(color: str) -> str:
    """Write a color that may follow the viewer's ground."""
    pair = by_day(color), by_night(color)
    return color if pair[0] == pair[1] else f"light-dark({pair[0]}, {pair[1]})"


def _schemes(theme: Theme) -> str:
    """Return the grounds that a theme has colors for, as CSS calls them."""
    if BAR in theme.background:
        return "light dark"
    return "dark" if int(theme.background[1:], 16) < DARK else "light"


def _variants(reports: Sequence[Inspection], options: Options) -> Iterator[Variant]:
    base = replace(options, title=False)
    first = "folded" if options.fold else "one by one"
    yield Variant("", first, _svg(reports, base))
    if len(reports) > 1 or options.only or options.level_for(1) is Level.STAGE:
        return
    runs = list(_runs(reports[0], options)) if options.fold else []
    for unit, members in runs[:MOST_VARIANTS]:
        opened = replace(base, expand=(*options.expand, *members))
        yield Variant(unit.path, f"{unit_label(unit)} opened", _svg(reports, opened))
    if runs:
        yield Variant("*", "all opened", _svg(reports, replace(base, fold=False)))


def _svg(reports: Sequence[Inspection], options: Options) -> Markup:
    return Markup(render_svg(draw_all(reports, options)))  # noqa: S704 - the renderer escapes


def _runs(report: Inspection, options: Options) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    """Yield each folded unit with the modules that it stands for."""
    level = options.level_for(1)
    folded = assemble(report.graph, report.facts, level, expand=options.expand)
    paths = [unit.path for unit in _units(assemble(report.graph, report.facts, level, fold=False))]
    start = 0
    for unit in _units(folded):
        if unit.repeat > 1 and unit.path:
            yield unit, tuple(paths[start : start + unit.repeat])
        start += unit.repeat


def _units(content: Content) -> Iterator[Unit]:
    return (unit for section in content.sections for unit in section.units)


def _nodes(reports: Sequence[Inspection]) -> Iterator[dict[str, str]]:
    """Yield what the page tells of each operator; with several networks, of the first one's."""
    report = reports[0]
    for node in report.graph.nodes:
        yield _described(report, node)


def _described(report: Inspection, node: Node) -> dict[str, str]:
    graph = report.graph
    macs = report.costs.macs[node.id]
    learned = parameters(graph, report.facts, (node.id,))
    shapes = " and ".join(dimensions(tensor.shape) for tensor in node.outputs)
    return {
        "operator": node.op,
        "module": node.module or graph.run.network,
        "inputs": " and ".join(dimensions(graph.tensor(ref).shape) for ref in node.inputs),
        "output": shapes or "fails",
        "parameters": f"{learned:,}" if learned else "",
        "MACs": scaled(macs) if macs else "",
        "source": str(node.source) if node.source else "",
        "assumed": "rests on a guess" if node.assumed else "",
    }


def _failures(reports: Sequence[Inspection]) -> Iterator[dict[str, object]]:
    for failure in reports[0].graph.failures:
        where = f" ({failure.frames[-1]})" if failure.frames else ""
        yield {"node": failure.node, "text": f"{failure.type}: {failure.message}{where}"}


def _findings(reports: Sequence[Inspection]) -> Iterator[dict[str, object]]:
    for finding in reports[0].findings:
        where = f" ({finding.place})" if finding.place else ""
        yield {
            "node": finding.node,
            "severity": finding.level.value,
            "text": f"{finding.code} {finding.message}{where}",
        }
