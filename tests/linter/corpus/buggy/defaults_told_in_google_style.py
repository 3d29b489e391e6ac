"""Documented in the style of Google."""
# input: 3x64x64
# target: Stack
import torch
import torch.nn as nn
import torch.nn.functional as F


class Stack(nn.Module):
    """A stack of residual units.

    Args:
        width (int): Channels of all units. Default: 64.
        depth (int): Number of units. Default: 4.
        act (bool): Whether to activate the sums. Defaults to ``True``.
    """

    def __init__(self, width=64, depth=3, act=True):  # expect: RES543 default-contradicts-docs
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.units = nn.ModuleList([nn.Conv2d(width, width, 3, 1, 1) for _ in range(depth)])
        self.act = act
        self.fc = nn.Linear(width, 10)

    def forward(self, x):
        x = self.stem(x)
        for unit in self.units:
            x = x + unit(F.relu(x))
        if self.act:
            x = F.relu(x)
        return self.fc(x.mean((2, 3)))
