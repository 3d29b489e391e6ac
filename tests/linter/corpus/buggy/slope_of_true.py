"""A discriminator whose activation has slope 1."""
# input: 3x64x64
# target: Disc

import torch
import torch.nn as nn
import torch.nn.functional as F


class Disc(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.Sequential(
            nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2, True),
            nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(True),  # expect: RES550 argument-of-another-kind
            nn.Conv2d(128, 1, 4, 1, 1))

    def forward(self, x):
        return self.m(x)
