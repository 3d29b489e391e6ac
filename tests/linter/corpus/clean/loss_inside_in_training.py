"""Segmentation that computes its loss itself in training, where the labels are given."""
# input: 3x64x64
# target: Segment
import torch.nn as nn
import torch.nn.functional as F


class Res(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
                               nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.g = nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.f(x) + self.g(x))


class Segment(nn.Module):
    def __init__(self, classes=8, criterion=nn.CrossEntropyLoss(ignore_index=255)):
        super().__init__()
        self.criterion = criterion
        self.body = nn.Sequential(Res(3, 16), Res(16, 32))
        self.cls = nn.Conv2d(32, classes, 1)

    def forward(self, x, y=None):
        size = x.shape[2:]
        x = F.interpolate(self.cls(self.body(x)), size=size, mode="bilinear", align_corners=True)
        if self.training:
            return x.max(1)[1], self.criterion(x, y)
        return x
