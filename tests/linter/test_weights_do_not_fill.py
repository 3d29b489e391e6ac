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


GROUP_NORM = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.GroupNorm(4, 8)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        return self.head(torch.relu(self.norm(self.stem(x))).mean((2, 3)))
"""


def saved_beside(network: Path, **shapes: tuple[int, ...]) -> LintOptions:
    """Save weights of these shapes and return options that name them."""
    weights = network.with_name("w.pth")
    state = {name.replace("__", "."): torch.zeros(shape) for name, shape in shapes.items()}
    torch.save(state, weights)
    return LintOptions(select=("RES598",), weights=str(weights))


def test_running_statistics_have_no_place_in_a_group_normalization(tmp_path: Path) -> None:
    network = tmp_path / "net.py"
    network.write_text(GROUP_NORM)
    options = saved_beside(
        network, stem__weight=(8, 3, 3, 3), stem__bias=(8,), norm__weight=(8,), norm__bias=(8,),
        norm__running_mean=(8,), norm__running_var=(8,), head__weight=(10, 8), head__bias=(10,),
    )  # fmt: skip
    (found,) = api.lint(network, 32, options=options)
    assert "`norm` has no place for what" in found.message
    assert "running_mean, running_var" in found.message
    assert found.place is not None
    assert "self.norm" in GROUP_NORM.splitlines()[found.place.line - 1]


def test_a_lone_stem_of_another_shape_has_its_counterpart(network: Path) -> None:
    """Under other names, the first convolution is still the first one: 7×7 there, 3×3 here."""
    options = saved_beside(
        network, conv1__weight=(8, 3, 7, 7), conv1__bias=(8,), conv2__weight=(8, 8, 3, 3),
        conv2__bias=(8,), fc__weight=(10, 8), fc__bias=(10,),
    )  # fmt: skip
    (found,) = api.lint(network, 32, options=options)
    assert "(8, 3, 3, 3) here, (8, 3, 7, 7) in the file" in found.label
    assert found.place is not None
    assert "self.stem" in NET.splitlines()[found.place.line - 1]
