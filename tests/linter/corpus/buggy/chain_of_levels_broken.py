"""A top-down path that skips a level, and three features of which one is read twice."""
# input: 3x64x64
# target: TopDown
import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class TopDown(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.c2 = nn.Conv2d(3, width, 3, 4, 1)
        self.c3 = nn.Conv2d(width, width, 3, 2, 1)
        self.c4 = nn.Conv2d(width, width, 3, 2, 1)
        self.smooth = nn.Conv2d(width, width, 3, 1, 1)
        self.score = nn.Conv2d(width, 4, 1)

    def forward(self, x):
        m2 = F.relu(self.c2(x))
        m3 = F.relu(self.c3(m2))
        m4 = F.relu(self.c4(m3))
        p4 = self.smooth(m4)
        p3 = m3 + F.interpolate(p4, scale_factor=2)
        p2 = m2 + F.interpolate(m3, scale_factor=2)  # expect: RES542 copied-line
        return self.score(p2), self.score(p3), self.score(p4)
