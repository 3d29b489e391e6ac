"""Figures as Python values."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.errors import UsageError
from resnet_inspect.report import Report

Reports = Callable[[str], Report]


def test_a_report_is_drawn_and_shows_itself_in_a_notebook(report_on: Reports) -> None:
    made = api.diagram(report_on("resnet18"), theme="light")
    assert made._repr_svg_().startswith("<svg")


def test_saving_goes_by_the_files_name(report_on: Reports, tmp_path: Path) -> None:
    api.diagram(report_on("resnet18")).save(tmp_path / "figure.pdf")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(UsageError, match="names no format"):
        api.diagram(report_on("resnet18")).save(tmp_path / "figure.doc")


def test_the_papers_table_is_a_call(report_on: Reports) -> None:
    table = api.paper_table(report_on("resnet18"), report_on("resnet50"))
    assert str(table).splitlines()[0].split()[:3] == ["layer", "output", "size"]
    assert "\\begin{tabular}" in table.latex()
    assert "<table" in table._repr_html_()
    assert table.markdown().startswith("| layer |")
