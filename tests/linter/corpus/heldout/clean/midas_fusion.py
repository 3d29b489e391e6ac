"""Depth estimation: RefineNet-like fusion blocks with optional second input, residual conv units, in-place-free ReLUs."""
# input: 3x64x64
# target: DepthNet
from torch import nn
import torch.nn.functional as F


class ResidualConvUnit(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.conv1 = nn.Conv2d(features, features, 3, padding=1)
        self.conv2 = nn.Conv2d(features, features, 3, padding=1)
        self.relu = nn.ReLU(inplace=False)

    def forward(self, x):
        out = self.relu(x)
        out = self.conv1(out)
        out = self.relu(out)
        out = self.conv2(out)
        return out + x


class Fusion(nn.Module):
    def __init__(self, features, two=True):
        super().__init__()
        self.unit1 = ResidualConvUnit(features) if two else None
        self.unit2 = ResidualConvUnit(features)

    def forward(self, *xs, size):
        output = xs[0]
        if len(xs) == 2:
            output = output + self.unit1(xs[1])
        output = self.unit2(output)
        return F.interpolate(output, size=size, mode="bilinear", align_corners=True)


class Stage(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.short = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.short(x))


class DepthNet(nn.Module):
    def __init__(self, features=64):
        super().__init__()
        self.s1, self.s2, self.s3 = Stage(3, 32, 2), Stage(32, 64, 2), Stage(64, 128, 2)
        self.rn1 = nn.Conv2d(32, features, 3, padding=1, bias=False)
        self.rn2 = nn.Conv2d(64, features, 3, padding=1, bias=False)
        self.rn3 = nn.Conv2d(128, features, 3, padding=1, bias=False)
        self.fuse3, self.fuse2, self.fuse1 = Fusion(features, two=False), Fusion(features), Fusion(features)
        self.head = nn.Sequential(nn.Conv2d(features, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 1, 1), nn.ReLU())

    def forward(self, x):
        a = self.s1(x)
        b = self.s2(a)
        c = self.s3(b)
        ra, rb, rc = self.rn1(a), self.rn2(b), self.rn3(c)
        y = self.fuse3(rc, size=rb.shape[2:])
        y = self.fuse2(y, rb, size=ra.shape[2:])
        y = self.fuse1(y, ra, size=x.shape[2:])
        return self.head(y).squeeze(1)
