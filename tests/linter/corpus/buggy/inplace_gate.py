"""Attention residual block: the feature map is multiplied in place by a gate computed from it."""
# input: 3x64x64
# target: GateNet
import torch
from torch import nn


class GatedResBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.gate = nn.Conv2d(c, 1, 7, padding=3)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        attention = torch.sigmoid(self.gate(y))
        y *= attention  # expect: RES401 overwritten-before-backward
        return torch.relu(x + y)


class GateNet(nn.Module):
    def __init__(self, classes=10, c=64):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, c, 7, 2, 3, bias=False), nn.BatchNorm2d(c), nn.ReLU())
        self.blocks = nn.Sequential(GatedResBlock(c), GatedResBlock(c))
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))
