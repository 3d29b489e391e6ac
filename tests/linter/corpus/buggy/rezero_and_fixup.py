"""Residual MLP-conv net: a learned gain starts at zero, and so does the last convolution."""
# input: 3x32x32
# target: build
import torch
from torch import nn


class GainBlock(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.up = nn.Conv2d(d, 2 * d, 3, 1, 1)
        self.down = nn.Conv2d(2 * d, d, 3, 1, 1, bias=False)
        self.gain = nn.Parameter(torch.zeros(1))
        self.down.weight.data.zero_()  # expect: RES315 zero-initialized-twice

    def forward(self, x):
        return x + self.gain * self.down(nn.functional.silu(self.up(x)))


class Gained(nn.Module):
    def __init__(self, depth, d, classes):
        super().__init__()
        self.embed = nn.Conv2d(3, d, 4, 4)
        self.blocks = nn.ModuleList(GainBlock(d) for _ in range(depth))
        self.head = nn.Linear(d, classes)

    def forward(self, x):
        x = nn.functional.silu(self.embed(x))
        for block in self.blocks:
            x = block(x)
        return self.head(x.flatten(2).mean(-1))


def build():
    return Gained(3, 24, 10)
