"""Time and memory as networks and inputs grow."""

import sys
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from resnet_inspect import inspect
from resnet_inspect.analysis.facts import Facts
from tests.benchmarks.commands import IMPORT, TOOL
from tests.benchmarks.measure import medians, processes
from tests.benchmarks.reports import analyze
from tests.benchmarks.row import Row

BLOCKS = (100, 1000, 10_000)
SIZES = ("1x3x64x64", "16x3x2048x2048")


class Block(nn.Module):
    """The smallest residual block."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x: Tensor) -> Tensor:
        """Return the sum of the input and its normalized convolution."""
        return torch.relu(x + self.norm(self.conv(x)))


def time_rows() -> Iterator[Row]:
    """Print the time a block takes in chains of different lengths."""
    first: float | None = None
    for count in BLOCKS:
        with torch.device("meta"):
            chain = nn.Sequential(*(Block() for _ in range(count)))
        graph = inspect(chain, (1, 8, 32, 32), timeout=0).graph
        seconds = medians(
            {
                "trace": lambda chain=chain: inspect(chain, (1, 8, 32, 32), timeout=0),
                "analyses": lambda graph=graph: analyze(Facts(graph)),
            },
            1 if count > 1000 else 3,
        )
        per_block = sum(seconds.values()) / count
        first = first or per_block
        goal = "1× is linear" if count > BLOCKS[0] else ""
        yield Row(f"a block of {count:,}", per_block, per_block / first, goal, "us")
        for name, value in seconds.items():
            yield Row(f"  {name}", value / count, unit="us")


def memory_rows(repeats: int) -> Iterator[Row]:
    """Print the most memory that a process uses."""
    commands = {size: [TOOL, "resnet152", "--input", size, "--no-cache"] for size in SIZES}
    costs = processes({"import": IMPORT, **commands}, repeats)
    base = costs.pop("import").peak
    yield Row("python -c 'import torch'", base, unit="MB")
    for size, cost in costs.items():
        name = f"resnet-inspect resnet152 --input {size}, above it"
        yield Row(name, cost.peak - base, goal="at most 20 MB", unit="MB")


if __name__ == "__main__":
    sys.stdout.writelines(f"{row}\n" for row in time_rows())
