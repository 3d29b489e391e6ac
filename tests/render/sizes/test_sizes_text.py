"""The table of sizes, its sentences, its map and its figure."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from torch import Tensor, nn

from resnet_inspect.api import inspect, sized
from resnet_inspect.render.diagram.formats.svg import render_svg
from resnet_inspect.render.diagram.scene.shapes import Rect, Text, shapes
from resnet_inspect.render.diagram.scene.theme import load_theme
from resnet_inspect.render.sizes import text_map
from resnet_inspect.render.sizes.feature_maps import size_table
from resnet_inspect.render.sizes.grid import costs_along_diagonal, size_map
from resnet_inspect.render.sizes.growth import activation_bytes, formula, macs
from resnet_inspect.render.sizes.picture import draw
from resnet_inspect.render.sizes.summary import summary
from resnet_inspect.render.table.charset import ASCII, UNICODE
from resnet_inspect.report import Report
from resnet_inspect.targets.run_options import RunOptions
from tests.builders import GraphBuilder

ARTICLE = "tests/linter/networks/article_resnet50.py"
UNET = "docs/_tools/networks/unet.py"


class TwiceHalved(nn.Module):
    """Halves a map twice, and adds what it enlarges again to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 3, 3, 2, 1), nn.Conv2d(3, 3, 3, 2, 1))
        self.up = nn.ConvTranspose2d(3, 3, 4, 4)

    def forward(self, x: Tensor) -> Tensor:
        """Fail where a quarter of the size is not whole."""
        return x + self.up(self.down(x))


def cells(report: Report, *at: dict[str, int]) -> dict[str, list[str]]:
    table = size_table(report, at)
    return {column.name: [column.cell(row.item) for row in table.rows] for column in table.columns}


def said(report: Report) -> dict[str, str]:
    return {fact.label: fact.text for fact in summary(report)}


def test_feature_maps_are_formulas_with_their_alignment() -> None:
    found = cells(inspect("resnet50"), {"H": 256, "W": 320})
    assert found["output"][4] == "2048 × ⌈H/32⌉ × ⌈W/32⌉"
    assert found["stride"][:5] == ["4", "4", "8", "16", "32"]
    assert found["center"][4] == "32i"
    assert found["at_256x320"] == ["64×80", "64×80", "32×40", "16×20", "8×10", ""]


@pytest.mark.parametrize("target", ["resnet18", UNET, "torchvision:vgg11", "timm:resnet50d"])
@pytest.mark.parametrize("quantity", [macs, activation_bytes])
def test_the_formula_for_a_cost_is_what_a_trace_at_that_size_costs(
    target: str, quantity: Callable[[object], int]
) -> None:
    polynomial = formula(inspect(target), quantity)
    assert polynomial is not None
    traced = quantity(inspect(target, (1, 3, 288, 352)).facts)
    assert sum(factor * 288**h * 352**w for (h, w), factor in polynomial.items()) == traced


def test_sentences_tell_ranges_reasons_and_lines() -> None:
    facts = said(inspect(ARTICLE))
    assert facts["works"] == "height, width: 193…224 only"
    assert "do not fill rows of 100352" in facts["fails"]
    assert "article_resnet50.py:68" in facts["fails"]
    assert facts["batch"].startswith("height or width 417…448")


def test_rows_that_are_left_out_are_told() -> None:
    assert "unless height, width: divisible by 32" in said(inspect("torchvision:vgg11"))["loses"]
    assert "loses" not in said(inspect("resnet50"))


def test_further_traces_tell_what_the_code_decided_by_the_size() -> None:
    report = sized("timm:vit_tiny_patch16_224", RunOptions())
    assert report.further
    assert report.sizes.text == "height, width: 224 only"
    assert "doesn't match model" in said(report)["fails"]
    assert report.sizes.troubles[0].outcome.source is not None


def test_a_network_without_height_and_width_has_no_map() -> None:
    build = GraphBuilder()
    report = Report(build.graph(build.relu(build.input((4, 10)))))
    assert "no height or width" in said(report)["works"]
    assert size_map(report) is None
    assert draw(report, load_theme("paper")) is None
    assert text_map.render(report, UNICODE) == ""


def test_the_map_shows_where_it_works() -> None:
    text = text_map.render(inspect(UNET), ASCII)
    assert text.isascii()
    rows = [
        line
        for line in text.splitlines()
        if set(line.split()[-1:] and line.split()[-1]) <= {"#", "."}
    ]
    assert any("#" in row for row in rows)
    assert any("#" not in row for row in rows)
    assert "# works" in text


def test_a_pattern_of_sizes_shows_on_a_map_of_fewer() -> None:
    """Twice 64 has more sizes than the map has cells: those between must not all be left out."""
    report = inspect(TwiceHalved(), 64)
    drawn = size_map(report)
    assert drawn is not None
    assert {verdict.value for row in drawn.verdicts for verdict in row} == {"works", "fails"}


def test_the_traced_size_is_on_the_map() -> None:
    drawn = size_map(inspect("resnet18", (1, 3, 200, 230)))
    assert drawn is not None
    assert 200 in drawn.rows
    assert 230 in drawn.columns


def test_costs_grow_along_the_diagonal() -> None:
    known = [macs for _, macs in costs_along_diagonal(inspect("resnet18")) if macs]
    assert known == sorted(known)
    assert len(known) > 20


@pytest.mark.parametrize("theme", ["paper", "dark"])
def test_the_figure_is_well_formed_and_inside_its_page(theme: str) -> None:
    scene = draw(inspect(ARTICLE), load_theme(theme))
    assert scene is not None
    ET.fromstring(render_svg(scene))  # noqa: S314 - our own text
    for shape in shapes(scene.items):
        if isinstance(shape, Rect | Text):
            assert 0 <= shape.x <= scene.width
            assert 0 <= shape.y <= scene.height


class Widened(nn.Module):
    """Makes another detour for large maps, whose operators stand before the last layer."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, 2, 1)
        self.last = nn.Conv2d(8, 16, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Decide by the height."""
        x = self.first(x)
        if x.shape[2] > 40:
            x = x.mean(3, keepdim=True) + x * 2
        return self.last(x)


def test_a_feature_map_is_found_again_where_other_operators_ran() -> None:
    report = sized(Widened(), RunOptions(input=64), [(200, 100)])
    found = cells(report, {"H": 200, "W": 100})
    assert dict(zip(found["layer"], found["at_200x100"], strict=True))["last"] == "50×25"
    assert ", and to learn of other sizes at 1×3×200×100" in said(report)["input"]
