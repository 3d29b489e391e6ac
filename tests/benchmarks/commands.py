"""Whole processes: what the reader of a terminal waits for."""

import json
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measure import Cost, process, processes
from tests.benchmarks.row import Row

TOOL = str(Path(sys.executable).parent / "resnet-inspect")
NEW = ["--input", "224", "--no-cache"]
CACHE = "RESNET_INSPECT_CACHE"
WEIGHTS = (
    "import sys, torch\n"
    "from resnet_inspect.models.build import build\n"
    "torch.save(build('resnet152').state_dict(), sys.argv[1])"
)
"""Writes the weights of ResNet-152 into a file."""
IMPORT = [sys.executable, "-c", "import torch"]


def rows(repeats: int) -> Iterator[Row]:
    """Compare with ``import torch``, then time what needs no torch."""
    costs = processes(
        {
            "python -c 'import torch'": IMPORT,
            "resnet-inspect resnet50 --input 224": [TOOL, "resnet50", *NEW],
            "resnet-inspect resnet152 --input 224": [TOOL, "resnet152", *NEW],
        },
        repeats,
    )
    base = next(iter(costs.values()))
    for name, cost in costs.items():
        goal = "at most 1.15×" if cost is not base and "resnet50" in name else ""
        yield from _ratios(name, cost, base, goal)
    yield from _again(base, repeats)
    yield from _without_torch(repeats)


def _again(base: Cost, repeats: int) -> Iterator[Row]:
    """Yield commands on networks with a name, from their second run on."""
    with TemporaryDirectory() as folder:
        os.environ[CACHE] = f"{folder}/cache"
        figure = f"{folder}/figure.svg"
        commands = {
            "resnet-inspect resnet50 --input 224": [TOOL, "resnet50", "--input", "224"],
            "resnet-inspect residuals resnet50": [TOOL, "residuals", "resnet50"],
            "resnet-inspect table resnet50": [TOOL, "table", "resnet50"],
            "resnet-inspect diagram resnet50": [TOOL, "diagram", "resnet50", "-o", figure],
            "resnet-inspect timm:resnet50d": [TOOL, "timm:resnet50d"],
        }
        for command in commands.values():
            process(command)
        for name, cost in processes(commands, repeats).items():
            yield from _ratios(f"{name}, again", cost, base, "at most 0.25×")
        del os.environ[CACHE]


def _ratios(name: str, cost: Cost, base: Cost, goal: str) -> Iterator[Row]:
    yield Row(name, cost.seconds, cost.seconds / base.seconds, goal)
    yield Row("  processor time", cost.cpu, cost.cpu / base.cpu)


def _without_torch(repeats: int) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        trace, figure = f"{folder}/trace.json", f"{folder}/figure.svg"
        process([TOOL, "resnet152", *NEW, "--format", "json", "-o", trace])
        weights = f"{folder}/weights.pth"
        process([sys.executable, "-c", WEIGHTS, weights])
        commands = {
            "python -c ''": [sys.executable, "-c", ""],
            "resnet-inspect weights, 240 MB of ResNet-152": [TOOL, "weights", weights],
            "resnet-inspect weights, 1 GB, mostly a hole": [TOOL, "weights", _gigabyte(folder)],
            "resnet-inspect --help": [TOOL, "--help"],
            "resnet-inspect list": [TOOL, "list"],
            "resnet-inspect trace.json, of ResNet-152": [TOOL, trace],
            "resnet-inspect diff trace.json trace.json": [TOOL, "diff", trace, trace],
            "resnet-inspect diagram trace.json": [TOOL, "diagram", trace, "-o", figure],
        }  # fmt: skip
        for name, cost in processes(commands, repeats).items():
            yield Row(name, cost.seconds, goal="under 0.3 s" if TOOL in commands[name] else "")


def _gigabyte(folder: str) -> str:
    """Write the names and shapes of a gigabyte of weights; nobody reads the numbers."""
    size = 1024 * 512 * 4
    header = {
        f"layer{place}.weight": {
            "dtype": "F32", "shape": [1024, 512], "data_offsets": [place * size, (place + 1) * size]
        }
        for place in range(512)
    }  # fmt: skip
    text = json.dumps(header).encode()
    path = Path(folder) / "big.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    os.truncate(path, 8 + len(text) + 512 * size)
    return str(path)
