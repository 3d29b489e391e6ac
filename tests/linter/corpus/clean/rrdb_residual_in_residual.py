"""Residual in residual: a block's sum is scaled once more where the block around it adds it."""
# input: 3x24x24
# target: Generator
import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, c, scale=0.2):
        super().__init__()
        self.scale = scale
        self.one = nn.Sequential(nn.Conv2d(c, c, 3, 1, 1), nn.LeakyReLU(0.2))
        self.two = nn.Conv2d(2 * c, c, 3, 1, 1)

    def forward(self, x):
        y = self.one(x)
        return self.two(torch.cat((x, y), 1)).mul(self.scale) + x


class Trunk(nn.Module):
    def __init__(self, c, scale=0.2):
        super().__init__()
        self.scale = scale
        self.blocks = nn.Sequential(Dense(c), Dense(c), Dense(c))

    def forward(self, x):
        return self.blocks(x).mul(self.scale) + x


class Generator(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.head = nn.Conv2d(3, c, 3, 1, 1)
        self.trunk = nn.Sequential(Trunk(c), Trunk(c))
        self.tail = nn.Conv2d(c, 3, 3, 1, 1)

    def forward(self, x):
        x = self.head(x)
        return self.tail(x + self.trunk(x))
