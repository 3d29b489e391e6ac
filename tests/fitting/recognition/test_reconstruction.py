"""Weights as a target: the published network that they are of."""

from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn

from resnet_inspect import api
from resnet_inspect.errors import UsageError


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    network = torchvision.models.resnet18(num_classes=7)
    network.conv1 = nn.Conv2d(1, 64, 7, 2, 3, bias=False)
    path = tmp_path_factory.mktemp("weights") / "mine.pth"
    torch.save({"model": network.state_dict()}, path)
    return path


def test_weights_are_shown_as_their_published_network(file: Path) -> None:
    report = api.inspect(file, 64)
    assert report.graph.run.target == str(file)
    assert report.variant == "ResNet-18"
    assert report.graph.inputs()[0].output.shape == (1, 1, 64, 64)
    held = torch.load(file, weights_only=True)["model"]
    learned = sum(
        value.numel() for name, value in held.items() if name.endswith(("weight", "bias"))
    )
    assert report.parameters.network.total == learned
    assert any("reconstructed from the shapes" in note for note in report.graph.run.notes)


def test_they_can_be_drawn_and_opened(file: Path) -> None:
    assert "ResNet-18" in api.diagram(file).render("text")
    assert not list(api.lint(file))


def test_weights_of_no_published_network_are_told(tmp_path: Path) -> None:
    torch.save({"0.weight": torch.zeros(3, 3, 3, 3)}, tmp_path / "a.pth")
    with pytest.raises(UsageError, match="no network that is published here"):
        api.inspect(tmp_path / "a.pth")
