"""Figures in a font of the user's."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.formats import typeface as module
from resnet_inspect.render.diagram.formats.typeface import typeface
from resnet_inspect.render.diagram.scene.font_widths import Widths
from resnet_inspect.report import Report

Reports = Callable[[str], Report]
OURS = Path(str(resources.files("resnet_inspect.render.diagram.formats"))) / "fonts"


def test_a_font_that_runs_wider_is_set_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    file = OURS / "Roboto-Regular.ttf"
    assert typeface(str(file)).size == 1
    narrow = Widths(ascii=(250,) * 95, latin=(250,) * 224, others={})
    monkeypatch.setattr(module, "REGULAR", narrow)
    assert 0.4 < typeface.__wrapped__(str(file)).size < 0.6


def test_the_bold_font_is_looked_for_beside_the_regular_one() -> None:
    found = typeface(str(OURS / "Roboto-Regular.ttf"))
    assert found.bold == (OURS / "Roboto-Bold.ttf").read_bytes() != found.regular


def test_the_font_is_named_in_svg_and_embedded_in_pdf(report_on: Reports) -> None:
    drawn = api.diagram(report_on("resnet18"), font=OURS / "Roboto-Bold.ttf")
    assert "font-family=\"'Roboto" in str(drawn.render()).replace("&#x27;", "'")
    pdf = drawn.render("pdf")
    assert isinstance(pdf, bytes)
    assert b"/FontFile2" in pdf
    assert pdf != api.diagram(report_on("resnet18")).render("pdf")


def test_what_is_no_font_is_refused(report_on: Reports, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no font file"):
        typeface(str(tmp_path / "none.ttf"))
    other = tmp_path / "text.ttf"
    other.write_text("no font")
    with pytest.raises(UsageError, match="no font that a PDF can hold"):
        typeface(str(other))
    drawn = api.diagram(report_on("resnet18"), font=OURS / "Roboto-Bold.ttf")
    with pytest.raises(UsageError, match="--font has no effect on tikz"):
        drawn.render("tikz")
