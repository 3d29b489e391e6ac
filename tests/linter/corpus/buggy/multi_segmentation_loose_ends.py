"""Segmentation net with loose ends: an unused head, an unused norm, a projection with a ReLU."""
# input: 3x64x64
# target: SegNet
import torch
from torch import nn
from torch.nn import functional as F


class Res(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.c1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.n1 = nn.BatchNorm2d(o)
        self.c2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(o)
        self.n3 = nn.BatchNorm2d(o)  # expect: RES503 unused-module
        self.p = nn.Identity()
        if s != 1 or i != o:
            self.p = nn.Sequential(
                nn.Conv2d(i, o, 1, s, bias=False),
                nn.BatchNorm2d(o),
                nn.ReLU(),  # expect: RES212 activation-in-projection
            )

    def forward(self, x):
        y = F.relu(self.n1(self.c1(x)))
        y = self.n2(self.c2(y))
        return F.relu(y + self.p(x))


class SegNet(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.e1 = Res(32, 64, 2)
        self.e2 = Res(64, 128, 2)
        self.aux = nn.Conv2d(64, classes, 1)  # expect: RES503 unused-module
        self.up = nn.ConvTranspose2d(128, 64, 2, 2)
        self.fuse = nn.Sequential(nn.Conv2d(128, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.out = nn.Conv2d(64, classes, 1)

    def forward(self, x):
        e1 = self.e1(self.stem(x))
        e2 = self.e2(e1)
        d = F.interpolate(self.up(e2), size=e1.shape[2:])
        d = self.fuse(torch.cat([d, e1], dim=1))
        return F.interpolate(self.out(d), size=x.shape[2:], mode='bilinear', align_corners=False)
