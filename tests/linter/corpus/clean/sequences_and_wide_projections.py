"""Sensor signals: wide kernels on both paths, and a recurrent layer that looks both ways."""
# input: 6x128
# target: Sensors
import torch
from torch import nn


class Wide(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.path = nn.Sequential(nn.Conv1d(i, o, 5, padding=2, bias=False), nn.BatchNorm1d(o), nn.ReLU(), nn.Conv1d(o, o, 5, padding=2, bias=False), nn.BatchNorm1d(o))
        self.skip = nn.Sequential(nn.Conv1d(i, o, 5, padding=2, bias=False), nn.BatchNorm1d(o)) if i != o else nn.Identity()

    def forward(self, x):
        return torch.relu(self.path(x) + self.skip(x))


class Sensors(nn.Module):
    def __init__(self, states=4):
        super().__init__()
        self.front = nn.Sequential(Wide(6, 24), Wide(24, 24), Wide(24, 48))
        self.both = nn.GRU(48, 16, batch_first=True, bidirectional=True)
        self.state = nn.Linear(32, states)

    def forward(self, x):
        out, _ = self.both(self.front(x).transpose(1, 2))
        return self.state(out[:, 0])
