"""The tables of layers and of residual connections in LaTeX."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.render.table.formats.latex_table import render_table
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Table
from resnet_inspect.render.table.outline.view import Fold, View
from resnet_inspect.render.table.residual_table import residual_table
from resnet_inspect.report import Report

Reports = Callable[[str], Report]


def layers(report: Report, fold: Fold = Fold.AUTO) -> Table:
    return layer_table(report, View(fold=fold))


def test_each_row_of_the_table_is_a_line(report_on: Reports) -> None:
    table = layers(report_on("resnet18"))
    body = render_table(table).partition("\\midrule")[2].partition("\\bottomrule")[0]
    assert body.count(r"\\") == len(table.rows)
    assert "7\\texttimes{}7, 3$\\to$64" in body


def test_caption_and_label_make_it_float(report_on: Reports) -> None:
    text = render_table(residual_table(report_on("resnet18")), "Shortcuts & joins", "tab:joins")
    assert "\\caption{Shortcuts \\& joins}" in text
    assert "\\label{tab:joins}" in text
    assert "\\begin{table}" not in render_table(residual_table(report_on("resnet18")))


def test_a_long_table_goes_on_over_pages(report_on: Reports) -> None:
    text = render_table(layers(report_on("resnet50"), Fold.NONE), "All layers.", "tab:all")
    assert "\\begin{longtable}" in text
    assert "\\caption{All layers.}\\label{tab:all}" in text


def test_it_compiles(report_on: Reports, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        assert not os.environ.get("REQUIRE_TEX"), "pdflatex is not installed"
        pytest.skip("pdflatex is not installed")
    tables = (
        render_table(layers(report_on("resnet18")), "Layers.", "tab:a"),
        render_table(layers(report_on("resnet50"), Fold.NONE), "All layers.", "tab:b"),
        render_table(residual_table(report_on("broken+recover"))),
    )
    source = _document(tables)
    (tmp_path / "paper.tex").write_text(source, "utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - found on this machine
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in done.stdout


def _document(tables: tuple[str, ...]) -> str:
    body = "\n\n".join(tables)
    return (
        "\\documentclass{article}\\usepackage{booktabs,longtable}\n"
        "\\usepackage[a4paper,landscape,margin=1cm]{geometry}\n"
        f"\\begin{{document}}\\footnotesize\n{body}\\end{{document}}\n"
    )
