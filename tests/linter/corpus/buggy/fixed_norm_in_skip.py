"""A projection whose norm is not the one that was asked for."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, cin, cout, stride=1, norm=None):
        super().__init__()
        if norm is None:
            norm = nn.BatchNorm2d
        self.main = nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride, 1, bias=False), norm(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), norm(cout))
        self.skip = nn.Sequential()
        if stride != 1 or cin != cout:
            self.skip = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))  # expect: RES552 hard-coded-norm

    def forward(self, x):
        return F.relu(self.main(x) + self.skip(x))


class Net(nn.Module):
    def __init__(self, width=16, norm=nn.InstanceNorm2d):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), norm(width), nn.ReLU(inplace=True))
        self.stages = nn.Sequential(Unit(width, width, 1, norm), Unit(width, 2 * width, 2, norm), Unit(2 * width, 4 * width, 2, norm))
        self.fc = nn.Linear(4 * width, 10)

    def forward(self, x):
        return self.fc(self.stages(self.stem(x)).mean((2, 3)))
