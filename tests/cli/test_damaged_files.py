"""Whatever a file holds that a command reads, the answer is a result or a sentence."""
# ruff: noqa: S311 - the damage is to be repeatable

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import resources
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest

from resnet_inspect.errors import InspectError
from resnet_inspect.survey.networks.listing import read_listing
from resnet_inspect.survey.rows.json_lines import json_lines
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.arrow import parquet
from resnet_inspect.targets.arguments.call_arguments import parse_arguments, read_value
from resnet_inspect.targets.inputs.reading import read_inputs
from resnet_inspect.targets.name import parse_target
from tests.cli.answers import trouble_with
from tests.cli.commands import Ran, running
from tests.cli.nasty import BASES, VALUES, cases, write_files
from tests.damage import damaged, damaged_bytes, toml_document

NET = b"""# a network
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.head = nn.Linear(9, 2)

    def forward(self, x):
        y = torch.relu(self.norm(self.conv(x)))
        return self.head((y + self.norm(y)).mean((2, 3)))
"""

THEME = tomllib.loads(
    resources.files("resnet_inspect.render.diagram.scene")
    .joinpath("themes/light.toml")
    .read_text("utf-8")
)
SETTINGS = {
    "select": ["RES1", "RES2"], "ignore": ["RES102"], "baseline": "b.json", "fail-on": "error",
    "severity": {"RES101": "info"}, "per-file-ignores": {"*.py": ["RES3"]},
    "targets": [{"target": "t.json", "input": ["3x32x32"], "arguments": {"width": "8"}}],
}  # fmt: skip
BASELINE = {"version": 1, "fingerprints": ["0123456789abcdef", "fedcba"]}
INDEX = {"metadata": {"total_size": 4}, "weight_map": {"conv1.weight": "w.safetensors"}}
HEADER = {
    "__metadata__": {"format": "pt"},
    "conv1.weight": {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [0, 37632]},
    "fc.bias": {"dtype": "F32", "shape": [10], "data_offsets": [37632, 37672]},
}
ROWS = [
    Row(target="a", params=1000, macs=2000, blocks=3, works_for="any"),
    Row(target="b", size="64", params=10, macs=70),
]
LISTING = b"resnet18 input=64 num_classes=10\nmy.py:Net  # mine\n\ntimm:*resnet*\n"
TABLE = b'target,input,arguments\nresnet18,64,num_classes=10\n"my.py:Net",,a=1;b=2\n'


def _safetensors(random: Random) -> bytes:
    header = json.dumps(damaged(HEADER, random)).encode()
    return len(header).to_bytes(8, "little") + header + bytes(37672)


def _archive(random: Random) -> bytes:
    file = BytesIO()
    np.savez(file, **{"conv1.weight": np.zeros((4, 3, 3, 3)), "fc.bias": np.zeros(10)})
    return damaged_bytes(file.getvalue(), random)


def _json(document: object, random: Random) -> bytes:
    return json.dumps(damaged(document, random)).encode()


def _toml(document: dict[str, object], random: Random) -> bytes:
    return toml_document(damaged(document, random)).encode()


def _settings(random: Random) -> bytes:
    return toml_document({"tool": {"resnet-inspect": damaged(SETTINGS, random)}}).encode()


def _rows(random: Random) -> bytes:
    rows = [json.loads(line) for line in map(json_lines, [[row] for row in ROWS])]
    return "".join(f"{json.dumps(row)}\n" for row in damaged(rows, random)).encode()


@dataclass(frozen=True)
class Kind:
    """A kind of file that a command reads."""

    name: str
    words: tuple[str, ...]
    damage: Callable[[Random], bytes]
    few: int = 25
    """How many damaged ones the usual tests try."""


