"""The table as plain text, against golden files and laws."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.graph import Graph
from resnet_inspect.render.table.charset import ASCII
from resnet_inspect.render.table.formats import plain
from resnet_inspect.render.table.layout import text_width
from resnet_inspect.render.table.outline.choices import Fold, Level
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.report import Report
from tests.conftest import Golden
from tests.render.random_networks import graphs

ReportOn = Callable[[str], Report]
NETWORKS = (
    "resnet18", "resnet50", "resnet50_v1", "resnet20", "seresnet50", "unet", "densenet", "broken",
    "broken+recover", "raising", "functional", "tied", "siamese", "shared_norm", "one_dimensional",
)  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_table_at_120_columns_is_the_golden_one(
    name: str, report_on: ReportOn, golden: Golden
) -> None:
    golden(f"plain/{name}.txt", plain.render(report_on(name), width=120))


@pytest.mark.parametrize("name", ["resnet50", "unet", "broken"])
def test_table_at_80_columns_is_the_golden_one(
    name: str, report_on: ReportOn, golden: Golden
) -> None:
    golden(f"plain/{name}_80.txt", plain.render(report_on(name), width=80))


@pytest.mark.parametrize("level", list(Level))
def test_table_at_each_level_is_the_golden_one(
    level: Level, report_on: ReportOn, golden: Golden
) -> None:
    text = plain.render(report_on("resnet18"), View(level=level), width=120)
    golden(f"plain/resnet18_{level}.txt", text)


@pytest.mark.parametrize("name", ["resnet20", "seresnet50", "unet"])
def test_ascii_table_is_the_golden_one(name: str, report_on: ReportOn, golden: Golden) -> None:
    text = plain.render(report_on(name), width=120, charset=ASCII)
    assert text.isascii()
    golden(f"plain/{name}_ascii.txt", text)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("width", [40, 61, 80, 100, 140])
def test_no_line_is_wider_than_asked(name: str, width: int, report_on: ReportOn) -> None:
    for view in (View(), View(level=Level.OP, fold=Fold.NONE), View(columns=("all",))):
        text = plain.render(report_on(name), view, width=width)
        assert max(text_width(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("name", NETWORKS)
def test_lines_end_without_blanks(name: str, report_on: ReportOn) -> None:
    text = plain.render(report_on(name))
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())


@given(graph=graphs(), level=st.sampled_from(list(Level)), width=st.integers(24, 140))
def test_random_networks_fit_any_width(graph: Graph, level: Level, width: int) -> None:
    text = plain.render(Report(graph), View(level=level, columns=("all",)), width=width)
    assert max(text_width(line) for line in text.splitlines()) <= width


def test_columns_left_out_are_named(report_on: ReportOn) -> None:
    text = plain.render(report_on("resnet50"), View(columns=("all",)), width=100)
    assert "no room at 100 columns for:" in text
    left_out = text.partition("no room at 100 columns for:")[2]
    assert "definition" in left_out


def test_recognized_variant_is_in_the_title(report_on: ReportOn) -> None:
    title = plain.render(report_on("resnet50")).splitlines()[0]
    assert title.startswith("ResNet-50 v1.5")


@pytest.mark.parametrize(("name", "word"), [("resnet50", "v1.5"), ("resnet50_v1", "v1,")])
def test_difference_to_the_papers_count_is_explained(
    name: str, word: str, report_on: ReportOn
) -> None:
    text = plain.render(report_on(name), width=140)
    why = next(line for line in text.splitlines() if "He et al. 2015 give 3.8 G" in line)
    assert word in why


def test_nothing_is_said_of_the_paper_for_other_networks(report_on: ReportOn) -> None:
    assert "He et al." not in plain.render(report_on("resnet18"))
