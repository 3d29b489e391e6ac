"""A spatial gate that takes the mean twice."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class SpatialGate(nn.Module):
    """Mean and maximum over the channels say where to look."""

    def __init__(self, kernel_size=7):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x):
        avg_out = torch.mean(x, dim=1, keepdim=True)
        max_out = torch.mean(x, dim=1, keepdim=True)  # expect: RES551 statistic-contradicts-name
        return x * self.conv(torch.cat([avg_out, max_out], dim=1)).sigmoid()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        self.sa = SpatialGate()
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.sa(self.c(x)).mean((2, 3)))
