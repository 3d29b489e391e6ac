"""Grouped bottleneck not projected back, and a pool larger than the map."""
# input: 3x64x64
# target: Model
import torch
from torch import nn


def norm_act(c):
    return nn.Sequential(nn.BatchNorm2d(c), nn.SiLU())


class MBlock(nn.Module):
    """ResNeXt-style block with width factor"""

    expansion = 2

    def __init__(self, inplanes, planes, stride=1, cardinality=16):
        super().__init__()
        width = planes * 2
        outplanes = planes * self.expansion * 2
        self.conv1 = nn.Conv2d(inplanes, width, 1, bias=False)
        self.na1 = norm_act(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, groups=cardinality, bias=False)
        self.na2 = norm_act(width)
        self.conv3 = nn.Conv2d(width, planes, 1, bias=False)  # expect: RES103
        self.bn3 = nn.BatchNorm2d(planes)
        self.proj = None
        if stride != 1 or inplanes != outplanes:
            self.proj = nn.Sequential(nn.Conv2d(inplanes, outplanes, 1, stride, bias=False), nn.BatchNorm2d(outplanes))
        self.act = nn.SiLU()

    def forward(self, x):
        r = x if self.proj is None else self.proj(x)
        y = self.bn3(self.conv3(self.na2(self.conv2(self.na1(self.conv1(x))))))
        return self.act(y + r)


class Model(nn.Module):
    def __init__(self, num_classes=30):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.SiLU())
        self.layers = nn.Sequential(
            MBlock(64, 32), MBlock(128, 32), MBlock(128, 64, 2), MBlock(256, 64), MBlock(256, 128, 2), MBlock(512, 128)
        )
        self.pool = nn.AvgPool2d(16)  # expect: RES116
        self.fc = nn.Linear(512, num_classes)

    def forward(self, x):
        x = self.layers(self.stem(x))
        return self.fc(self.pool(x).flatten(1))
