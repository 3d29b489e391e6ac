"""Inception branches concatenated along the width."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Inception(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.b1 = nn.Sequential(nn.Conv2d(c, 32, 1), nn.ReLU())
        self.b3 = nn.Sequential(nn.Conv2d(c, 32, 3, padding=1), nn.ReLU())
        self.b5 = nn.Sequential(nn.Conv2d(c, 32, 5, padding=2), nn.ReLU())

    def forward(self, x):
        return torch.cat([self.b1(x), self.b3(x), self.b5(x)], dim=-1)  # expect: RES143 concatenation-over-pixels


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.i = Inception(16)
        self.fc = nn.Linear(32, 3)

    def forward(self, x):
        return self.fc(self.i(F.relu(self.c(x))).mean((2, 3)))
