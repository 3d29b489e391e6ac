"""Typed library code with a wrong condition, an activation too many and one too few."""
# input: 3x64x64
# target: TypedNet
from __future__ import annotations

from torch import Tensor, nn


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1."""

    expansion: int = 4

    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        super().__init__()
        out_channels = width * self.expansion
        self.squeeze = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.squeeze_norm = nn.BatchNorm2d(width)
        self.spatial = nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.spatial_norm = nn.BatchNorm2d(width)
        self.expand = nn.Conv2d(width, out_channels, kernel_size=1, bias=False)
        self.expand_norm = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.project: nn.Module | None = None
        if stride != 1:  # expect: RES101 missing-projection
            self.project = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.project is None else self.project(x)
        y = self.relu(self.squeeze_norm(self.squeeze(x)))
        y = self.spatial_norm(self.spatial(y))  # expect: RES306 missing-activation
        y = self.relu(self.expand_norm(self.expand(y)))  # expect: RES213 activation-before-join
        return self.relu(y + shortcut)


class TypedNet(nn.Module):
    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        )
        self.stage1 = nn.Sequential(Bottleneck(64, 64), Bottleneck(256, 64))
        self.stage2 = nn.Sequential(Bottleneck(256, 128, stride=2), Bottleneck(512, 128))
        self.stage3 = nn.Sequential(Bottleneck(512, 256, stride=2), Bottleneck(1024, 256))
        self.classifier = nn.Linear(1024, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        features = self.stage3(self.stage2(self.stage1(self.stem(images))))
        return self.classifier(features.mean(dim=(2, 3)))
