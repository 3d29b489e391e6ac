"""A channel gate of CBAM with a softmax."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class ChannelGate(nn.Module):
    """Channel attention of CBAM."""

    def __init__(self, c, r=4):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(c, c // r), nn.ReLU(), nn.Linear(c // r, c))

    def forward(self, x):
        a = self.mlp(x.mean((2, 3)))
        m = self.mlp(x.amax((2, 3)))
        w = torch.softmax(a + m, dim=1)  # expect: RES557 lacks-its-form
        return x * w[..., None, None]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.g = ChannelGate(16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.g(F.relu(self.c(x))).mean((2, 3)))
