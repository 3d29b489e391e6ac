"""Small checkpoints, written by torch."""

from pathlib import Path

import pytest
import torch
from torch import nn


@pytest.fixture(scope="session")
def network() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.Linear(8, 10))


@pytest.fixture(scope="session")
def saved(network: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a zip with a state dict."""
    path = tmp_path_factory.mktemp("saved") / "small.pth"
    torch.save(network.state_dict(), path)
    return path


@pytest.fixture(scope="session")
def legacy(network: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same as before torch 1.6."""
    path = tmp_path_factory.mktemp("legacy") / "small.pth"
    torch.save(network.state_dict(), path, _use_new_zipfile_serialization=False)
    return path
