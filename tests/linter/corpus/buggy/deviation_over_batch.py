"""An x-vector whose deviation runs over the batch."""
# input: 40x200
# target: XVector

import torch
import torch.nn as nn
import torch.nn.functional as F


class XVector(nn.Module):
    """x-vector: TDNN with statistics pooling."""

    def __init__(self):
        super().__init__()
        self.tdnn = nn.Sequential(nn.Conv1d(40, 64, 5), nn.ReLU(), nn.BatchNorm1d(64), nn.Conv1d(64, 64, 3, dilation=2), nn.ReLU(), nn.BatchNorm1d(64))
        self.fc = nn.Linear(128, 20)

    def forward(self, x):
        h = self.tdnn(x)
        mean = h.mean(dim=2)
        std = h.std(dim=0).mean(dim=1).expand_as(mean)  # expect: RES140 reduced-over-batch
        return self.fc(torch.cat([mean, std], 1))
