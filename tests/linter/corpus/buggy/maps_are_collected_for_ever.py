"""Returns all intermediate maps."""
# input: 3x64x64
# target: Pyramid
import torch
import torch.nn as nn
import torch.nn.functional as F


class Pyramid(nn.Module):
    def __init__(self, widths=(16, 32, 64)):
        super().__init__()
        self.features = []
        self.down = nn.ModuleList()
        cin = 3
        for width in widths:
            self.down.append(nn.Sequential(nn.Conv2d(cin, width, 3, 2, 1), nn.BatchNorm2d(width), nn.ReLU()))
            cin = width

    def forward(self, x):
        for stage in self.down:
            x = stage(x)
            self.features.append(x)  # expect: RES545 grows-with-each-call
        return tuple(self.features)
