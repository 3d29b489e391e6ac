"""Segmentation backbone as a list of layers, with holes."""
# input: 3x64x64
# target: make
import torch
from torch import nn


class Keep(nn.Module):
    def __init__(self, c, wide):
        super().__init__()
        inner = 2 * c if wide else 2 * c  # expect: RES522 equal-branches
        self.f = nn.Sequential(nn.Conv2d(c, inner, 3, padding=1), nn.ReLU(), nn.Conv2d(inner, c, 3, padding=1))

    def forward(self, x):
        return torch.relu(x + self.f(x))


def make(c=16, pool=False):
    layers = [nn.Conv2d(3, c, 3, stride=2, padding=1), nn.ReLU(), Keep(c, False)]
    layers.append(nn.MaxPool2d(2) if pool else None)
    layers += [Keep(c, True), nn.Conv2d(c, 5, 1)]
    return nn.Sequential(*layers)  # expect: RES523 none-in-container
