"""U-Net with a residual encoder: the decoder concatenates levels of different sizes, and blocks lack an activation."""
# input: 3x64x64
# target: CatUNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResDown(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.skip = nn.Conv2d(i, o, 1, stride, bias=False)
        self.skip_bn = nn.BatchNorm2d(o)

    def forward(self, x):
        y = self.bn1(self.conv1(x))  # expect: RES306 missing-activation
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.skip_bn(self.skip(x)))


class CatUNet(nn.Module):
    def __init__(self, out=2):
        super().__init__()
        self.d1 = ResDown(3, 32, 1)
        self.d2 = ResDown(32, 64, 2)
        self.d3 = ResDown(64, 128, 2)
        self.u2 = nn.Conv2d(128 + 64, 64, 3, padding=1)
        self.u1 = nn.Conv2d(64 + 32, 32, 3, padding=1)
        self.head = nn.Conv2d(32, out, 1)

    def forward(self, x):
        d1 = self.d1(x)
        d2 = self.d2(d1)
        d3 = self.d3(d2)
        u2 = F.relu(self.u2(torch.cat([d3, d2], dim=1)))  # expect: RES108|RES003 join-shape-mismatch
        u2 = F.interpolate(u2, scale_factor=2.0)
        u1 = F.relu(self.u1(torch.cat([u2, d1], dim=1)))
        return self.head(u1)
