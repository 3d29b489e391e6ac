"""An autoencoder that enlarges to two pixels."""
# input: 3x64x64
# target: AE

import torch
import torch.nn as nn
import torch.nn.functional as F


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU())
        self.dec = nn.Sequential(nn.Upsample(2), nn.Conv2d(32, 16, 3, 1, 1), nn.ReLU(),  # expect: RES550 argument-of-another-kind
            nn.Upsample(scale_factor=2), nn.Conv2d(16, 3, 3, 1, 1))

    def forward(self, x):
        return self.dec(self.enc(x))
