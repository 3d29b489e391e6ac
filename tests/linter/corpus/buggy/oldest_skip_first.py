"""A LinkNet that pops its skips from the wrong end."""
# input: 1x96x96
# target: LinkNet

import torch
import torch.nn as nn
import torch.nn.functional as F


class LinkNet(nn.Module):
    """Sums instead of concatenations, one width everywhere."""

    def __init__(self, width=24):
        super().__init__()
        self.inc = nn.Conv2d(1, width, 3, padding=1)
        self.down = nn.ModuleList(nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(width, width, 3, padding=1), nn.ReLU()) for _ in range(3))
        self.up = nn.ModuleList(nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU()) for _ in range(3))
        self.outc = nn.Conv2d(width, 1, 1)

    def forward(self, x):
        x = F.relu(self.inc(x))
        hidden = [x]
        for level in self.down:
            x = level(x)
            hidden.append(x)
        hidden.pop()
        for level in self.up:
            skip = hidden.pop(0)
            x = F.interpolate(x, skip.shape[-2:], mode="nearest")  # expect: RES554 shrinking-decoder
            x = level(x + skip)
        return self.outc(x)
