"""Dual-norm block: norm2 is applied to the first convolution's result again, conv2 vanishes."""
# input: 3x64x64
# target: TypoNet
import torch as th
import torch.nn as nn


class Blk(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.norm1 = nn.GroupNorm(8, c)
        self.conv2 = nn.Conv2d(c, c, 3, 1, 1, bias=False)
        self.norm2 = nn.GroupNorm(8, c)

    def forward(self, x):
        a = self.conv1(x)
        a = th.relu(self.norm1(a))
        b = self.conv2(a)
        b = self.norm2(a)  # expect: RES209 discarded-result
        return th.relu(b + x)


class TypoNet(nn.Module):
    def __init__(self, k=5):
        super().__init__()
        self.s = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.GroupNorm(8, 64), nn.ReLU())
        self.m = nn.Sequential(Blk(64), Blk(64))
        self.f = nn.Linear(64, k)

    def forward(self, x):
        return self.f(self.m(self.s(x)).mean((2, 3)))
