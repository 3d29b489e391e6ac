"""RCAN: residual in residual with channel attention, three levels of skip connections."""
# input: 3x24x24
# target: RCAN
import torch
from torch import nn


class CALayer(nn.Module):
    def __init__(self, n, r=16):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.du = nn.Sequential(nn.Conv2d(n, n // r, 1), nn.ReLU(True), nn.Conv2d(n // r, n, 1), nn.Sigmoid())

    def forward(self, x):
        return x * self.du(self.pool(x))


class RCAB(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(n, n, 3, 1, 1), nn.ReLU(True), nn.Conv2d(n, n, 3, 1, 1), CALayer(n))

    def forward(self, x):
        return x + self.body(x)


class Group(nn.Module):
    def __init__(self, n, blocks):
        super().__init__()
        self.body = nn.Sequential(*(RCAB(n) for _ in range(blocks)), nn.Conv2d(n, n, 3, 1, 1))

    def forward(self, x):
        return x + self.body(x)


class RCAN(nn.Module):
    def __init__(self, groups=2, blocks=2, n=64, scale=2):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1))
        self.head = nn.Conv2d(3, n, 3, 1, 1)
        self.body = nn.Sequential(*(Group(n, blocks) for _ in range(groups)), nn.Conv2d(n, n, 3, 1, 1))
        self.tail = nn.Sequential(
            nn.Conv2d(n, n * scale**2, 3, 1, 1), nn.PixelShuffle(scale), nn.Conv2d(n, 3, 3, 1, 1))

    def forward(self, x):
        x = self.head(x - self.mean)
        x = x + self.body(x)
        return self.tail(x) + self.mean
