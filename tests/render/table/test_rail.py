"""The residual rail."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.analysis.facts import Facts, ResidualKind
from resnet_inspect.graph import ConcatAttrs, Graph, OpKind
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.rows import Row, visible
from resnet_inspect.render.table.outline.tree import outline
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.render.table.rail import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Rail,
    RailCell,
    ascii_glyph,
    continuation,
    draw_rail,
    glyph,
)
from resnet_inspect.report import Report
from tests.builders import GraphBuilder
from tests.render.random_networks import graphs

ReportOn = Callable[[str], Report]


def drawn(graph: Graph, view: View | None = None) -> tuple[list[Row], Rail]:
    facts = Facts(graph)
    view = view or View()
    rows = [row for _, row in visible(outline(facts, view))]
    return rows, draw_rail(graph, rows, facts.residuals, view.lanes)


def picture(graph: Graph, view: View | None = None) -> list[str]:
    """Return the rail's lines, without blanks at the end."""
    _, rail = drawn(graph, view)
    return ["".join(map(glyph, line.cells)).rstrip() + line.suffix for line in rail.lines]


def block(build: GraphBuilder, *, project: bool = False) -> Graph:
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    y = build.conv(build.relu(build.conv(x, 8)), 8)
    return build.graph(build.relu(build.add(y, build.conv(x, 8, kernel=1) if project else x)))


def test_identity_leaves_and_joins() -> None:
    assert picture(block(GraphBuilder())) == ["○", "●─╮", "● │", "● │", "⊕─╯"]


def test_projection_has_a_heavy_line_with_its_convolution_on_it() -> None:
    assert picture(block(GraphBuilder(), project=True)) == [
        "○", "●━┓", "● ┃", "● ┃", "│ ◆", "⊕━┛",
    ]  # fmt: skip


def test_shortcuts_that_follow_each_other_share_a_lane() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    for _ in range(2):
        x = build.add(build.conv(x, 8), x)
    assert picture(build.graph(x), View(fold=Fold.NONE, level=Level.OP)) == [
        "○", "●─╮", "● │", "⊕─┤", "● │", "⊕─╯",
    ]  # fmt: skip


def test_shortcut_around_others_lies_outside() -> None:
    build = GraphBuilder()
    start = build.conv(build.input((1, 8, 4, 4)), 8)
    inner = build.conv(start, 8)
    inner = build.add(build.conv(build.relu(build.conv(inner, 8)), 8), inner)
    end = build.add(build.conv(build.relu(build.conv(inner, 8)), 8), start)
    lines = picture(build.graph(end), View(level=Level.OP))
    assert lines[1:4] == ["●───╮", "●─╮ │", "● │ │"]
    assert "⊕─╯ │" in lines
    assert lines[-1] == "⊕───╯"


def test_shortcuts_that_overlap_have_lanes_of_their_own_and_cross() -> None:
    build = GraphBuilder()
    one = build.conv(build.input((1, 8, 4, 4)), 8)
    two = build.conv(build.relu(build.conv(one, 8)), 8)
    three = build.conv(build.add(two, one), 8)
    four = build.op("cat", OpKind.CONCAT, three, two, shape=(1, 16, 4, 4), attrs=ConcatAttrs(dim=1))
    assert picture(build.graph(four), View(level=Level.OP)) == [
        "○", "●───╮", "●   │", "●   │", "●═╗ │", "⊕─╫─╯", "● ║", "⊞═╝",
    ]  # fmt: skip


def test_shortcut_leaves_at_the_head_of_its_block() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    build.enter("block")
    y = build.add(build.conv(build.relu(build.conv(x, 8)), 8), x)
    build.leave()
    assert picture(build.graph(y)) == ["○", "●", "├─╮", "● │", "● │", "⊕─╯"]


def test_closed_block_counts_what_is_in_it() -> None:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    for number in range(3):
        build.enter(f"blocks.{number}")
        x = build.add(build.conv(build.relu(build.conv(x, 8)), 8), x)
        build.leave()
    assert picture(build.graph(x)) == ["○", "●", "⊕×3"]


