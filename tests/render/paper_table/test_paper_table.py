"""Table 1 of He et al. 2015."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.render.paper_table import html, latex, markdown, text
from resnet_inspect.render.paper_table.build import paper_table
from resnet_inspect.render.paper_table.model import Stack
from resnet_inspect.render.paper_table.paper_table import PaperTable
from resnet_inspect.render.table.charset import ASCII
from resnet_inspect.report import Report
from tests.conftest import Golden

Reports = Callable[[str], Report]
PAPER = ("resnet18_v1", "resnet34_v1", "resnet50_v1", "resnet101_v1", "resnet152_v1")


@pytest.fixture(scope="session")
def table(report_on: Reports) -> PaperTable:
    reports = [report_on(name) for name in PAPER]
    return paper_table(reports, "Architectures for ImageNet & others.", "tab:resnets")


def test_the_bottom_line_reads_as_in_the_paper(table: PaperTable) -> None:
    billions = ("1.8×10⁹", "3.6×10⁹", "3.8×10⁹", "7.6×10⁹", "11.3×10⁹")
    assert table.totals[-1].values == billions


def test_rows_are_those_of_the_paper(table: PaperTable) -> None:
    assert [(row.layer, row.size) for row in table.rows] == [
        ("conv1", "112×112"),
        ("conv2_x", "56×56"),
        ("conv3_x", "28×28"),
        ("conv4_x", "14×14"),
        ("conv5_x", "7×7"),
        ("", "1×1"),
    ]


def test_blocks_stand_in_brackets_times_their_number(table: PaperTable) -> None:
    conv4 = table.rows[3].cells
    assert conv4[0] == (Stack(("3×3, 256", "3×3, 256"), 2),)
    assert conv4[4] == (Stack(("1×1, 256", "3×3, 256", "1×1, 1024"), 36),)


def test_the_pooling_belongs_to_the_first_stage(table: PaperTable) -> None:
    assert table.rows[1].cells[2][0] == Stack(("3×3 max pool, stride 2",), bracketed=False)


def test_what_all_networks_share_is_one_cell(table: PaperTable) -> None:
    assert [row.shared for row in table.rows] == [True, False, False, False, False, True]


def test_v1_5_costs_more_than_the_paper_says_and_no_printed_figure_is_claimed(
    report_on: Reports,
) -> None:
    totals = paper_table([report_on("resnet50")]).totals
    assert [total.title for total in totals] == ["parameters", "multiply–adds"]
    assert totals[-1].values == ("4.09×10⁹",)


def test_networks_of_any_kind_are_columns(report_on: Reports) -> None:
    names = ("resnet20", "functional", "unet", "densenet", "siamese", "one_dimensional", "broken")
    made = paper_table([report_on(name) for name in names])
    assert all(len(row.cells) == len(names) for row in made.rows)
    assert len(text.render(made).splitlines()) > len(made.rows)


def test_squeeze_and_excitation_is_a_line_of_its_block(report_on: Reports) -> None:
    cell = paper_table([report_on("seresnet50")]).rows[1].cells[0]
    assert cell[-1] == Stack(("1×1, 64", "3×3, 64", "1×1, 256", "SE, 16"), 3)


def test_text(table: PaperTable, golden: Golden) -> None:
    golden("paper_table/resnets.txt", text.render(table))


def test_ascii_text_has_ascii_only(table: PaperTable) -> None:
    drawn = text.render(table, ASCII)
    assert drawn.isascii()
    assert "\\u" not in drawn


def test_markdown(table: PaperTable, golden: Golden) -> None:
    golden("paper_table/resnets.md", markdown.render(table))


def test_html(table: PaperTable, golden: Golden) -> None:
    golden("paper_table/resnets.html", html.render(table))


def test_latex(table: PaperTable, golden: Golden) -> None:
    golden("paper_table/resnets.tex", latex.render(table))


def test_without_a_caption_latex_is_a_bare_tabular(report_on: Reports) -> None:
    drawn = latex.render(paper_table([report_on("resnet18")]))
    assert "\\begin{table}" not in drawn
    assert "\\begin{tabular}{llc}" in drawn


def test_a_template_of_ones_own_is_used(table: PaperTable, tmp_path: Path) -> None:
    (tmp_path / "paper_table.tex.j2").write_text("<< networks|length >> networks", "utf-8")
    assert latex.render(table, str(tmp_path)) == "5 networks"


def test_latex_compiles(table: PaperTable, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        assert not os.environ.get("REQUIRE_TEX"), "pdflatex is not installed"
        pytest.skip("pdflatex is not installed")
    source = (
        "\\documentclass{article}\\usepackage{booktabs,amsmath}\\usepackage[landscape]{geometry}\n"
        f"\\begin{{document}}\\small\n{latex.render(table)}\\end{{document}}\n"
    )
    (tmp_path / "paper.tex").write_text(source, "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - found on this machine
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in done.stdout
