"""``diagram``, on saved traces."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.graph.codec import dumps
from resnet_inspect.report import Report
from tests.cli.commands import Ran, running

Reports = Callable[[str], Report]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    return running(capsys, monkeypatch)


@pytest.fixture
def trace(report_on: Reports, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that saves a network's trace."""

    def saved(name: str) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(dumps(report_on(name).graph), "utf-8")
        return str(path)

    return saved


Trace = Callable[[str], str]


@pytest.mark.parametrize(
    ("ending", "begin"),
    [
        ("svg", b"<svg"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("tex", b"%"),
        ("mmd", b"---\ntitle"),
        ("md", b"```mermaid"),
        ("gv", b"digraph"),
        ("html", b"<!doctype html>"),
        ("txt", b"ResNet-18"),
    ],
)
def test_the_files_name_tells_the_format(
    ending: str, begin: bytes, run: Callable[..., Ran], trace: Trace, tmp_path: Path
) -> None:
    path = tmp_path / f"figure.{ending}"
    assert run("diagram", trace("resnet18"), "-o", str(path)).status == 0
    assert path.read_bytes().startswith(begin)


def test_without_a_file_the_stages_are_drawn_as_text(run: Callable[..., Ran], trace: Trace) -> None:
    ran = run("diagram", trace("resnet18"))
    assert "layer4" in ran.out
    assert "█" in ran.out


def test_several_networks_are_one_figure(
    run: Callable[..., Ran], trace: Trace, tmp_path: Path
) -> None:
    path = tmp_path / "two.svg"
    run("diagram", trace("resnet18"), trace("resnet50"), "-o", str(path))
    drawn = path.read_text("utf-8")
    assert "ResNet-18" in drawn
    assert "ResNet-50" in drawn


def test_a_broken_network_is_drawn_and_ends_with_1(
    run: Callable[..., Ran], trace: Trace, tmp_path: Path
) -> None:
    path = tmp_path / "broken.svg"
    ran = run("diagram", trace("broken+recover"), "-o", str(path))
    assert ran.status == 1
    assert "the forward pass failed" in ran.err
    assert ">fails<" in path.read_text("utf-8")


def test_lint_numbers_its_findings(run: Callable[..., Ran], trace: Trace, tmp_path: Path) -> None:
    path = tmp_path / "broken.svg"
    run("diagram", trace("broken+recover"), "--lint", "-o", str(path))
    drawn = path.read_text("utf-8")
    assert 'class="notes"' in drawn
    assert "RES102" in drawn


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--show", "params,macs"], "9.54 k params · 118 M MACs"),
        (["--color-by", "macs"], "MACs of each chip, up to 118 M"),
        (["--only", "layer2.0"], ">BN<"),
        (["--level", "op"], ">flatten<"),
        (["--theme", "dark"], "#0d1117"),
        (["--fold", "none"], "layer1.1"),
        (["--expand", "layer1"], "layer1.1"),
    ],
)
def test_options_change_the_figure(
    options: list[str], shown: str, run: Callable[..., Ran], trace: Trace
) -> None:
    ran = run("diagram", trace("resnet18"), "--format", "svg", *options)
    assert ran.status == 0
    assert shown in ran.out
    assert shown not in run("diagram", trace("resnet18"), "--format", "svg").out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "figure.docx"], "names no format of figures"),
        (["-f", "svg", "--theme", "pink"], "there is no theme `pink`"),
        (["-f", "svg", "--fit", "a3"], "there is no page `a3`"),
        (["-f", "svg", "--only", "layer9"], "calls no module `layer9`"),
        (["-f", "svg", "--show", "price"], "there is no figure to show `price`"),
        (["-f", "svg", "--color-by", "price"], "there is no figure to color by `price`"),
        (["-f", "tikz", "--templates", "nowhere"], "no template folder"),
        (["-f", "tikz", "--engine", "graphviz-pure"], "writes no tikz"),
    ],
)
def test_usage_errors_say_what_is_right(
    options: list[str], said: str, run: Callable[..., Ran], trace: Trace
) -> None:
    ran = run("diagram", trace("resnet18"), *options)
    assert ran.status == 2
    assert said in ran.err


def test_a_saved_trace_is_drawn_without_torch(trace: Trace, tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['resnet-inspect', 'diagram', sys.argv[1], '-o', sys.argv[2]]\n"
        "from resnet_inspect.cli.main import command_line\n"
        "command_line(['diagram'])(args=sys.argv[1:], standalone_mode=False)\n"
        "sys.exit('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", script, trace("resnet18"), str(tmp_path / "figure.pdf")]
    assert subprocess.run(command, check=False).returncode == 0  # noqa: S603 - our own code
