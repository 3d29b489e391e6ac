"""``--fix`` keeps all of a file that it does not change: encoding, marks, ends of lines."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import Ran, running

BROKEN = """import torch
from torch import nn
{extra}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Linear(9, 2)

    def forward(self, x):
        return self.head(self.conv(x).mean((2, 3)))
"""
MENDED = BROKEN.replace("nn.Linear(9, 2)", "nn.Linear(8, 2)")

FILES = {
    "byte order mark": ("\ufeff", "# ü", "utf-8", "\n"),
    "eight bits": ("# -*- coding: latin-1 -*-\n", "# Größe", "latin-1", "\n"),
    "form feed": ("", "\x0c", "utf-8", "\n"),
    "vertical tab and separators": ("", "TEXT = 'a\x0bb\u2028c\x1cd'", "utf-8", "\n"),
    "two-character ends": ("", "", "utf-8", "\r\n"),
    "old ends": ("", "", "utf-8", "\r"),
}


def lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "resnet_inspect", "lint", "net.py", "-i", "32", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def fix(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[], Ran]:
    """Return a function that fixes net.py in this process."""
    monkeypatch.chdir(tmp_path)
    command = running(capsys, monkeypatch)
    return lambda: command("lint", "net.py", "-i", "32", "--fix")


@pytest.mark.parametrize(("start", "extra", "encoding", "end"), FILES.values(), ids=FILES)
def test_only_the_mended_place_changes(
    start: str, extra: str, encoding: str, end: str, tmp_path: Path, fix: Callable[[], Ran]
) -> None:
    file = tmp_path / "net.py"
    before, after = (
        (start + text.format(extra=extra)).replace("\n", end).encode(encoding)
        for text in (BROKEN, MENDED)
    )
    file.write_bytes(before)
    assert "fixed net.py" in fix().err
    assert file.read_bytes() == after


def test_mixed_ends_stay_mixed(tmp_path: Path, fix: Callable[[], Ran]) -> None:
    file = tmp_path / "net.py"
    ends = ("\n", "\r\n")
    texts = []
    for text in (BROKEN, MENDED):
        lines = text.format(extra="").split("\n")
        texts.append("".join(f"{line}{ends[at % 2]}" for at, line in enumerate(lines)).encode())
    file.write_bytes(texts[0])
    fix()
    assert file.read_bytes() == texts[1]


def test_the_linted_file_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(BROKEN.format(extra=""), encoding="utf-8")
    done = lint(tmp_path, "-o", "net.py")
    assert done.returncode == 2
    assert "would be overwritten" in done.stderr
    assert file.read_text(encoding="utf-8") == BROKEN.format(extra="")
