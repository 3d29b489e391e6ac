"""Pyramid joins that double instead of resizing to the other map, and a classifier nobody calls."""
# input: 3x64x64
# target: ScaleFPN
import torch.nn as nn
import torch.nn.functional as F


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.skip = nn.Conv2d(i, o, 1, 2, bias=False)
        self.bn3 = nn.BatchNorm2d(o)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.bn3(self.skip(x)))


class ScaleFPN(nn.Module):
    def __init__(self, width=64, classes=10):
        super().__init__()
        self.c2, self.c3, self.c4 = Down(3, 32), Down(32, 64), Down(64, 128)
        self.l2, self.l3, self.l4 = (nn.Conv2d(c, width, 1) for c in (32, 64, 128))
        self.classifier = nn.Linear(128, classes)  # expect: RES503 unused-module

    def forward(self, x):
        c2 = self.c2(x)
        c3 = self.c3(c2)
        c4 = self.c4(c3)
        p4 = self.l4(c4)
        p3 = self.l3(c3) + F.interpolate(p4, scale_factor=2)  # expect: RES119 fixed-input-size
        p2 = self.l2(c2) + F.interpolate(p3, scale_factor=2)  # expect-also: RES119
        return p2, p3, p4
