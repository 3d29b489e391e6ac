"""A generator that makes no dark pixel."""
# input: 64x1x1
# target: Generator

import torch
import torch.nn as nn
import torch.nn.functional as F


class Generator(nn.Module):
    """DCGAN generator."""

    def __init__(self):
        super().__init__()
        self.m = nn.Sequential(
            nn.ConvTranspose2d(64, 128, 4, 1, 0, bias=False), nn.BatchNorm2d(128), nn.ReLU(True),
            nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
            nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.ReLU(True),  # expect: RES340 squashed-twice
            nn.Tanh())

    def forward(self, z):
        return self.m(z)
