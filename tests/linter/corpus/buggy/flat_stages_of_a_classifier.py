"""Leaf disease classifier: the blocks and widths of the 18-layer network."""
# input: 3x128x128
# target: LeafNet
import torch
from torch import nn


def conv(i, o, k, s=1):
    return nn.Conv2d(i, o, k, s, k // 2, bias=False)


class Residual(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.body = nn.Sequential(
            conv(i, o, 3, s), nn.BatchNorm2d(o), nn.ReLU(inplace=True), conv(o, o, 3), nn.BatchNorm2d(o)
        )
        self.skip = nn.Sequential(conv(i, o, 1, s), nn.BatchNorm2d(o)) if s > 1 or i != o else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


class LeafNet(nn.Module):
    def __init__(self, diseases=38):
        super().__init__()
        stages = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
        width = 64
        for planes, stride in zip([64, 128, 256, 512], [1, 1, 1, 1]):  # expect: RES507 stage-contradicts-name
            stages.append(nn.Sequential(Residual(width, planes, stride), Residual(planes, planes, 1)))
            width = planes
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(512, diseases)

    def forward(self, x):
        return self.head(self.stages(x).mean((2, 3)))
