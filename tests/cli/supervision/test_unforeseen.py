"""What nobody foresaw is told in two lines, and never as a traceback of ours."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from resnet_inspect.cli.main import status_of
from resnet_inspect.cli.supervision.unforeseen import reason_of
from resnet_inspect.errors import InspectError
from resnet_inspect.visible import visible

NET = """
import resnet_inspect.render.table.layout
import resnet_inspect.linter.runner
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        resnet_inspect.render.table.layout.lines = None
        resnet_inspect.linter.runner.group = None
        return self.conv(x)
"""


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "resnet_inspect", *words], cwd=folder, capture_output=True,
        text=True, check=False, stdin=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip


def test_code_that_damages_us_stops_us_in_words(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    ran = run("net.py", "-i", "32", folder=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: resnet-inspect had to stop: TypeError")
    assert "please report it" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_damaged_process_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(NET, encoding="utf-8")
    (tmp_path / "b.py").write_text("from torch import nn\nnet = nn.Conv2d(3, 4, 3)\n")
    ran = run("lint", "--fast", "a.py", "b.py", "-i", "32", folder=tmp_path)
    assert ran.returncode == 2
    assert "a.py: resnet-inspect had to stop" in ran.stderr
    assert "b.py (Conv2d)" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_a_library_that_has_no_room_is_told_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    def load() -> NoReturn:
        raise ImportError("libtorch.so: failed to map segment from shared object", name="torch")

    assert status_of(load) == 2
    assert "there is not enough memory for this" in capsys.readouterr().err


def test_the_reason_names_our_line() -> None:
    with pytest.raises(AttributeError) as caught:
        visible(None)  # type: ignore[arg-type]
    assert "(visible.py:" in reason_of(caught.value)
    assert reason_of(InspectError("said")) == "InspectError: said"
