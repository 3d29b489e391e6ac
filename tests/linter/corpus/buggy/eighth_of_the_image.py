"""Crowd density from a residual trunk."""
# input: 3x64x64
# target: Density
import torch
from torch import nn


class R(nn.Module):
    def __init__(self, c, o, step):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(c, o, 3, step, 1), nn.ReLU(), nn.Conv2d(o, o, 3, 1, 1)
        )
        self.g = nn.Conv2d(c, o, 1, step)

    def forward(self, x):
        return torch.relu(self.f(x) + self.g(x))


class Density(nn.Module):
    """A density map at 1/8 of the image, as the labels are prepared for."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1),
            nn.ReLU(),
            R(16, 32, 2),
            R(32, 64, 2),
            R(64, 64, 2),  # expect: RES530 output-stride-contradicts-text
        )
        self.density = nn.Conv2d(64, 1, 1)

    def forward(self, x):
        return torch.relu(self.density(self.trunk(x)))
