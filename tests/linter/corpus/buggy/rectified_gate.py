"""A squeeze-and-excitation gate that never falls below one half."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class SE(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(c, c // r), nn.ReLU(), nn.Linear(c // r, c), nn.ReLU())  # expect: RES340 squashed-twice

    def forward(self, x):
        w = torch.sigmoid(self.fc(x.mean((2, 3))))
        return x * w[:, :, None, None]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.se = SE(16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.se(F.relu(self.c(x))).mean((2, 3)))
