"""Denoising network: `self.conv` is defined once and called for both positions of the block."""
# input: 1x48x48
# target: Denoiser
import torch
from torch import nn


class ResUnit(nn.Module):
    def __init__(self, nf):
        super().__init__()
        self.conv = nn.Conv2d(nf, nf, 3, padding=1)
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.act(self.conv(x))
        y = self.conv(y)  # expect: RES302 shared-layer
        return x + y


class Denoiser(nn.Module):
    def __init__(self, nf=64, depth=3):
        super().__init__()
        self.head = nn.Conv2d(1, nf, 3, padding=1)
        self.body = nn.Sequential(*[ResUnit(nf) for _ in range(depth)])
        self.tail = nn.Conv2d(nf, 1, 3, padding=1)

    def forward(self, noisy):
        residual = self.tail(self.body(torch.relu(self.head(noisy))))
        return noisy - residual
