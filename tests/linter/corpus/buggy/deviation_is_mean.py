"""Statistics pooling whose deviation is a maximum."""
# input: 24x120
# target: Pooled

import torch
from torch import nn


class StatsPool(nn.Module):
    def forward(self, frames):
        mean = frames.mean(dim=-1)
        std = frames.amax(dim=-1)  # expect: RES551 statistic-contradicts-name
        return torch.cat([mean, std], dim=1)


class Pooled(nn.Module):
    def __init__(self, bands=24, speakers=30):
        super().__init__()
        self.frames = nn.Sequential(
            nn.Conv1d(bands, 48, 5, padding=2), nn.ReLU(), nn.Conv1d(48, 48, 3, padding=1), nn.ReLU()
        )
        self.pool = StatsPool()
        self.out = nn.Linear(96, speakers)

    def forward(self, spectrum):
        return self.out(self.pool(self.frames(spectrum)))
