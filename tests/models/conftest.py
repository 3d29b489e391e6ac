"""Helpers for comparing networks."""

from collections.abc import Callable

import pytest
import torch
from torch import nn


def scramble_statistics(model: nn.Module) -> None:
    """Give each batch normalization its own statistics and scale, so that a mix-up shows."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.2, 0.6)
            nn.init.normal_(module.bias, std=0.1)


@pytest.fixture
def seeded() -> Callable[[Callable[[], nn.Module]], nn.Module]:
    """Build a network after a seed, with statistics that differ everywhere, ready for inference."""

    def build_seeded(constructor: Callable[[], nn.Module]) -> nn.Module:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            model = constructor()
            scramble_statistics(model)
        return model.eval()

    return build_seeded


@pytest.fixture
def images() -> torch.Tensor:
    """Two images, small enough for a CPU and with an odd width for the sake of rounding."""
    return torch.randn(2, 3, 64, 57, generator=torch.Generator().manual_seed(1))
