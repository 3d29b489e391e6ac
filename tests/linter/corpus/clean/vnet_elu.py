"""V-Net units: each convolution ends in an ELU, and so does the sum; an ELU can subtract."""
# input: 1x16x16x16
# target: VUnits
import torch.nn as nn


class Up(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv, self.norm, self.act = nn.Conv3d(c, c, 5, padding=2), nn.BatchNorm3d(c), nn.ELU(inplace=True)

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


class Unit(nn.Module):
    def __init__(self, c, n):
        super().__init__()
        self.ops = nn.Sequential(*[Up(c) for _ in range(n)])
        self.act = nn.ELU()

    def forward(self, x):
        return self.act(self.ops(x) + x)


class VUnits(nn.Module):
    def __init__(self, c=4, classes=2):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv3d(1, c, 5, padding=2), nn.BatchNorm3d(c), nn.ELU())
        self.units = nn.Sequential(Unit(c, 2), Unit(c, 3))
        self.leave = nn.Conv3d(c, classes, 1)

    def forward(self, x):
        return self.leave(self.units(self.enter(x)))
