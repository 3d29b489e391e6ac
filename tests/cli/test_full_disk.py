"""Where nothing can be written, each command says so, and the file that was there stays."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from resnet_inspect.cli.linting.fixes import write_fixes
from tests.cli.commands import Ran, running
from tests.cli.nasty import write_files

NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Linear(9, 2)

    def forward(self, x):
        return self.head(self.conv(x).mean((2, 3)))
"""

WRITING = [
    *(["inspect", "t.json", "-o", f"x{end}"] for end in (".md", ".csv", ".json", ".html", ".tex")),
    *(["diagram", "t.json", "-o", f"x{end}"] for end in (".svg", ".pdf", ".png", ".html", ".dot")),
    ["residuals", "t.json", "-o", "x.txt"],
    ["sizes", "t.json", "-o", "x.svg"],
    ["table", "t.json", "-o", "x.tex"],
    ["diff", "t.json", "t.json", "-o", "x.md"],
    ["list", "-o", "x.csv"],
    ["weights", "w.safetensors", "-o", "x.md"],
    ["lint", "t.json", "-f", "sarif", "-o", "x.sarif"],
    ["lint", "t.json", "--write-baseline", "x.base"],
    ["survey", "row.jsonl", "-o", "x.html"],
    ["survey", "row.jsonl", "-o", "x.parquet"],
    ["lint", "x.py", "-i", "32", "--fast", "--fix"],
]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Return a function that runs a command in a folder on a disk that is full."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    row = '{"target": "net", "params": 1000, "macs": 2000, "outcome": "ok"}'
    Path("row.jsonl").write_text(f"{row}\n", encoding="utf-8")
    command = running(capsys, monkeypatch)

    def full(handle: int, *_: object, **__: object) -> NoReturn:
        os.close(handle)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("resnet_inspect.cli.output.os.fdopen", full)
    return command


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_full_disk_is_told_and_leaves_the_old_file(
    run: Callable[..., Ran], words: list[str]
) -> None:
    file = Path(next(word for word in words if word.startswith("x.")))
    file.write_text(NET, encoding="utf-8")
    ran = run(*words)
    assert ran.status == 2
    assert f"`{file}` cannot be written: No space left on device" in ran.err.replace(
        f"{Path.cwd()}/", ""
    )
    assert "Make room" in ran.err
    assert "fixed" not in ran.err
    assert file.read_text(encoding="utf-8") == NET
    assert not [one for one in Path().iterdir() if one.name.startswith(".x")]


def test_a_file_is_whole_wherever_a_fix_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    texts = ["# before\n" * 20_000, "# after it\n" * 20_000]
    for kill in range(20):
        file.write_text(texts[0], encoding="utf-8")
        child = os.fork()
        if child == 0:
            while True:
                for old, new in (texts, texts[::-1]):
                    write_fixes({str(file): (old, new)})
        time.sleep(0.001 * kill)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert file.read_text(encoding="utf-8") in texts
