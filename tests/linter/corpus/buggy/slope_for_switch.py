"""A ReLU with a slope."""
# input: 3x64x64
# target: D

import torch
import torch.nn as nn
import torch.nn.functional as F


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.Sequential(nn.Conv2d(3, 32, 4, 2, 1), nn.ReLU(0.2),  # expect: RES550 argument-of-another-kind
            nn.Conv2d(32, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2), nn.Conv2d(64, 1, 4))

    def forward(self, x):
        return self.m(x)
