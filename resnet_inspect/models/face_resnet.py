"""The network for faces, whose last layer is an embedding (Deng et al. 2019, section 3.1).

The modules are named as in the authors' code, so that its weights load.
"""

import torch
from torch import Tensor, nn

from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.layers.convolutions import normalization
from resnet_inspect.models.layers.stem import stem_convolution
from resnet_inspect.models.plan import plan_stages
from resnet_inspect.models.stages import initialize, make_stage


class FaceResNet(nn.Module):
    """A stem that keeps the size, four stages that halve it, and an embedding of all positions.

    Args:
        architecture: All its choices.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        channels, norm = architecture.stem_channels, architecture.norm
        self.conv1 = stem_convolution(architecture)
        self.bn1 = normalization(norm, channels)
        self.prelu = nn.PReLU(channels)
        stages = [make_stage(plans) for plans in plan_stages(architecture)]
        self.layer1, self.layer2, self.layer3 = stages[:3]
        self.layer4 = stages[3] if len(stages) > 3 else nn.Identity()  # noqa: PLR2004 - of three
        self.bn2 = normalization(norm, architecture.features // architecture.positions)
        self.fc = nn.Linear(architecture.features, architecture.num_classes)
        self.features = nn.BatchNorm1d(architecture.num_classes)
        if not self.fc.weight.is_meta:
            initialize(self, architecture)

    def forward(self, x: Tensor) -> Tensor:
        """Map faces, ``(N, in_channels, 112, 112)``, to embeddings ``(N, num_classes)``."""
        x = self.bn2(self.feature_map(x))
        embedding: Tensor = self.features(self.fc(torch.flatten(x, 1)))
        return embedding

    def feature_map(self, x: Tensor) -> Tensor:
        """Return what the embedding reads: ``(N, planes, 7, 7)``."""
        x = self.prelu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        out: Tensor = self.layer4(x)
        return out
