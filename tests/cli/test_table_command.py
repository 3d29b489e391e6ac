"""``table``, on saved traces."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.graph.codec import dumps
from resnet_inspect.report import Report
from tests.cli.commands import Ran, running

FAILING = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(9, 2)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    return running(capsys, monkeypatch)


@pytest.fixture
def traces(report_on: Callable[[str], Report], tmp_path: Path) -> list[str]:
    paths = []
    for name in ("resnet18", "resnet50_v1"):
        path = tmp_path / f"{name}.json"
        path.write_text(dumps(report_on(name).graph), "utf-8")
        paths.append(str(path))
    return paths


def test_the_table_ends_in_the_papers_line(run: Callable[..., Ran], traces: list[str]) -> None:
    last = run("table", *traces).out.splitlines()[-1]
    assert last.split()[-2:] == ["1.8×10⁹", "3.8×10⁹"]


@pytest.mark.parametrize(
    ("ending", "begin"),
    [("tex", "% Needs"), ("md", "**Two nets**"), ("html", "<style>"), ("txt", "Two nets")],
)
def test_the_files_name_tells_the_format(
    ending: str, begin: str, run: Callable[..., Ran], traces: list[str], tmp_path: Path
) -> None:
    path = tmp_path / f"table.{ending}"
    assert run("table", *traces, "--caption", "Two nets", "-o", str(path)).status == 0
    assert path.read_text("utf-8").startswith(begin)


def test_caption_and_label_make_a_floating_table(
    run: Callable[..., Ran], traces: list[str]
) -> None:
    out = run("table", *traces, "-f", "latex", "--caption", "50% more", "--label", "tab:x").out
    assert "\\caption{50\\% more}" in out
    assert "\\label{tab:x}" in out


def test_an_unknown_ending_is_a_usage_error(run: Callable[..., Ran], traces: list[str]) -> None:
    ran = run("table", *traces, "-o", "table.docx")
    assert ran.status == 2
    assert "names no format of tables" in ran.err


def test_ascii_on_request(run: Callable[..., Ran], traces: list[str]) -> None:
    assert run("table", *traces, "--ascii").out.isascii()


def test_a_network_that_fails_is_named_beside_its_columns(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "net.py"
    file.write_text(FAILING, encoding="utf-8")
    ran = run("table", str(file), "--input", "32")
    assert ran.status == 1
    assert "3×3, 8" in ran.out
    assert f"the forward pass failed at {file}:11" in ran.err
