"""FPN neck: a lateral of the wrong width, a level joined without resizing, an unused smoothing conv."""
# input: 3x64x64
# target: FPNNet
import torch
from torch import nn
from torch.nn import functional as F


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.convs = nn.Conv2d(i, o, 1, 2, bias=False)
        self.bns = nn.BatchNorm2d(o)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.bns(self.convs(x)))


class FPNNet(nn.Module):
    def __init__(self, d=128, k=10):
        super().__init__()
        self.c2, self.c3, self.c4 = Down(3, 64), Down(64, 128), Down(128, 256)
        self.l4 = nn.Conv2d(256, d, 1)
        self.l3 = nn.Conv2d(256, d, 1)  # expect: RES110 width-mismatch
        self.l2 = nn.Conv2d(64, d, 1)
        self.s3 = nn.Conv2d(d, d, 3, padding=1)
        self.s2 = nn.Conv2d(d, d, 3, padding=1)
        self.s4 = nn.Conv2d(d, d, 3, padding=1)  # expect: RES503 unused-module
        self.predict = nn.Conv2d(d, k, 1)

    def forward(self, x):
        c2 = self.c2(x)
        c3 = self.c3(c2)
        c4 = self.c4(c3)
        p4 = self.l4(c4)
        p3 = self.l3(c3) + F.interpolate(p4, size=c3.shape[2:])
        p2 = self.l2(c2) + p3  # expect: RES108 join-shape-mismatch
        return [self.predict(p) for p in (self.s2(p2), self.s3(p3), p4)]
