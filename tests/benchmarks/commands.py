"""Whole processes: what the reader of a terminal waits for."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measure import Cost, process, processes
from tests.benchmarks.row import Row

TOOL = str(Path(sys.executable).parent / "resnet-inspect")
IMPORT = [sys.executable, "-c", "import torch"]


def rows(repeats: int) -> Iterator[Row]:
    """Compare with ``import torch``, then time what needs no torch."""
    costs = processes(
        {
            "python -c 'import torch'": IMPORT,
            "resnet-inspect resnet50 --input 224": [TOOL, "resnet50", "--input", "224"],
            "resnet-inspect resnet152 --input 224": [TOOL, "resnet152", "--input", "224"],
        },
        repeats,
    )
    base = next(iter(costs.values()))
    for name, cost in costs.items():
        yield from _ratios(name, cost, base)
    yield from _without_torch(repeats)


def _ratios(name: str, cost: Cost, base: Cost) -> Iterator[Row]:
    goal = "at most 1.15×" if cost is not base and "resnet50" in name else ""
    yield Row(name, cost.seconds, cost.seconds / base.seconds, goal)
    yield Row("  processor time", cost.cpu, cost.cpu / base.cpu)


def _without_torch(repeats: int) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        trace, figure = f"{folder}/trace.json", f"{folder}/figure.svg"
        process([TOOL, "resnet152", "--input", "224", "--format", "json", "-o", trace])
        commands = {
            "python -c ''": [sys.executable, "-c", ""],
            "resnet-inspect --help": [TOOL, "--help"],
            "resnet-inspect list": [TOOL, "list"],
            "resnet-inspect trace.json, of ResNet-152": [TOOL, trace],
            "resnet-inspect diagram trace.json": [TOOL, "diagram", trace, "-o", figure],
        }  # fmt: skip
        for name, cost in processes(commands, repeats).items():
            yield Row(name, cost.seconds, goal="under 0.3 s" if TOOL in commands[name] else "")
