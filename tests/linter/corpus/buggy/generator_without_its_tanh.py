"""Images in [-1, 1] from noise, and features whose identity fades."""
# input: 16x8x8
# target: Painter
import torch
from torch import nn


class Soft(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(c, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1))

    def forward(self, x):
        return self.body(x) + 0.2 * x  # expect: RES216 scaled-sum


class Painter(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Soft(16), Soft(16))
        self.up = nn.Upsample(scale_factor=2)
        self.rgb = nn.Conv2d(16, 3, 3, padding=1)
        self.act = nn.ReLU()
        self.squash = nn.Tanh()  # expect: RES503 unused-module

    def forward(self, z):
        return self.rgb(self.act(self.up(self.blocks(z))))
