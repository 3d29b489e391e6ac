"""A context module with four dilated branches, two of them equal."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Context(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.b1 = nn.Sequential(nn.Conv2d(c, 32, 3, padding=1, dilation=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True))
        self.b2 = nn.Sequential(nn.Conv2d(c, 32, 3, padding=2, dilation=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(True))
        self.b3 = nn.Sequential(nn.Conv2d(c, 32, 3, padding=2, dilation=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(True))  # expect: RES553 repeated-branch
        self.b4 = nn.Sequential(nn.Conv2d(c, 32, 3, padding=8, dilation=8, bias=False), nn.BatchNorm2d(32), nn.ReLU(True))
        self.out = nn.Conv2d(128, c, 1)

    def forward(self, x):
        return self.out(torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], 1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True))
        self.ctx = Context(64)
        self.cls = nn.Conv2d(64, 5, 1)

    def forward(self, x):
        return self.cls(self.ctx(self.stem(x)))
