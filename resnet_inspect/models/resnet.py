"""The network: a stem, stages of residual blocks, global average pooling and a classifier.

The modules are named as in torchvision, so that its weights load (timm's for ResNet-D and SE): the
stem is ``conv1``, ``bn1``, ``relu``, ``maxpool``, the stages are ``layer1`` … ``layer4`` (conv2_x …
conv5_x in He et al. 2015, table 1), and the head is ``avgpool``, ``fc``.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.layers.convolutions import normalization
from resnet_inspect.models.layers.stem import stem_convolution, stem_pooling
from resnet_inspect.models.plan import plan_stages
from resnet_inspect.models.stages import initialize, make_stage

AVERAGES: Mapping[int, type[nn.Module]] = {
    1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d,
}  # fmt: skip
"""Global average pooling, by the number of a feature map's dimensions."""


class ResNet(nn.Module):
    """A residual network for images; for signals or videos, as ``dimensions`` says.

    Args:
        architecture: All its choices.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        channels, stem, norm = architecture.stem_channels, architecture.stem, architecture.norm
        dimensions = architecture.dimensions
        self.conv1 = stem_convolution(architecture)
        self.bn1 = normalization(norm, channels, dimensions)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = stem_pooling(
            stem, channels, antialiased=architecture.antialiased, dimensions=dimensions
        )

        stages = [make_stage(plans) for plans in plan_stages(architecture)]
        self.layer1, self.layer2, self.layer3 = stages[:3]
        self.layer4 = stages[3] if len(stages) > 3 else None  # noqa: PLR2004 - CIFAR has three

        features = architecture.features
        last = normalization(norm, features, dimensions) if architecture.preactivation else None
        self.last_bn = last
        self.avgpool = AVERAGES[dimensions](1 if dimensions == 1 else (1,) * dimensions)
        self.fc = nn.Linear(features, architecture.num_classes)
        if not self.fc.weight.is_meta:
            initialize(self, architecture)

    def forward(self, x: Tensor) -> Tensor:
        """Classify images.

        Args:
            x: Images of shape ``(N, in_channels, H, W)``.

        Returns:
            Logits of shape ``(N, num_classes)``.
        """
        x = self.feature_map(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        logits: Tensor = self.fc(x)
        return logits

    def feature_map(self, x: Tensor) -> Tensor:
        """Return what the head pools: ``(N, features, H / output stride, W / output stride)``."""
        x = self.relu(self.bn1(self.conv1(x)))
        if self.maxpool is not None:
            x = self.maxpool(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        if self.layer4 is not None:
            x = self.layer4(x)
        if self.last_bn is not None:
            x = self.relu(self.last_bn(x))
        return x
