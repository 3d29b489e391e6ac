"""The plot as a scene and as text."""

from itertools import combinations

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.scene.shapes import Circle, Text, shapes
from resnet_inspect.render.diagram.scene.text_width import text_width
from resnet_inspect.render.diagram.scene.theme import load_theme
from resnet_inspect.render.table.charset import ASCII, UNICODE
from resnet_inspect.survey.plot.labels import Box
from resnet_inspect.survey.plot.points import points
from resnet_inspect.survey.plot.scatter import scatter
from resnet_inspect.survey.plot.text_plot import text_plot
from resnet_inspect.survey.rows.row import Row

ROWS = [
    Row(target=f"timm:net{number}", params=10**6 * (number + 1), macs=10**9 * (11 - number) ** 2)
    for number in range(10)
]
BEATEN = Row(target="folder/beaten.py:Net", params=2 * 10**7, macs=2 * 10**11)
UNKNOWN = Row(target="broken", error="no")


def test_points_are_the_networks_with_both_figures_the_front_first() -> None:
    shown = points([BEATEN, UNKNOWN, *ROWS], "params", "macs")
    assert [dot.name for dot in shown.front] == [f"net{number}" for number in range(10)]
    assert shown.dots[-1].name == "Net"
    assert shown.left_out == 1


def test_a_network_at_two_sizes_is_two_points() -> None:
    rows = [Row(target="a", size=size, params=1, macs=int(size)) for size in ("224", "320")]
    assert [dot.name for dot in points(rows, "params", "macs").dots] == ["a 224", "a 320"]


def test_networks_of_one_short_name_are_told_apart_by_their_zoo_or_folder() -> None:
    targets = ["resnet50", "torchvision:resnet50", "a/x/n.py:Net", "b/x/n.py:Net", "timm:r26"]
    rows = [Row(target=target, params=1, macs=1) for target in targets]
    assert [dot.name for dot in points(rows, "params", "macs").dots] == [
        "resnet50", "torchvision:resnet50", "a/x/n.py:Net", "b/x/n.py:Net", "r26",
    ]  # fmt: skip


def test_a_network_surveyed_twice_keeps_one_name() -> None:
    rows = [Row(target="timm:a", params=1, macs=1)] * 2
    assert [dot.name for dot in points(rows, "params", "macs").dots] == ["timm:a"] * 2


@pytest.mark.parametrize("theme", ["paper", "dark"])
def test_the_picture_has_a_point_for_each_network_and_texts_that_do_not_overlap(theme: str) -> None:
    scene = scatter(points([*ROWS, BEATEN], "params", "macs"), load_theme(theme))
    drawn = list(shapes(scene.items))
    assert sum(isinstance(shape, Circle) for shape in drawn) == 11
    texts = [shape for shape in drawn if isinstance(shape, Text)]
    assert {"net0", "net9", "multiply-accumulates", "parameters"} <= {text.text for text in texts}
    boxes = [_box(text) for text in texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(box.within(Box(0, 0, scene.width, scene.height)) for box in boxes)


def _box(text: Text) -> Box:
    width = text_width(text.text, text.size, bold=text.bold)
    left = text.x - {"start": 0, "middle": width / 2, "end": width}[text.anchor]
    return Box(left, text.y - 0.75 * text.size, left + width, text.y + 0.2 * text.size)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_fits_its_width_and_names_the_front(width: int) -> None:
    shown = text_plot(points([*ROWS, BEATEN], "params", "macs"), width, UNICODE)
    assert max(map(len, shown.splitlines())) <= width
    assert shown.count("●") == 11  # ten networks and the legend
    assert "net0" in shown


def test_ascii_needs_no_other_characters() -> None:
    assert text_plot(points(ROWS, "params", "macs"), 80, ASCII).isascii()


def test_columns_are_plotted_by_their_headings_too() -> None:
    rows = [Row(target="a", inference_memory=1, macs=1)]
    assert points(rows, "inference", "MACs") == points(rows, "inference_memory", "macs")


def test_text_columns_cannot_be_plotted() -> None:
    with pytest.raises(UsageError, match="holds no numbers"):
        points(ROWS, "variant", "macs")


def test_nothing_to_plot_is_said() -> None:
    with pytest.raises(UsageError, match="nothing to plot"):
        points([UNKNOWN], "params", "macs")
