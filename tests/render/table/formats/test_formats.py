"""Markdown, CSV, JSON, HTML and colored text."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from resnet_inspect.graph.codec import loads
from resnet_inspect.render.records import document
from resnet_inspect.render.table.formats import csv_table, markdown, notebook, plain, terminal
from resnet_inspect.render.table.layer_table import layer_table
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.render.table.outline.choices import Fold
from resnet_inspect.render.table.outline.view import View
from resnet_inspect.report import Report
from tests.conftest import Golden
from tests.render import networks

ReportOn = Callable[[str], Report]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def one_cell(text: str) -> Table:
    column = Column(
        name="text", title="text", about="", cell=lambda item: item, value=lambda item: item
    )
    fact = Fact(label="note", text=text)
    return Table(
        title=text, header=(fact,), columns=(column,),
        rows=(TableRow(item=text, notes=(text,), tone=Tone.ERROR),), footer=(fact,),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["resnet18", "unet", "broken"])
def test_markdown_is_the_golden_one(name: str, report_on: ReportOn, golden: Golden) -> None:
    golden(f"markdown/{name}.md", markdown.render(report_on(name)))


@pytest.mark.parametrize("name", ["resnet18", "broken"])
def test_csv_is_the_golden_one(name: str, report_on: ReportOn, golden: Golden) -> None:
    golden(f"csv/{name}.csv", csv_table.render(report_on(name)))


@pytest.mark.parametrize("name", ["resnet20", "broken"])
def test_html_is_the_golden_one(name: str, report_on: ReportOn, golden: Golden) -> None:
    golden(f"notebook/{name}.html", notebook.render(report_on(name)))


@pytest.mark.parametrize("name", networks.ALL)
def test_markdown_rows_have_equally_many_cells(name: str, report_on: ReportOn) -> None:
    rows = [line for line in markdown.render(report_on(name)).splitlines() if line[:1] == "|"]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


def test_markdown_escapes_what_it_would_take_for_marks() -> None:
    text = markdown.render_table(one_cell("a|b*c_d`e<f>\\"))
    assert r"a\|b\*c\_d\`e&lt;f&gt;\\" in text


@pytest.mark.parametrize("name", networks.ALL)
def test_csv_has_the_numbers_unrounded(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    text = csv_table.render(report, View(fold=Fold.NONE, columns=("all",)))
    rows = list(csv.DictReader(StringIO(text)))
    table = layer_table(report, View(fold=Fold.NONE))
    assert len(rows) == len(table.rows)
    leaves = [row for row, shown in zip(rows, table.rows, strict=True) if not shown.open]
    assert sum(int(row["macs"]) for row in leaves) == report.costs.total_macs


def test_json_is_the_whole_trace(report_on: ReportOn) -> None:
    report = report_on("resnet18")
    assert loads(document.render(report)) == report.graph


@pytest.mark.parametrize("name", [*networks.ALL, "broken+recover"])
def test_html_is_well_formed(name: str, report_on: ReportOn) -> None:
    root = ET.fromstring(notebook.render(report_on(name)))  # noqa: S314 - our own text
    rows = root.findall(".//tbody/tr")
    assert len(rows) >= len(layer_table(report_on(name), View()).rows)


def test_html_escapes_text() -> None:
    text = notebook.render_table(one_cell("<script>&\"'"))
    assert "<script>" not in text
    ET.fromstring(text)  # noqa: S314 - our own text


def test_html_needs_nothing_from_elsewhere(report_on: ReportOn) -> None:
    text = notebook.render(report_on("resnet50"))
    assert not re.search(r"https?:|<script|<style|class=\"(?!resnet-inspect)", text)


@pytest.mark.parametrize("name", ["resnet18", "broken", "unet"])
def test_colors_change_no_character(name: str, report_on: ReportOn) -> None:
    report = report_on(name)
    colored = terminal.render(report, width=120, colors="truecolor")
    assert colored != ESCAPE.sub("", colored)
    lines = [line.rstrip() for line in ESCAPE.sub("", colored).splitlines()]
    assert lines == plain.render(report, width=120).splitlines()


def test_failing_row_is_red(report_on: ReportOn) -> None:
    text = terminal.render(report_on("broken"), width=120, colors="standard")
    row = next(line for line in text.splitlines() if "add()" in line)
    assert "\x1b[1;31m" in row


def test_no_colors_on_request(report_on: ReportOn) -> None:
    text = terminal.render(report_on("resnet18"), width=120, colors=None)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", text)


def test_report_prints_as_plain_table(report_on: ReportOn) -> None:
    report = report_on("resnet18")
    assert f"{report}\n" == plain.render(report)


def test_report_shows_itself_in_a_notebook(report_on: ReportOn) -> None:
    report = report_on("resnet18")
    assert report._repr_html_() == notebook.render(report)
