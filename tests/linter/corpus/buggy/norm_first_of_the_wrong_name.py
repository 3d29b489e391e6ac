"""A decoder built by a helper in which the norm before each convolution has the width behind it."""
# input: 3x32x32
# target: Pyramid

import torch
from torch import nn


def refine(taken, made, depth=2):
    """Return norm, activation and convolution, ``depth`` times."""
    parts = []
    for _ in range(depth):
        parts += [nn.BatchNorm2d(made), nn.ReLU()]  # expect: RES110 width-mismatch
        parts += [nn.Conv2d(taken, made, 3, padding=1, bias=False)]
        taken = made
    return nn.Sequential(*parts)


class Pyramid(nn.Module):
    def __init__(self, widths=(8, 16, 32)):
        super().__init__()
        self.first = nn.Conv2d(3, widths[0], 3, padding=1)
        self.down1 = nn.Conv2d(widths[0], widths[1], 2, stride=2)
        self.down2 = nn.Conv2d(widths[1], widths[2], 2, stride=2)
        self.up1 = nn.ConvTranspose2d(widths[2], widths[1], 2, stride=2)
        self.mix1 = refine(2 * widths[1], widths[1])
        self.up0 = nn.ConvTranspose2d(widths[1], widths[0], 2, stride=2)
        self.mix0 = refine(2 * widths[0], widths[0])
        self.mask = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        a = torch.relu(self.first(x))
        b = torch.relu(self.down1(a))
        c = torch.relu(self.down2(b))
        b = self.mix1(torch.cat([self.up1(c), b], dim=1))
        a = self.mix0(torch.cat([self.up0(b), a], dim=1))
        return self.mask(a)
