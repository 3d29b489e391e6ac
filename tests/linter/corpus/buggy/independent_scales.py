"""A Res2Net block whose scales do not read each other."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Res2Bottleneck(nn.Module):
    """Bottleneck whose 3x3 is split into scales."""

    def __init__(self, width, scale=4):
        super().__init__()
        self.scale = scale
        part = width // scale
        self.reduce = nn.Sequential(nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.scales = nn.ModuleList(
            nn.Sequential(nn.Conv2d(part, part, 3, padding=1, bias=False), nn.BatchNorm2d(part), nn.ReLU())
            for _ in range(scale - 1))
        self.restore = nn.Sequential(nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        parts = self.reduce(x).chunk(self.scale, dim=1)
        outs = [parts[0]]
        for part, conv in zip(parts[1:], self.scales):
            outs.append(conv(part))  # expect: RES557 lacks-its-form
        return F.relu(self.restore(torch.cat(outs, dim=1)) + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.body = nn.Sequential(Res2Bottleneck(32), Res2Bottleneck(32))
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).mean((2, 3)))
