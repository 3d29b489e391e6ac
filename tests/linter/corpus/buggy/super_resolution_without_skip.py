"""EDSR whose body has no skip around it."""
# input: 3x32x32
# target: EDSR

import torch
import torch.nn as nn
import torch.nn.functional as F


class ResBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(c, c, 3, 1, 1), nn.ReLU(True), nn.Conv2d(c, c, 3, 1, 1))

    def forward(self, x):
        return x + 0.1 * self.body(x)


class EDSR(nn.Module):
    """EDSR baseline for x2 super resolution."""

    def __init__(self, c=32, n=4):
        super().__init__()
        self.head = nn.Conv2d(3, c, 3, 1, 1)
        self.body = nn.Sequential(*[ResBlock(c) for _ in range(n)], nn.Conv2d(c, c, 3, 1, 1))
        self.tail = nn.Sequential(nn.Conv2d(c, 4 * c, 3, 1, 1), nn.PixelShuffle(2), nn.Conv2d(c, 3, 3, 1, 1))

    def forward(self, x):
        x = self.head(x)
        res = self.body(x)
        return self.tail(res)  # expect: RES557 lacks-its-form
