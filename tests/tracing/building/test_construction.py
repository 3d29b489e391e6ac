"""Networks are built without weights, and without a compiler in between."""

from pathlib import Path

import torch

from resnet_inspect.api import inspect
from resnet_inspect.tracing.building.construction import uncompiled

SCRIPTED = """
import torch
from torch import nn


class Block(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    @torch.jit.script_method
    def forward(self, x):
        return torch.relu(self.conv(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x):
        return self.block(x)
"""


def test_scripted_modules_are_built_and_seen_through(tmp_path: Path) -> None:
    file = tmp_path / "scripted.py"
    file.write_text(SCRIPTED, encoding="utf-8")
    report = inspect(f"{file}:Net", 16)
    assert [node.op for node in report.graph.nodes] == ["input", "conv2d", "relu"]
    assert report.totals.macs == 8 * 3 * 9 * 16 * 16


def test_the_compiler_is_back_afterwards() -> None:
    module, method = torch.jit.ScriptModule, torch.jit.script_method
    with uncompiled():
        assert torch.jit.ScriptModule is not module
    assert torch.jit.ScriptModule is module
    assert torch.jit.script_method is method
