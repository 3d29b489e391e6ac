"""A frozen batch normalization is a normalization, whoever wrote it."""

import pytest
import torch
import torchvision
from torch import nn

from resnet_inspect import api


class FrozenBatchNorm2d(nn.Module):
    """As detectron2 writes it, with arithmetic of its own."""

    eps = 1e-3

    def __init__(self, channels: int) -> None:
        super().__init__()
        for name, value in (
            ("weight", 1.0),
            ("bias", 0.0),
            ("running_mean", 0.0),
            ("running_var", 1.0),
        ):
            self.register_buffer(name, torch.full((channels,), value))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scale and shift."""
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        shift = self.bias - self.running_mean * scale
        return x * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)


NORMS = [FrozenBatchNorm2d, torchvision.ops.FrozenBatchNorm2d]


@pytest.mark.parametrize("norm", NORMS)
def test_a_backbone_with_frozen_norms_is_the_published_network(norm: type[nn.Module]) -> None:
    report = api.inspect(torchvision.models.resnet50(norm_layer=norm), 64)
    assert report.structure.variant == "ResNet-50 v1.5"
    assert sum(node.op == "batch_norm" for node in report.graph.nodes) == 53


@pytest.mark.parametrize("norm", NORMS)
def test_it_has_the_epsilon_of_its_module(norm: type[nn.Module]) -> None:
    graph = api.trace(nn.Sequential(nn.Conv2d(3, 4, 3), norm(4)), 16)
    assert graph.nodes[-1].attrs.epsilon == norm(4).eps  # type: ignore[union-attr]
