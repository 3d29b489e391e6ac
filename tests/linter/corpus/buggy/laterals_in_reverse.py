"""A neck whose lateral layers were built from the deepest map up, and run from the shallowest."""
# input: 3x64x64
# target: Segmenter

import torch
import torch.nn.functional as F
from torch import nn


def stage(given, made, step):
    return nn.Sequential(
        nn.Conv2d(given, made, 3, step, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU(inplace=True)
    )


class Neck(nn.Module):
    def __init__(self, widths, out):
        super().__init__()
        self.lateral = nn.ModuleList(
            [nn.Conv2d(widths[-1 - at], out, 1) for at in range(len(widths))]  # expect: RES110 width-mismatch
        )

    def forward(self, maps):
        flat = [layer(one) for layer, one in zip(self.lateral, maps)]
        total = flat.pop()
        while flat:
            total = flat.pop() + F.interpolate(total, scale_factor=2.0)
        return total


class Segmenter(nn.Module):
    def __init__(self, widths=(16, 32, 64), classes=5):
        super().__init__()
        self.one = stage(3, widths[0], 2)
        self.two = stage(widths[0], widths[1], 2)
        self.three = stage(widths[1], widths[2], 2)
        self.neck = Neck(widths, 24)
        self.head = nn.Conv2d(24, classes, 1)

    def forward(self, x):
        a = self.one(x)
        b = self.two(a)
        c = self.three(b)
        return self.head(self.neck([a, b, c]))
