"""Each format of a figure: what is in it, and that programs which read it accept it."""

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.render.diagram.content.model import Level
from resnet_inspect.render.diagram.formats.png import Image
from resnet_inspect.render.diagram.formats.terminal_picture import Protocol, protocol_of, show
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import (
    ENDINGS,
    Engine,
    Format,
    Output,
    format_of,
    picture,
)
from resnet_inspect.render.table.charset import ASCII
from resnet_inspect.report import Report
from tests.conftest import Golden

Reports = Callable[[str], Report]
NETWORKS = ("resnet18", "unet", "broken+recover")
TEXTS = {Format.DOT: "gv", Format.MERMAID: "mmd", Format.TIKZ: "tex", Format.TEXT: "txt"}


def text(report: Report, kind: Format, **more: object) -> str:
    drawn = picture([report], Options(), Output(format=kind, **more))
    assert isinstance(drawn, str)
    return drawn


def parsed(report: Report) -> ET.Element:
    return ET.fromstring(text(report, Format.SVG))  # noqa: S314 - our own file


def run(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a program found on this machine."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def data(report: Report, kind: Format, **more: object) -> bytes:
    drawn = picture([report], Options(), Output(format=kind, **more))
    assert isinstance(drawn, bytes)
    return drawn


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("kind", TEXTS)
def test_text_formats(name: str, kind: Format, report_on: Reports, golden: Golden) -> None:
    golden(f"diagram/{name}.{TEXTS[kind]}", text(report_on(name), kind))


@pytest.mark.parametrize("kind", Format)
def test_the_same_report_gives_the_same_bytes(kind: Format, report_on: Reports) -> None:
    first = picture([Report(report_on("resnet18").graph)], Options(), Output(format=kind))
    again = picture([Report(report_on("resnet18").graph)], Options(), Output(format=kind))
    assert first == again


def test_svg_says_what_it_shows(report_on: Reports) -> None:
    root = parsed(report_on("resnet50"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "ResNet-50 v1.5"
    assert "16 skip or residual connections" in (root.findtext(f"{space}desc") or "")
    texts = [element.text for element in root.iter(f"{space}text")]
    assert "1×1, 2048, /2" in texts
    assert "projection shortcut" in texts


def test_names_cannot_break_out_of_svg(report_on: Reports) -> None:
    graph = report_on("one_dimensional").graph
    report = Report(replace(graph, run=replace(graph.run, network="</title><script>\"&'")))
    assert parsed(report).findtext(".//{*}title") == "</title><script>\"&'"
    assert '</title><script>"' not in text(report, Format.HTML)


def test_pdf_embeds_its_type(report_on: Reports, tmp_path: Path) -> None:
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts (poppler-utils) is not installed")
    path = tmp_path / "figure.pdf"
    path.write_bytes(data(report_on("resnet50"), Format.PDF))
    listed = run("pdffonts", path.name, folder=tmp_path).stdout
    fonts = listed.splitlines()[2:]
    assert len(fonts) == 2
    for line in fonts:
        assert "Roboto" in line
        assert line.split()[-5] == "yes", "the column `emb` of pdffonts"


def test_pdf_is_as_large_as_the_figure_on_paper(report_on: Reports) -> None:
    document = pypdfium2.PdfDocument(data(report_on("resnet50"), Format.PDF))
    width, height = document[0].get_size()
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert width <= 523.01
    assert height <= 770.01
    assert "3×3, 512, /2" in words


@pytest.mark.parametrize("dpi", [72, 300])
def test_png_has_the_resolution_that_is_asked_for(dpi: int, report_on: Reports) -> None:
    image = data(report_on("resnet18"), Format.PNG, dpi=dpi)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, _, depth, color = struct.unpack(">IIBB", image[16:26])
    assert (depth, color) == (8, 2)
    assert width == pytest.approx(523 / 72 * dpi, rel=0.02)
    start = image.index(b"pHYs") + 4
    assert struct.unpack(">I", image[start : start + 4])[0] == round(dpi / 0.0254)
    body = image.index(b"IDAT")
    length = struct.unpack(">I", image[body - 4 : body])[0]
    assert len(zlib.decompress(image[body + 4 : body + 4 + length])) > width


@pytest.mark.parametrize("name", ["resnet50", "unet", "broken+recover"])
def test_tikz_compiles_alone_and_in_a_paper(name: str, report_on: Reports, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        assert not os.environ.get("REQUIRE_TEX"), "pdflatex is not installed"
        pytest.skip("pdflatex is not installed")
    (tmp_path / "figure.tex").write_text(text(report_on(name), Format.TIKZ), "utf-8")
    paper = (
        "\\documentclass{article}\\usepackage{tikz}\\begin{document}\n"
        "\\begin{figure}\\centering\\input{figure.tex}\\caption{A network.}\\end{figure}\n"
        "\\end{document}\n"
    )
    (tmp_path / "paper.tex").write_text(paper, "utf-8")
    for file in ("figure.tex", "paper.tex"):
        done = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", file, folder=tmp_path)
        assert done.returncode == 0, done.stdout[-1500:]
        assert "Missing character" not in done.stdout
        assert "(1 page," in done.stdout


@pytest.mark.parametrize("name", ["resnet50", "unet", "densenet", "broken+recover"])
def test_graphviz_lays_out_the_dot_text(name: str, report_on: Reports) -> None:
    drawn = data(report_on(name), Format.SVG, engine=Engine.GRAPHVIZ_PURE).decode()
    assert drawn.count('class="edge"') >= len(report_on(name).residuals)


def test_mermaid_in_markdown_is_fenced(report_on: Reports) -> None:
    drawn = text(report_on("resnet18"), Format.MERMAID, fenced=True)
    assert drawn.startswith("```mermaid\n---\ntitle:")
    assert drawn.endswith("```\n")


def test_text_fits_narrow_terminals_in_ascii(report_on: Reports) -> None:
    drawn = text(report_on("resnet50"), Format.TEXT, width=60, charset=ASCII)
    assert drawn.isascii()
    assert max(map(len, drawn.splitlines())) <= 60


def test_a_file_name_tells_the_format() -> None:
    assert format_of("a/figure.PDF") is Format.PDF
    assert set(ENDINGS.values()) == set(Format)
    with pytest.raises(UsageError, match=r"figure\.docx"):
        format_of("figure.docx")


def test_a_graph_language_shows_one_network(report_on: Reports) -> None:
    two = [report_on("resnet18"), report_on("resnet50")]
    with pytest.raises(UsageError, match="one network, not 2"):
        picture(two, Options(), Output(format=Format.DOT))


def test_stage_level_graphs_are_graphs_of_blocks(report_on: Reports) -> None:
    options = Options(level=Level.STAGE)
    drawn = picture([report_on("resnet18")], options, Output(format=Format.MERMAID))
    assert "basic block ×2" in str(drawn)


@pytest.mark.parametrize(
    ("environment", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, Protocol.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, Protocol.ITERM),
        ({"TERM": "foot"}, Protocol.SIXEL),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, None),
    ],
)
def test_terminals_that_show_pictures_are_known(
    environment: dict[str, str], protocol: Protocol | None
) -> None:
    assert protocol_of(environment) is protocol


@pytest.mark.parametrize("protocol", Protocol)
def test_pictures_are_wrapped_for_the_terminal(protocol: Protocol) -> None:
    image = Image(4, 3, [bytes((255, 0, 0)) * 4] * 7)
    shown = show(image, protocol)
    start = {Protocol.KITTY: "\x1b_G", Protocol.ITERM: "\x1b]1337;File=", Protocol.SIXEL: "\x1bPq"}
    assert shown.startswith(start[protocol])


def test_sixels_name_their_color_and_repeat() -> None:
    image = Image(4, 3, [bytes((255, 0, 0)) * 4] * 6)
    assert "#180!4~$-" in show(image, Protocol.SIXEL)