def test_lanes_beyond_the_limit_are_counted_where_they_join() -> None:
    build = GraphBuilder()
    made = [build.conv(build.input((1, 8, 4, 4)), 8)]
    for _ in range(3):
        made.append(build.conv(made[-1], 8))
    x = made[-1]
    for earlier in reversed(made[:-1]):
        x = build.conv(build.add(x, earlier), 8)
    view = View(lanes=1, level=Level.OP)
    _, rail = drawn(build.graph(x), view)
    assert rail.hidden == 2
    assert [line.suffix for line in rail.lines if line.suffix] == ["+1", "+1"]


@given(graph=graphs(), level=st.sampled_from(list(Level)), fold=st.sampled_from(list(Fold)))
def test_each_shortcut_runs_unbroken_from_its_row_to_its_join(
    graph: Graph, level: Level, fold: Fold
) -> None:
    rows, rail = drawn(graph, View(level=level, fold=fold, lanes=40))
    ends = [position for position, line in enumerate(rail.lines) for _ in line.joins]
    inside = sum(len(line.inside) for line in rail.lines)
    assert rail.hidden == 0
    assert len(ends) + inside == len(Facts(graph).residuals)
    for end in ends:
        assert any(_runs_up_from(rail, end, column) for column in _lanes_at(rail, end))
    assert len(rows) == len(rail.lines)


def _lanes_at(rail: Rail, row: int) -> Sequence[int]:
    cells = rail.lines[row].cells
    return [column for column in range(2, len(cells), 2) if cells[column].lines & UP]


def _runs_up_from(rail: Rail, end: int, column: int) -> bool:
    """Follow a lane upwards to where it bends to the main path."""
    for row in range(end - 1, -1, -1):
        cell = rail.lines[row].cells[column]
        assert cell.lines & DOWN
        if not cell.lines & UP or (cell.lines & LEFT and _is_start(rail, row, column)):
            return _is_start(rail, row, column)
    return False


def _is_start(rail: Rail, row: int, column: int) -> bool:
    cells = rail.lines[row].cells
    between = all(cell.lines & LEFT and cell.lines & RIGHT for cell in cells[1:column])
    return bool(cells[column].lines & LEFT) and between and bool(cells[0].lines & RIGHT)


@given(graph=graphs())
def test_lines_meet_from_row_to_row(graph: Graph) -> None:
    _, rail = drawn(graph, View(lanes=40))
    for above, below in zip(rail.lines, rail.lines[1:], strict=False):
        for column in range(1, max(len(above.cells), len(below.cells))):
            assert _has(above.cells, column, DOWN) == _has(below.cells, column, UP)


def _has(cells: Sequence[RailCell], column: int, line: int) -> bool:
    return column < len(cells) and bool(cells[column].lines & line)


@given(graph=graphs(), lanes=st.integers(0, 3))
def test_rail_is_never_wider_than_the_lanes_allowed(graph: Graph, lanes: int) -> None:
    _, rail = drawn(graph, View(lanes=lanes))
    assert all(len(line.cells) <= 2 * lanes + 1 for line in rail.lines)


def test_every_cell_has_a_character_of_its_own_in_both_character_sets() -> None:
    for kind in (None, *ResidualKind):
        for lines in range(1, 16):
            cell = RailCell(lines, kind)
            assert len(glyph(cell)) == 1
            assert ascii_glyph(cell).isascii()
            assert len(ascii_glyph(cell)) == 1


def test_kinds_are_told_apart_without_color() -> None:
    upright = {kind: glyph(RailCell(UP | DOWN, kind)) for kind in ResidualKind}
    same = upright[ResidualKind.GATE] == upright[ResidualKind.FUSION]
    assert same  # their joins differ: ⊗ and ⊕
    assert len(set(upright.values())) == len(upright) - 1


def test_second_line_of_a_row_carries_the_lanes_on() -> None:
    _, rail = drawn(block(GraphBuilder()))
    second = continuation(rail.lines[2])
    assert "".join(map(glyph, second.cells)) == "│ │"


@pytest.mark.parametrize("name", ["resnet50", "unet", "densenet", "seresnet50"])
def test_no_shortcut_of_a_known_network_is_hidden(name: str, report_on: ReportOn) -> None:
    _, rail = drawn(report_on(name).graph)
    assert rail.hidden == 0
