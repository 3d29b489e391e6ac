"""Three dilated views, the second one linear."""
# input: 3x48x48
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class MultiScale(nn.Module):
    """Three strides of view over one map, merged by a 1x1."""

    def __init__(self, ch):
        super().__init__()
        half = ch // 2
        self.p1_conv, self.p1_norm = nn.Conv2d(ch, half, 3, padding=1, bias=False), nn.BatchNorm2d(half)
        self.p2_conv, self.p2_norm = nn.Conv2d(ch, half, 3, padding=2, dilation=2, bias=False), nn.BatchNorm2d(half)
        self.p3_conv, self.p3_norm = nn.Conv2d(ch, half, 3, padding=3, dilation=3, bias=False), nn.BatchNorm2d(half)
        self.merge = nn.Conv2d(3 * half, ch, 1)

    def forward(self, x):
        p1 = F.relu(self.p1_norm(self.p1_conv(x)))
        p2 = self.p2_norm(self.p2_conv(x))  # expect: RES555 unlike-its-branches
        p3 = F.relu(self.p3_norm(self.p3_conv(x)))
        return self.merge(torch.cat((p1, p2, p3), dim=1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.scales = nn.Sequential(MultiScale(32), MultiScale(32))
        self.last = nn.Conv2d(32, 3, 1)

    def forward(self, x):
        return self.last(self.scales(self.first(x)))
