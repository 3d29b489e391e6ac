"""A pre-activation block with a zero between its convolutions."""
# input: 3x32x32
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm_a = nn.BatchNorm2d(width)
        self.conv_a = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm_b = nn.BatchNorm2d(width)
        self.conv_b = nn.Conv2d(width, width, 3, padding=1, bias=False)
        nn.init.zeros_(self.norm_b.weight)  # expect: RES320 zeroed-inside-branch

    def forward(self, x):
        y = self.conv_a(F.relu(self.norm_a(x)))
        y = self.conv_b(F.relu(self.norm_b(y)))
        return x + y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Conv2d(3, 24, 3, padding=1)
        self.blocks = nn.Sequential(Residual(24), Residual(24), nn.BatchNorm2d(24), nn.ReLU())
        self.out = nn.Linear(24, 10)

    def forward(self, x):
        return self.out(self.blocks(self.inp(x)).mean((2, 3)))
