"""Bad files of every kind: each ends in one sentence and status 2, and nothing is written."""

import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect.graph.codec import dumps
from tests.builders import GraphBuilder
from tests.cli.commands import Ran, running

NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)
"""


def trace() -> str:
    build = GraphBuilder()
    return dumps(build.graph(build.conv(build.input((1, 3, 8, 8)), 4)))


def safetensors(header: str, numbers: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header.encode() + numbers


ENTRY = '{"a":{"dtype":"F32","shape":%s,"data_offsets":[%d,%d]}}'
SETTINGS = "[tool.resnet-inspect]\n"
TARGET = '[[tool.resnet-inspect.targets]]\ntarget = "%s"\n'

FILES: dict[str, tuple[str, str | bytes, str]] = {
    # command with the file in it, what the file holds, what is said
    "UTF-16": ("e.py", NET.encode("utf-16"), "null bytes"),
    "null": ("e.py", f"{NET}\0", "null bytes"),
    "no such coding": ("e.py", f"# -*- coding: klingon -*-\n{NET}", "unknown encoding: klingon"),
    "an archive": ("e.py", b"PK\x03\x04" + bytes(99), "null bytes"),
    "parentheses": ("e.py", "x = " + "(" * 5000, "nested parentheses"),
    "Python 2": ("e.py", f'print "x"\n{NET}', "print"),
    "a merge": ("e.py", f"<<<<<<< HEAD\n{NET}", "invalid syntax"),
    "a notebook": ("e.ipynb", "{}", "neither a Python file"),
    "compiled": ("e.pyc", bytes(99), "neither a Python file"),
    "empty": ("t.json", "", "t.json"),
    "null in JSON": ("t.json", "null", "no trace of resnet-inspect"),
    "a package": ("t.json", '{"name": "x"}', "no trace of resnet-inspect"),
    "twice": ("t.json", trace() * 2, "t.json"),
    "cut off": ("t.json", trace()[:-20], "t.json"),
    "many digits": ("t.json", '{"graph": ' + "9" * 100_000 + "}", "t.json"),
    "of the future": ("t.json", json.dumps({**json.loads(trace()), "version": 999}), "t.json"),
    "header beyond all": ("weights w.safetensors", struct.pack("<Q", 2**62), "w.safetensors"),
    "negative size": ("weights w.safetensors", safetensors(ENTRY % ("[-1]", 4, 0)), "damaged"),
    "sizes beyond all": (
        "weights w.safetensors", safetensors(ENTRY % ([10**11] * 2, 0, 4), bytes(4)),
        "w.safetensors",
    ),
    "HDF5": ("weights w.h5", b"\x89HDF\r\n\x1a\n" + bytes(99), "no file of weights"),
    "ONNX": ("weights w.onnx", b"\x08\x07\x12" + bytes(99), "no file of weights"),
    "GGUF": ("weights w.gguf", b"GGUF" + bytes(99), "no file of weights"),
    "index of another folder": (
        "weights m.safetensors.index.json", '{"weight_map": {"a": "/etc/passwd"}}',
        "another folder",
    ),
    "index of itself": (
        "weights m.safetensors.index.json",
        '{"weight_map": {"a": "m.safetensors.index.json"}}', "names an index",
    ),
    "broken settings": ("lint t.json --config p.toml", "[tool", "is no TOML"),
    "binary settings": ("lint t.json --config p.toml", b"\xff\xfe\0", "is no TOML"),
    "misspelled setting": (
        "lint t.json --config p.toml", f"{SETTINGS}selct = []", "there is no setting `selct`",
    ),
    "no such rule": ("lint t.json --config p.toml", f'{SETTINGS}select = ["NOPE"]', "NOPE"),
    "no such severity": (
        "lint t.json --config p.toml",
        '[tool.resnet-inspect.severity]\nRES101 = "fatal"', "is no severity",
    ),
    "a list for a table": (
        "lint t.json --config p.toml", f'{SETTINGS}per-file-ignores = ["x"]', "a table is expected",
    ),
    "targets that are not there": (
        "lint --config p.toml", TARGET % "no.py", "there is no file at `no.py`",
    ),
    "a size in words": (
        "lint --config p.toml", (TARGET % "good.py") + 'input = ["large"]', "is no size",
    ),
    "binary list": ("survey l.csv", b"\0\xff" * 50, "is not UTF-8 text"),
    "list without titles": ("survey l.csv", "resnet18,64\n", "no column `target`"),
    "list without lines": ("survey l.csv", "target,input\n", "is empty"),
    "a field without end": ("survey l.csv", f"target\n{'a' * 300_000}", "is no CSV"),
    "numbers for rows": ("survey s.jsonl", "1\n2\n", "s.jsonl"),
    "rows without numbers": ("survey s.jsonl", '{"target": "a", "params": NaN}\n', "s.jsonl"),
    "no Parquet": ("survey s.parquet", b"PAR1xxxxPAR1", "s.parquet"),
}  # fmt: skip


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Return a function that runs a command in a folder with good files."""
    monkeypatch.chdir(tmp_path)
    Path("good.py").write_text(NET, encoding="utf-8")
    Path("t.json").write_text(trace(), encoding="utf-8")
    return running(capsys, monkeypatch)


def answered(ran: Ran, said: str) -> None:
    """Check that nothing but one sentence was said."""
    lines = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert (ran.status, len(lines), said in ran.err + ran.out) == (2, 1, True), ran
    assert "had to stop" not in ran.err
    assert "Traceback" not in ran.err


def in_full(line: str) -> list[str]:
    words = line.split(" ")
    return words if words[0] in {"lint", "survey", "weights"} else ["inspect", *words]


@pytest.mark.parametrize(("line", "content", "said"), FILES.values(), ids=FILES)
def test_a_bad_file_is_told(
    line: str, content: str | bytes, said: str, run: Callable[..., Ran]
) -> None:
    name = next(word for word in reversed(line.split(" ")) if "." in word)
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(Path().iterdir())
    answered(run(*in_full(line)), said)
    assert [one for one in sorted(Path().iterdir()) if one.name != "__pycache__"] == before


PIPES = [
    "p.py", "lint p.py --fix", "p.json", "weights p.pth", "lint good.py --config p.toml",
    "survey p.csv", "survey p.jsonl", "diagram t.json -o x.svg --theme p.toml",
    "lint t.json --baseline p.json", "lint t.json --weights p.pth",
]  # fmt: skip


@pytest.mark.parametrize("line", PIPES)
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(line: str, run: Callable[..., Ran]) -> None:
    name = next(word for word in line.split(" ") if word.startswith("p."))
    os.mkfifo(name)
    words = line.split(" ") if line.startswith("diagram") else in_full(line)
    answered(run(*words), name)
    assert not Path("x.svg").exists()


@pytest.mark.parametrize("names", [[], ["../../x/data.pkl"]])
def test_an_archive_without_weights_is_told(names: list[str], run: Callable[..., Ran]) -> None:
    with zipfile.ZipFile("w.pth", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    answered(run("weights", "w.pth"), "w.pth")
