"""Squeeze-and-excitation by linear layers, the gate as they make it."""
# input: 3x32x32
# target: Tiny
from torch import nn


class Excite(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.down, self.up, self.act = nn.Linear(c, c // 4), nn.Linear(c // 4, c), nn.SiLU()

    def forward(self, x):
        weights = self.up(self.act(self.down(x.mean((2, 3)))))
        return x * weights[..., None, None]  # expect: RES217 gate-without-sigmoid


class Unit(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c), nn.SiLU(),
            nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c), Excite(c))
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(x + self.body(x))


class Tiny(nn.Sequential):
    def __init__(self, c=16, classes=3):
        super().__init__(nn.Conv2d(3, c, 3, 2, 1), Unit(c), Unit(c), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes))
