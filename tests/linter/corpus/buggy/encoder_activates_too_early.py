"""A residual autoencoder for scans of any size."""
# input: 1x64x64
# target: ScanCoder
import torch
from torch import nn
import torch.nn.functional as F


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.path = nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.path(x)) + self.skip(x)  # expect: RES213 activation-before-join


class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.path = nn.Sequential(nn.Conv2d(i, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = nn.Sequential(nn.Conv2d(i, o, 3, 1, 1, bias=False))  # expect: RES211|RES304 projection-kernel

    def forward(self, x):
        x = F.interpolate(x, scale_factor=2)
        return F.relu(self.path(x) + self.skip(x))


class ScanCoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1, self.d2 = Down(1, 16), Down(16, 32)
        self.u2, self.u1 = Up(32, 16), Up(16, 8)
        self.out = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        a = self.d1(x)
        y = self.u2(self.d2(a)) + a  # expect: RES119 fixed-input-size
        return self.out(self.u1(y))
