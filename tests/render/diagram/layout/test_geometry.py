"""Figures are measured: nothing overlaps, nothing is cut off, nothing is left out."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_inspect.graph import Graph
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.figure import contents_of, draw, draw_all
from resnet_inspect.render.diagram.formats.svg import render_svg
from resnet_inspect.render.diagram.layout.fitting import fitted
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.report import Report
from tests.render.diagram.geometry import Area, Figure, Line, read
from tests.render.diagram.random_branches import branching
from tests.render.random_networks import graphs

Reports = Callable[[str], Report]

PAPERS = (
    "resnet18", "resnet50", "resnet152", "resnet50d", "resnext50_32x4d", "resnet110", "resnet50_v2",
    "seresnet50",
)  # fmt: skip
"""Networks whose figures fit an A4 page in type of at least 6 pt."""
OTHERS = (
    "unet", "densenet", "broken", "broken+recover", "raising", "functional", "tied", "siamese",
    "shared_norm", "one_dimensional",
)  # fmt: skip
LEVELS = tuple(Level)


def figure_of(report: Report, options: Options) -> Figure:
    return read(render_svg(draw(report, options)))


@pytest.fixture(params=[*PAPERS, *OTHERS])
def report(request: pytest.FixtureRequest, report_on: Reports) -> Report:
    return report_on(request.param)


@pytest.mark.parametrize("level", LEVELS)
def test_every_node_is_in_exactly_one_box(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    assert figure.nodes() == list(range(len(report.graph.nodes)))


@pytest.mark.parametrize("level", LEVELS)
def test_every_residual_connection_is_drawn_exactly_once(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    assert figure.residuals() == list(range(len(report.residuals)))


@pytest.mark.parametrize("level", LEVELS)
def test_boxes_do_not_overlap(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    assert not clashes(figure)


def clashes(figure: Figure) -> list[tuple[Area, Area]]:
    return [
        (one, other)
        for (one, _, _), (other, _, _) in combinations(figure.boxes, 2)
        if one.overlaps(other)
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_lies_outside_the_figure(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    assert not [area for area in figure.everything if not area.within(figure.page)]


@pytest.mark.parametrize("level", LEVELS)
def test_texts_do_not_overlap(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    covered = [
        (one.text, other.text)
        for one, other in combinations(figure.labels, 2)
        if one.area.overlaps(other.area)
    ]
    assert not covered


@pytest.mark.parametrize("level", LEVELS)
def test_lines_pass_through_no_text(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    struck = [
        (label.text, line.points)
        for label in figure.labels
        if label.kind not in {"chip", "join"}
        for line in figure.lines
        if any(passes(label.area, begin, end) for begin, end in pairwise(line.points))
    ]
    assert not struck


@pytest.mark.parametrize("level", [Level.BLOCK, Level.LAYER, Level.OP])
def test_texts_fit_their_chips(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    texts = [label for label in figure.labels if label.kind in {"chip", "join"}]
    outside = [
        label.text
        for label in texts
        if not any(label.area.within(area, slack=0.6) for area, _, _ in figure.boxes)
    ]
    assert not outside


@pytest.mark.parametrize("level", LEVELS)
def test_lines_pass_through_no_box(report: Report, level: Level) -> None:
    figure = figure_of(report, Options(level=level))
    assert not crossed(figure)


def crossed(figure: Figure) -> list[tuple[Line, Area]]:
    return [
        (line, area)
        for line in figure.lines
        for area, _, _ in figure.boxes
        if any(passes(area, begin, end) for begin, end in pairwise(line.points))
    ]


def passes(area: Area, begin: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether a level or upright line runs through a box, not only up to it."""
    line = Area(
        min(begin[0], end[0]), min(begin[1], end[1]), max(begin[0], end[0]), max(begin[1], end[1])
    )
    inner = Area(area.left + 0.6, area.top + 0.6, area.right - 0.6, area.bottom - 0.6)
    return (
        line.left < inner.right
        and inner.left < line.right + 1e-9
        and line.top < inner.bottom
        and inner.top < line.bottom + 1e-9
    )


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("fit", ["a4", "letter"])
def test_papers_networks_print_on_one_page_in_legible_type(
    name: str, fit: str, report_on: Reports
) -> None:
    options = Options(fit=fit)
    scene = draw(report_on(name), options)
    assert scene.width * scene.scale <= options.page.width + 0.01
    assert scene.height * scene.scale <= options.page.height + 0.01
    assert read(render_svg(scene)).least_type >= 6.0


@pytest.mark.parametrize("fit", ["a4", "letter", "column", "page", "slide"])
def test_figures_fit_their_page(fit: str, report_on: Reports) -> None:
    options = Options(fit=fit)
    scene = draw(report_on("resnet50"), options)
    assert scene.width * scene.scale <= options.page.width + 0.01
    assert scene.height * scene.scale <= options.page.height + 0.01


def test_the_five_networks_of_the_paper_fit_one_figure(report_on: Reports) -> None:
    names = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
    figure = read(render_svg(draw_all([report_on(name) for name in names], Options())))
    assert figure.least_type >= 6.0
    total = sum(len(report_on(name).residuals) for name in names)
    assert len(figure.residuals()) == total


def test_unfolded_blocks_are_all_drawn(report_on: Reports) -> None:
    figure = figure_of(report_on("resnet50"), Options(fold=False))
    assert len(figure.frames) == 16


def test_unfolded_networks_are_spread_over_the_page(report_on: Reports) -> None:
    scene = draw(report_on("resnet152"), Options(fold=False))
    assert scene.scale > 0.5
    assert scene.width * scene.scale > 400


def test_expanding_a_stage_opens_its_blocks_only(report_on: Reports) -> None:
    figure = figure_of(report_on("resnet50"), Options(expand=("layer3",)))
    assert len(figure.frames) == 8 + 4


def test_the_same_network_gives_the_same_bytes(report_on: Reports) -> None:
    first = render_svg(draw(Report(report_on("resnet50").graph), Options()))
    again = render_svg(draw(Report(report_on("resnet50").graph), Options()))
    assert first == again


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs() | branching(), st.sampled_from(LEVELS))
def test_any_network_is_drawn_whole_and_nothing_lies_on_anything_else(
    graph: Graph, level: Level
) -> None:
    report = Report(graph)
    figure = figure_of(report, Options(level=level))
    assert figure.nodes() == list(range(len(graph.nodes)))
    assert figure.residuals() == list(range(len(report.residuals)))
    assert not clashes(figure)
    assert not crossed(figure)
    assert all(area.within(figure.page) for area in figure.everything)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs() | branching())
def test_every_link_has_one_line(graph: Graph) -> None:
    report, options = Report(graph), Options(level=Level.OP)
    content = contents_of(report, options)
    placed = fitted(graph, content, options.page, shapes=False)
    drawn = Counter(
        (route.link.source, route.link.target, route.link.position)
        for route in placed.routes
        if route.arrow
    )
    assert drawn == Counter((link.source, link.target, link.position) for link in content.links)
