"""Channel attention whose maximum is a mean."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class ChannelAttention(nn.Module):
    """CBAM channel attention."""

    def __init__(self, c, r=4):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.max_pool = nn.AdaptiveAvgPool2d(1)  # expect: RES541 layer-contradicts-name
        self.mlp = nn.Sequential(nn.Conv2d(c, c // r, 1), nn.ReLU(), nn.Conv2d(c // r, c, 1))

    def forward(self, x):
        return x * torch.sigmoid(self.mlp(self.avg_pool(x)) + self.mlp(self.max_pool(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.se = ChannelAttention(16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.se(F.relu(self.c(x))).mean((2, 3)))
