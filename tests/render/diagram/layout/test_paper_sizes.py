"""Figures have the size that a paper has room for, and type that can be read there."""

import re
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest

from resnet_inspect.render.diagram.figure import draw
from resnet_inspect.render.diagram.formats.pdf import render_pdf
from resnet_inspect.render.diagram.formats.svg import render_svg
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.scene.legibility import small_type_note
from resnet_inspect.render.diagram.scene.shapes import Scene, Text
from resnet_inspect.report import Report

Reports = Callable[[str], Report]

TEX = 72 / 72.27
"""A point of TeX in points of PDF."""
COLUMN, BOTH, HEIGHT = 252 * TEX, 516 * TEX, 696 * TEX
CAPTION = 45 * TEX
"""IEEE's column, both of them and the gap, their height, and a caption of four lines."""


@pytest.mark.parametrize(("fit", "width"), [("column", COLUMN), ("page", BOTH)])
@pytest.mark.parametrize("name", ["resnet34", "resnet50", "densenet", "unet"])
def test_figures_for_a_paper_leave_room_for_a_caption(
    fit: str, width: float, name: str, report_on: Reports
) -> None:
    scene = draw(report_on(name), Options(fit=fit))
    document = pypdfium2.PdfDocument(render_pdf(scene))
    page = document[0]
    assert page.get_width() <= width
    assert page.get_height() <= HEIGHT - CAPTION
    page.close()
    document.close()
    written = dict(re.findall(r' (width|height)="([\d.]+)pt"', render_svg(scene)))
    assert float(written["width"]) <= width
    assert float(written["height"]) <= HEIGHT - CAPTION


def test_type_too_small_to_read_is_told() -> None:
    text = Text(0, 0, "3×3, 64", 7.0, "#000000")
    scene = Scene(width=100, height=100, items=(text,), scale=0.5)
    assert "prints at 3.5 pt, journals ask for 6: less detail" in small_type_note(scene)
    assert not small_type_note(replace(scene, scale=0.9))


@pytest.mark.parametrize(
    ("fit", "larger"),
    [("column", ("a4", "letter", "page")), ("page", ("a4", "letter")), ("a4", ()), ("slide", ())],
)
def test_a_larger_page_is_advised_where_there_is_one(fit: str, larger: tuple[str, ...]) -> None:
    assert Options(fit=fit).larger_pages == larger
