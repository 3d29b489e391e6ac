"""Guided super-resolution: a low-resolution image and a one-channel guide."""
# input: 3x24x24, 1x24x24
# target: Guided
import torch
import torch.nn as nn


class RB(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = nn.Conv2d(c, c, 3, 1, 1), nn.Conv2d(c, c, 3, 1, 1)

    def forward(self, x):
        return x + self.b(torch.relu(self.a(x)))


class Up(nn.Module):
    def __init__(self, c, r):
        super().__init__()
        self.conv = nn.Conv2d(c, c * r, 3, 1, 1)  # expect: RES110 width-mismatch
        self.ps = nn.PixelShuffle(r)

    def forward(self, x):
        return torch.relu(self.ps(self.conv(x)))


class Guided(nn.Module):
    def __init__(self, c=32):
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(3, c, 3, 1, 1), RB(c))
        self.guide = nn.Sequential(nn.Conv2d(1, c, 3, 1, 1), RB(c))
        self.merge = nn.Conv2d(2 * c, c, 1)
        self.up = Up(c, 2)
        self.rgb = nn.Conv2d(c, 3, 3, 1, 1)

    def forward(self, low, guide):
        both = torch.cat([self.image(guide), self.guide(low)], 1)  # expect: RES110 width-mismatch
        return self.rgb(self.up(torch.relu(self.merge(both))))
