"""Names, messages and files with control characters: none reaches a terminal, no format breaks."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.commands import Ran, running

ACTING = "\x1b[2J\x07\x00\x7f\x9b31m\u202e\u2066\u2028\r\n\t\ud800"
SEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e\u2066\ud800-\udfff]")

NET = """
import torch
from torch import nn

ACTING = {acting!a}
CLASS = ACTING[:-1].replace("\\0", "")  # a class takes neither half a character nor a null


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=True)
        self.add_module("norm" + ACTING, nn.BatchNorm2d(channels))

    def forward(self, x):
        y = x
        for part in self.children():
            y = part(y)
        return torch.relu(y + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.add_module("layer" + ACTING, nn.Sequential(Block(8), Block(8)))
        Block.__name__ = Block.__qualname__ = "Block" + CLASS
        type(self).__name__ = "Net" + CLASS

    def forward(self, x):
        for part in self.children():
            x = part(x)
        {last}
        return {{"out" + ACTING: x}}
"""

RIGHT, FAILING = "pass", "raise ValueError('no' + ACTING)"
MISMATCH = "x = x + torch.zeros(1, 9, 3, 3)"

ON_TRACES = [
    ["inspect", "-f", "plain"],
    ["inspect", "-f", "plain", "--ascii", "--level", "op", "--columns", "all"],
    *(["inspect", "-f", kind] for kind in ("markdown", "html", "latex", "csv", "json")),
    ["residuals", "-f", "plain"],
    ["residuals", "-f", "json"],
    ["sizes", "-f", "plain"],
    ["sizes", "-f", "json"],
    ["table"],
    *(["table", "-f", kind] for kind in ("markdown", "html", "latex", "csv", "json")),
    *(["diagram", "-f", kind] for kind in ("text", "svg", "html", "mermaid", "dot", "tikz")),
]  # fmt: skip
ON_FILES = [["lint", "--fast", "-f", kind] for kind in ("frames", "concise", "json", "sarif")]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Return a function that runs a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return running(capsys, monkeypatch)


def written(last: str, name: str = "net.py") -> str:
    Path(name).write_text(NET.format(acting=ACTING, last=last), encoding="utf-8")
    return name


def check(ran: Ran, words: list[str]) -> None:
    """Check that nothing acts on a terminal, and that programs can read what is for them."""
    assert ran.status in {0, 1}, ran.err
    assert not SEEN.findall(ran.out)
    assert not SEEN.findall(ran.err)
    kind = words[-1]
    if kind in {"json", "sarif"}:
        json.loads(ran.out)
    elif kind == "svg":
        ET.fromstring(ran.out)  # noqa: S314 - our own figure
    elif kind == "csv":
        assert len({len(row) for row in csv.reader(io.StringIO(ran.out))}) == 1


@pytest.mark.parametrize("last", [RIGHT, MISMATCH], ids=["right", "mismatch"])
def test_no_name_acts_on_the_terminal(run: Callable[..., Ran], last: str) -> None:
    ran = run("inspect", written(last), "-i", "32", "-o", "t.json")
    assert Path("t.json").is_file(), ran.err
    for words in ON_TRACES:
        command, *options = words
        check(run(command, "t.json", *options), words)


@pytest.mark.parametrize("words", ON_FILES)
def test_no_finding_acts_on_the_terminal(run: Callable[..., Ran], words: list[str]) -> None:
    check(run(*words, written(MISMATCH), "-i", "32"), words)


def test_no_message_acts_on_the_terminal(run: Callable[..., Ran]) -> None:
    check(run("inspect", written(FAILING), "-i", "32"), ["inspect"])
    check(run("lint", "--fast", "-f", "github", "net.py", "-i", "32"), ["lint"])
    check(run("lint", "--fast", "-f", "markdown", "net.py", "-i", "32"), ["lint"])


def test_a_saved_trace_keeps_names_as_they_are(run: Callable[..., Ran]) -> None:
    run("inspect", written(RIGHT), "-i", "32", "-o", "t.json")
    network = json.loads(Path("t.json").read_text(encoding="utf-8"))
    assert "\\u202e" not in json.dumps(network, ensure_ascii=False)


def test_colors_are_ours_alone(run: Callable[..., Ran]) -> None:
    ran = run("inspect", written(RIGHT), "-i", "32", "-f", "rich")
    assert "\x1b[2J" not in ran.out
    assert "\\u001b[2J" in ran.out


@pytest.mark.parametrize("name", ["a\x1b[2J.py", "b\u202e.py", "c\n.py", "d\udcff.py"])
def test_files_may_have_such_names(run: Callable[..., Ran], name: str) -> None:
    written(MISMATCH, name)
    for words in (["inspect"], ["lint", "--fast", "-f", "json"], ["diagram"]):
        check(run(words[0], name, "-i", "32", *words[1:]), words)
    check(run("lint", "--fast", "--diff", name, "-i", "32"), ["diff"])


def test_weights_and_lists_have_such_names(run: Callable[..., Ran]) -> None:
    name = json.dumps(f"conv{ACTING}.weight")
    header = f'{{{name}:{{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}}}'.encode()
    content = len(header).to_bytes(8, "little") + header + bytes(4)
    Path("w.safetensors").write_bytes(content)
    for kind in ("plain", "json", "markdown", "csv"):
        check(run("weights", "w.safetensors", "-f", kind), [kind])
    row = {"target": f"net{ACTING}", "params": 1000, "macs": 2000, "outcome": "ok"}
    Path("s.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    check(run("survey", "s.jsonl", "--plot", "params,macs"), ["survey"])
    assert run("list", f"x{ACTING}").status == 2


def test_differences_have_such_names(run: Callable[..., Ran]) -> None:
    run("inspect", written(RIGHT), "-i", "32", "-o", "t.json")
    run("inspect", written(RIGHT.replace("pass", "x = torch.relu(x)")), "-i", "32", "-o", "u.json")
    for kind in ("plain", "json", "markdown", "csv", "html", "latex"):
        check(run("diff", "t.json", "u.json", "-f", kind), [kind])
