"""Grouped residual units with a shuffle between (mobile backbone)."""
# input: 3x64x64
# target: MobileShuffle
# args: n_out=12
import torch
import torch.nn as nn


class Shuffle(nn.Module):
    def __init__(self, g):
        super().__init__()
        self.g = g

    def forward(self, t):
        b, c, h, w = t.size()
        t = t.view(b, self.g, c // self.g, h, w)
        return t.view(b, c, h, w)  # expect: RES124 undone-reshape


class Unit(nn.Module):
    def __init__(self, ch, groups=1, stride=1):
        super().__init__()
        self.left = nn.Sequential(
            nn.Conv2d(ch, ch, 1, groups=groups, bias=False), nn.BatchNorm2d(ch), nn.ReLU(), Shuffle(groups),
            nn.Conv2d(ch, ch, 3, stride, 1, groups=ch, bias=False), nn.BatchNorm2d(ch),
            nn.Conv2d(ch, ch, 1, groups=groups, bias=False), nn.BatchNorm2d(ch))
        self.right = nn.AvgPool2d(3, stride, 1) if stride > 1 else nn.Identity()

    def forward(self, t):
        return torch.relu(self.left(t) + self.right(t))


class MobileShuffle(nn.Module):
    def __init__(self, n_out=10, ch=48):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, ch, 3, 2, 1, bias=False), nn.BatchNorm2d(ch), nn.ReLU())
        units = []
        for stride in (2, 1, 2, 1):
            units.append(Unit(ch, stride))  # expect: RES519 misplaced-argument
        self.units = nn.Sequential(*units)
        self.last = nn.Linear(ch, n_out)

    def forward(self, t):
        return self.last(self.units(self.first(t)).mean(dim=(2, 3)))