KINDS = [
    Kind("th.toml", ("diagram", "t.json", "--theme", "th.toml"), partial(_toml, THEME)),
    Kind("p.toml", ("lint", "t.json", "--config", "p.toml"), _settings),
    Kind("b.json", ("lint", "t.json", "--baseline", "b.json"), partial(_json, BASELINE)),
    Kind("m.safetensors.index.json", ("weights", "m.safetensors.index.json"),
         partial(_json, INDEX)),
    Kind("m.safetensors", ("weights", "m.safetensors"), _safetensors),
    Kind("m.npz", ("weights", "m.npz"), _archive),
    Kind("s.jsonl", ("survey", "s.jsonl", "--plot", "params,macs"), _rows),
    Kind("s.jsonl", ("survey", "old.jsonl", "--against", "s.jsonl"), _rows),
    Kind("s.parquet", ("survey", "s.parquet"), partial(damaged_bytes, parquet(ROWS))),
    Kind("net.py", ("lint", "net.py", "--fast", "--timeout", "20", "-i", "16"),
         partial(damaged_bytes, NET), few=8),
    Kind("net.py", ("inspect", "net.py", "--timeout", "20", "-i", "16"),
         partial(damaged_bytes, NET), few=8),
]  # fmt: skip


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Return a function that runs a command in a folder with files that it may name."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    Path("old.jsonl").write_text(json_lines(ROWS), encoding="utf-8")
    return running(capsys, monkeypatch)


def troubles(kind: Kind, rounds: Iterable[int], run: Callable[..., Ran]) -> list[str]:
    """Run a command on damaged files, and return what is wrong with each bad answer."""
    found = []
    for number in rounds:
        content = kind.damage(Random(f"{kind.words} {number}"))
        Path(kind.name).write_bytes(content)
        try:
            trouble = trouble_with(run(*kind.words))
        except Exception as error:  # noqa: BLE001 - each is one of ours that got out
            trouble = repr(error)
        if trouble:
            found.append(f"round {number}: {trouble:.200}: {content[:2000]!r}")
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(kind.words))
def test_some_damaged_files_are_answered(kind: Kind, run: Callable[..., Ran]) -> None:
    assert not troubles(kind, range(kind.few), run)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(kind.words))
def test_many_damaged_files_are_answered(
    kind: Kind, rounds: Iterator[int], run: Callable[..., Ran]
) -> None:
    assert not troubles(kind, rounds, run)


def read_lists(random: Random) -> None:
    """Read damaged lists of targets; only errors of ours may come out."""
    for name, good in (("l.txt", LISTING), ("l.csv", TABLE)):
        Path(name).write_bytes(damaged_bytes(good, random))
        with suppress(InspectError):
            read_listing(Path(name))


ARGUMENTS = ("image=3x32x32:int64", "3,224,224", "a=[1,(2,'x')]", "my.py:Net", "timm:x", *VALUES)


def read_arguments(random: Random) -> None:
    """Read damaged sizes, arguments and targets; only errors of ours may come out."""
    for good in ARGUMENTS:
        text = damaged_bytes(good.encode("utf-8", "surrogatepass"), random)
        for read in (_read_size, _read_argument, parse_target):
            with suppress(InspectError):
                read(text.decode("utf-8", "surrogateescape"))


def _read_size(text: str) -> object:
    return read_inputs([text])


def _read_argument(text: str) -> list[object]:
    return [read_value(value, {}) for value in parse_arguments([text]).values()]


@pytest.mark.usefixtures("run")
def test_some_damaged_lists_and_arguments_are_answered() -> None:
    random = Random("some")
    for _ in range(100):
        read_lists(random)
    for _ in range(4):
        read_arguments(random)


@pytest.mark.fuzz
@pytest.mark.usefixtures("run")
def test_many_damaged_lists_and_arguments_are_answered(rounds: Iterator[int]) -> None:
    for number in rounds:
        random = Random(f"many {number}")
        read_lists(random)
        read_arguments(random)


def together(rounds: Iterable[int], run: Callable[..., Ran]) -> list[str]:
    """Run commands with two nasty options at once; return what is wrong."""
    found = []
    known = {
        command: [one for one in cases(command) if one.option != "argument"] for command in BASES
    }
    for number in rounds:
        random = Random(f"together {number}")
        command = random.choice([name for name, some in known.items() if some])
        chosen = random.sample(known[command], 2)
        words = (command, *BASES[command])
        for case in chosen:
            words += case.words[len(BASES[command]) + 1 :]
        try:
            trouble = trouble_with(run(*words))
        except Exception as error:  # noqa: BLE001 - see above
            trouble = repr(error)
        if trouble:
            found.append(f"round {number}: {[word[:40] for word in words]}: {trouble:.200}")
    return found


def test_some_options_together_are_answered(run: Callable[..., Ran]) -> None:
    assert not together(range(60), run)


@pytest.mark.fuzz
def test_many_options_together_are_answered(rounds: Iterator[int], run: Callable[..., Ran]) -> None:
    assert not together(rounds, run)
