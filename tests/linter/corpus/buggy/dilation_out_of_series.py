"""Dilated layers in a row, one of them with the dilation of its neighbor."""
# input: 3x64x64
# target: TCN

import torch
import torch.nn as nn
import torch.nn.functional as F


class TCN(nn.Module):
    def __init__(self, c=32):
        super().__init__()
        self.inp = nn.Conv2d(3, c, 3, 2, 1)
        self.d1 = nn.Conv2d(c, c, 3, padding=1, dilation=1)
        self.d2 = nn.Conv2d(c, c, 3, padding=2, dilation=2)
        self.d3 = nn.Conv2d(c, c, 3, padding=4, dilation=4)
        self.d4 = nn.Conv2d(c, c, 3, padding=4, dilation=4)  # expect: RES553 repeated-branch
        self.d5 = nn.Conv2d(c, c, 3, padding=16, dilation=16)
        self.out = nn.Conv2d(c, 2, 1)

    def forward(self, x):
        x = F.relu(self.inp(x))
        for d in (self.d1, self.d2, self.d3, self.d4, self.d5):
            x = F.relu(d(x))
        return self.out(x)
