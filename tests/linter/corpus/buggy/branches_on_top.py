"""Parallel kernels concatenated along the height."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Mixed(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.paths = nn.ModuleList([
            nn.Sequential(nn.Conv2d(width, width // 2, k, padding=k // 2, bias=False), nn.BatchNorm2d(width // 2), nn.SiLU())
            for k in (1, 3)])
        self.fuse = nn.Conv2d(width // 2, width, 1)

    def forward(self, x):
        y = torch.cat([path(x) for path in self.paths], 2)  # expect: RES143 concatenation-over-pixels
        return self.fuse(y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.SiLU())
        self.m = Mixed(32)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 4))

    def forward(self, x):
        return self.head(self.m(self.stem(x)))
