"""Memory over time: as layers, as a figure, as text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.facts import MemoryPlan, Optimizer, Precision
from resnet_inspect.errors import UsageError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.picture import Format, Output
from resnet_inspect.render.diagram.scene.shapes import Circle, Path, Rect, Text, shapes
from resnet_inspect.render.diagram.scene.theme import BUILT_IN, load_theme
from resnet_inspect.render.memory.figure import draw
from resnet_inspect.render.memory.layers import backward_from, layers
from resnet_inspect.render.memory.picture import memory_picture
from resnet_inspect.render.memory.text_chart import ROWS, render_text
from resnet_inspect.render.moments import moment_text
from resnet_inspect.render.table.charset import ASCII, UNICODE
from resnet_inspect.render.table.sparkline import BARS, binned, sparkline
from tests.analysis.hand_built import resnet50

REPORT = Inspection(resnet50(side=64)[0])
PAPER = load_theme("paper")


@pytest.mark.parametrize("optimizer", [None, Optimizer.ADAM])
def test_the_layers_together_are_what_is_alive(optimizer: Optimizer | None) -> None:
    report = Inspection(REPORT.graph, plan=MemoryPlan(optimizer=optimizer))
    weights, gradients, maps = layers(report.memory)
    moments = report.memory.training.moments
    for step, moment in enumerate(moments):
        assert weights.values[step] + gradients.values[step] + maps.values[step] == moment.bytes
    assert gradients.values[backward_from(report.memory) - 1] == 0
    assert gradients.values[-1] == report.memory.gradients
    assert ("optimizer" in weights.name) == (optimizer is not None)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_everything_lies_on_the_page(theme: str) -> None:
    scene = draw(REPORT, load_theme(theme))
    for shape in shapes(scene.items):
        match shape:
            case Path():
                points = [pair for _, pair in shape.commands if pair]
            case Rect() | Circle() | Text():
                points = [(shape.x, shape.y)]
        assert all(0 <= x <= scene.width and 0 <= y <= scene.height for x, y in points)


def test_areas_have_outlines_that_gray_print_shows() -> None:
    scene = draw(REPORT, PAPER)
    areas = [one for one in shapes(scene.items) if isinstance(one, Path) and one.paint.fill]
    assert len(areas) == 3
    assert all(area.paint.stroke not in {None, area.paint.fill} for area in areas)


def test_the_dot_is_at_the_peak_which_the_words_name() -> None:
    scene = draw(REPORT, PAPER)
    (dot,) = [shape for shape in shapes(scene.items) if isinstance(shape, Circle)]
    peak = REPORT.memory.training.peak
    assert peak is not None
    assert moment_text(REPORT.memory, peak) in scene.description
    tops = [y for shape in shapes(scene.items) if isinstance(shape, Path) and shape.paint.fill
            for _, pair in shape.commands if pair for y in pair[1::2]]  # fmt: skip
    assert dot.y == pytest.approx(min(tops))


@pytest.mark.parametrize("precision", [None, Precision.AUTOCAST])
def test_stages_stand_below_their_steps_in_both_directions(precision: Precision | None) -> None:
    report = Inspection(REPORT.graph, plan=MemoryPlan(precision=precision))
    words = [s.text for s in shapes(draw(report, PAPER).items) if isinstance(s, Text)]
    names = [stage.name for stage in report.structure.stages]
    assert [word for word in words if word in names] == names + names[::-1]


@pytest.mark.parametrize("charset", [UNICODE, ASCII])
@given(width=st.integers(24, 200))
def test_text_keeps_to_the_width(charset: object, width: int) -> None:
    assert charset is UNICODE or charset is ASCII
    text = render_text(REPORT, width, charset)
    chart = text.splitlines()[1 : ROWS + 2]
    assert max(map(len, chart)) <= width
    assert charset is UNICODE or text.isascii()


def test_a_failed_pass_has_no_step_to_draw() -> None:

    report = Inspection(replace(REPORT.graph, complete=False))
    for run in (lambda: draw(report, PAPER), lambda: render_text(report, 80, UNICODE)):
        with pytest.raises(UsageError, match="does not reach its end"):
            run()


def test_formats_without_charts_are_refused() -> None:
    with pytest.raises(UsageError, match="no mermaid graph"):
        memory_picture([REPORT], PAPER, Output(format=Format.MERMAID))
    with pytest.raises(UsageError, match="one network"):
        memory_picture([REPORT, REPORT], PAPER, Output(format=Format.SVG))
    svg = str(memory_picture([REPORT], PAPER, Output(format=Format.SVG)))
    assert svg.startswith(("<svg", "<?xml"))
    assert svg == memory_picture([REPORT], PAPER, Output(format=Format.SVG))


@given(st.lists(st.integers(0, 1000)), st.integers(1, 50))
def test_a_bar_stands_for_the_largest_of_its_group(values: list[int], most: int) -> None:
    found = binned(values, most)
    assert len(found) == min(len(values), most)
    assert max(found, default=0) == max(values, default=0)
    drawn = sparkline(values, most, 0, max(values, default=0))
    assert set(drawn) <= set(BARS)
    assert not any(values) or max(drawn) == BARS[-1]
