"""Dual path network: one part of the channels is added, the other is concatenated."""
# input: 3x32x32
# target: DualPathNet
import torch
from torch import nn


class DualPathUnit(nn.Module):
    """The first ``kept`` channels are a residual path, the others grow as in a DenseNet."""

    def __init__(self, channels, mid, kept, growth, stride=1, opens_stage=False):
        super().__init__()
        self.kept = kept
        self.branch = nn.Sequential(
            nn.Conv2d(channels, mid, 1, bias=False), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, mid, 3, stride, 1, groups=16, bias=False), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, kept + growth, 1, bias=False), nn.BatchNorm2d(kept + growth))
        self.entry = None
        if opens_stage:
            self.entry = nn.Sequential(
                nn.Conv2d(channels, kept + growth, 1, stride, bias=False), nn.BatchNorm2d(kept + growth))

    def forward(self, x):
        new = self.branch(x)
        old = x if self.entry is None else self.entry(x)
        residual = old[:, :self.kept] + new[:, :self.kept]
        dense = torch.cat([old[:, self.kept:], new[:, self.kept:]], dim=1)
        return torch.relu(torch.cat([residual, dense], dim=1))


class DualPathNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        channels = 64
        units = []
        for mid, kept, growth, count, stride in ((64, 128, 16, 2, 1), (128, 256, 32, 3, 2)):
            for i in range(count):
                units.append(DualPathUnit(channels, mid, kept, growth, stride if i == 0 else 1, i == 0))
                channels = kept + (i + 2) * growth
        self.units = nn.Sequential(*units)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        return self.fc(self.units(self.stem(x)).mean(dim=(2, 3)))
