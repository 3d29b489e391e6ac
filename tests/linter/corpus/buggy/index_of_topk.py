"""A pool of the strongest answers that takes where they are."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class TopPool(nn.Module):
    """Mean of the k strongest answers beside the plain mean."""

    def __init__(self, k=4):
        super().__init__()
        self.k = k

    def forward(self, x):
        flat = x.flatten(2)
        best = flat.topk(self.k, dim=-1).indices.float()  # expect: RES142 indices-as-values
        return torch.cat((flat.mean(-1), best.mean(-1)), 1)


class Net(nn.Module):
    def __init__(self, classes=6):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 12, 3, 2, 1), nn.ReLU(), nn.Conv2d(12, 24, 3, 2, 1), nn.ReLU())
        self.pool = TopPool()
        self.fc = nn.Linear(48, classes)

    def forward(self, x):
        return self.fc(self.pool(self.body(x)))
