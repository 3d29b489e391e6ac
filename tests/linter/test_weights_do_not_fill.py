"""``lint --weights`` reports what of a network the weights would not fill."""

from pathlib import Path

import pytest
import torch

from resnet_inspect import api
from resnet_inspect.linter.finding import Severity
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.models.build import build

NET = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.body = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Linear(8, classes)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        x = torch.relu(x + self.body(x))
        return self.head(x.mean((2, 3)))
"""
WEIGHTS = {
    "module.stem.weight": torch.zeros(8, 3, 3, 3), "module.stem.bias": torch.zeros(8),
    "module.body.weight": torch.zeros(8, 8, 1, 1), "module.body.bias": torch.zeros(8),
    "module.head.weight": torch.zeros(5, 8), "module.head.bias": torch.zeros(5),
}  # fmt: skip


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "net.py"
    path.write_text(NET)
    return path


def test_each_layer_is_reported_at_its_line(network: Path) -> None:
    weights = network.with_name("w.pth")
    torch.save(WEIGHTS, weights)
    options = LintOptions(select=("RES598",), weights=str(weights))
    found = list(api.lint(network, 32, options=options))
    lines = NET.splitlines()
    told = {
        lines[one.place.line - 1].split()[0]: one.severity for one in found if one.place is not None
    }
    assert told == {"self.body": Severity.WARNING, "self.head": Severity.INFO}
    assert any("(8, 8, 3, 3) here, (8, 8, 1, 1) in the file" in one.label for one in found)


def test_weights_that_fit_are_silent(tmp_path: Path) -> None:
    weights = tmp_path / "w.pth"
    torch.save(build("resnet18").state_dict(), weights)
    options = LintOptions(select=("RES598",), weights=str(weights))
    assert not list(api.lint("resnet18", 64, options=options))
    assert list(api.lint("resnet34", 64, options=options))
