"""Writing a user's file, and tracing what a target names."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from resnet_inspect.graph import Graph

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"

BLOCKS = """
class BasicBlock(nn.Module):
    def __init__(self, width, out, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(width, out, 3, stride, 1)

    def forward(self, x):
        return F.relu(self.conv(x) + x)


class Bottleneck(nn.Module):
    def __init__(self, width, out, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(width, out, 1)

    def forward(self, x):
        return F.relu(self.conv(x) + x)
"""

RESNET = """
class ResNet(nn.Module):
    def __init__(self, block, layers, num_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.blocks = nn.Sequential(*[block(8, 8) for _ in range(sum(layers))])
        self.fc = nn.Linear(8, num_classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
"""

WriteFile = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Return a function that writes a file below its usual imports, and returns its path."""

    def written(body: str, name: str = "net.py", *, head: str = HEAD) -> str:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + dedent(body), encoding="utf-8")
        return str(file)

    return written


def operators(graph: Graph) -> list[str]:
    """Return the names of the operators, inputs left out."""
    return [node.op for node in graph.nodes if node.op != "input"]
