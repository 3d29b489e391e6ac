"""Backbone with a typo in forward; besides, a doubled norm."""
# input: 3x64x64
# target: TypoResNet
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.bn3 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y = self.bn3(y)  # expect: RES305 double-norm
        return torch.relu(x + y)


class TypoResNet(nn.Module):
    def __init__(self, classes=12):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 48, 3, 2, 1, bias=False), nn.BatchNorm2d(48), nn.ReLU())
        self.block1 = Block(48)
        self.block2 = Block(48)
        self.fc = nn.Linear(48, classes)  # allow: RES503

    def forward(self, x):
        x = self.stem(x)
        x = self.block2(self.block1(x))
        x = x.mean((2, 3))
        return self.linear(x)  # expect: RES003 forward-failed
