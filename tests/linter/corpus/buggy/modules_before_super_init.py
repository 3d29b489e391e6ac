"""Blocks built before super().__init__(), so the network cannot be constructed."""
# input: 3x32x32
# target: EarlyNet
import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + x)


class EarlyNet(nn.Module):
    def __init__(self, width=32, classes=10):
        self.width = width
        self.stem = nn.Conv2d(3, width, 3, padding=1, bias=False)  # expect: RES002 construction-failed
        super().__init__()  # expect-also: RES002
        self.norm = nn.BatchNorm2d(width)
        self.units = nn.Sequential(Unit(width), Unit(width))
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        return self.fc(self.units(x).mean((2, 3)))
