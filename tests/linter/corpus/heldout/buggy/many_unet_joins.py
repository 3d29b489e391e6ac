"""Residual V-Net in 2-D: a decoder join of different widths, and residual units that add their branch to itself."""
# input: 1x64x64
# target: VNet2d
import torch
import torch.nn as nn


class LUConv(nn.Sequential):
    def __init__(self, c):
        super().__init__(nn.Conv2d(c, c, 5, padding=2, bias=False), nn.BatchNorm2d(c), nn.PReLU(c))


class Unit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a = LUConv(c)
        self.b = LUConv(c)
        self.c = nn.Sequential(nn.Conv2d(c, c, 5, padding=2, bias=False), nn.BatchNorm2d(c))
        self.act = nn.PReLU(c)

    def forward(self, x):
        y = self.a(x)
        y = self.c(self.b(y))
        return self.act(y + y)  # expect: RES207 added-to-itself; allow: RES205


class VNet2d(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.inp = nn.Sequential(nn.Conv2d(1, 16, 5, padding=2, bias=False), nn.BatchNorm2d(16), nn.PReLU(16))
        self.u1 = Unit(16)
        self.d1 = nn.Sequential(nn.Conv2d(16, 32, 2, 2, bias=False), nn.BatchNorm2d(32), nn.PReLU(32))
        self.u2 = Unit(32)
        self.d2 = nn.Sequential(nn.Conv2d(32, 64, 2, 2, bias=False), nn.BatchNorm2d(64), nn.PReLU(64))
        self.u3 = Unit(64)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, 2)
        self.up1 = nn.ConvTranspose2d(32, 32, 2, 2)  # expect: RES103|RES108 projection-width
        self.out = nn.Conv2d(16, classes, 1)  # allow: RES110

    def forward(self, x):
        s1 = self.u1(self.inp(x))
        s2 = self.u2(self.d1(s1))
        y = self.u3(self.d2(s2))
        y = torch.relu(self.up2(y) + s2)
        y = torch.relu(self.up1(y) + s1)  # expect-also: RES108, RES103
        return self.out(y)
