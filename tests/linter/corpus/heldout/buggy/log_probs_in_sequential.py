"""Plankton classifier whose head is a Sequential that ends in a Softmax."""
# input: 1x64x64
# target: PlanktonNet
from torch import nn


class Residual(nn.Module):
    def __init__(self, *layers, shortcut=None):
        super().__init__()
        self.layers = nn.Sequential(*layers)
        self.shortcut = shortcut if shortcut is not None else nn.Identity()
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.layers(x) + self.shortcut(x))


def same(c):
    return Residual(
        nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c), nn.ReLU(),
        nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c))


def down(i, o):
    return Residual(
        nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
        nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o),
        shortcut=nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o)))


class PlanktonNet(nn.Sequential):
    def __init__(self, classes=121):
        super().__init__(
            nn.Conv2d(1, 32, 5, 1, 2, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            same(32),
            down(32, 64),
            down(64, 128),
            same(128),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(128, classes),
            nn.Softmax(dim=1),  # expect: RES510 softmax-output
        )
