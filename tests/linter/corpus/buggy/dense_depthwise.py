"""Separable convolutions whose depthwise half is dense."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class DSConv(nn.Module):
    """Depthwise separable convolution."""

    def __init__(self, i, o, s=1):
        super().__init__()
        self.depthwise = nn.Conv2d(i, i, 3, s, 1, bias=False)  # expect: RES541 layer-contradicts-name
        self.bn1 = nn.BatchNorm2d(i)
        self.pointwise = nn.Conv2d(i, o, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)

    def forward(self, x):
        x = F.relu(self.bn1(self.depthwise(x)))
        return F.relu(self.bn2(self.pointwise(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.Sequential(DSConv(3, 16), DSConv(16, 32, 2), DSConv(32, 64, 2))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(self.m(x).mean((2, 3)))
