"""An embedding that is normalized over the batch."""
# input: 3x64x64
# target: Embed

import torch
import torch.nn as nn
import torch.nn.functional as F


class Embed(nn.Module):
    """Face embedding network; unit length embeddings."""

    def __init__(self, dim=64):
        super().__init__()
        self.c = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.PReLU(32), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(32, dim)

    def forward(self, x):
        return F.normalize(self.fc(self.c(x)), dim=0)  # expect: RES140 reduced-over-batch
