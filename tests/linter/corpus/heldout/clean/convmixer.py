"""Patch mixer: a wrapper adds the input to whatever it wraps; activation before norm everywhere."""
# input: 3x64x64
# target: mixer
from torch import nn


class Plus(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


def gelu_norm(conv):
    return nn.Sequential(conv, nn.GELU(), nn.BatchNorm2d(conv.out_channels))


def mixer(width=96, depth=4, patch=4, kernel=9, classes=100):
    net = nn.Sequential(gelu_norm(nn.Conv2d(3, width, patch, patch)))
    for _ in range(depth):
        net.append(Plus(gelu_norm(nn.Conv2d(width, width, kernel, padding='same', groups=width))))
        net.append(gelu_norm(nn.Conv2d(width, width, 1)))
    net.extend([nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes)])
    return net
