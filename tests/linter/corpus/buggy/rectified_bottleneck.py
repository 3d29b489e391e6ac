"""Inverted residuals that rectify their narrow end."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class InvertedResidual(nn.Module):
    def __init__(self, cin, cout, stride, t):
        super().__init__()
        hid = cin * t
        self.use_res = stride == 1 and cin == cout
        self.body = nn.Sequential(
            nn.Conv2d(cin, hid, 1, bias=False), nn.BatchNorm2d(hid), nn.ReLU6(True),
            nn.Conv2d(hid, hid, 3, stride, 1, groups=hid, bias=False), nn.BatchNorm2d(hid), nn.ReLU6(True),
            nn.Conv2d(hid, cout, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU6(True),  # expect: RES213 activation-before-join
        )

    def forward(self, x):
        return x + self.body(x) if self.use_res else self.body(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU6(True))
        self.b = nn.Sequential(InvertedResidual(16, 24, 2, 6), InvertedResidual(24, 24, 1, 6), InvertedResidual(24, 32, 2, 6), InvertedResidual(32, 32, 1, 6))
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        return self.fc(self.b(self.stem(x)).mean((2, 3)))
