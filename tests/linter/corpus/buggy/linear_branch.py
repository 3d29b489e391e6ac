"""An Inception block with a branch that is not activated."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F

def cbr(i, o, k):
    return nn.Sequential(nn.Conv2d(i, o, k, padding=k // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU(True))


class Inception(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.b1 = cbr(c, 16, 1)
        self.b2 = nn.Sequential(cbr(c, 8, 1), cbr(8, 16, 3))
        self.b3 = nn.Sequential(cbr(c, 8, 1), nn.Conv2d(8, 16, 5, padding=2, bias=False), nn.BatchNorm2d(16))  # expect: RES555 unlike-its-branches
        self.b4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), cbr(c, 16, 1))

    def forward(self, x):
        return torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.s = cbr(3, 64, 3)
        self.i = nn.Sequential(Inception(64), Inception(64))
        self.fc = nn.Linear(64, 3)

    def forward(self, x):
        return self.fc(self.i(self.s(x)).mean((2, 3)))
