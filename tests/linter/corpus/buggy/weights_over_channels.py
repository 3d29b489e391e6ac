"""Attentive pooling whose weights sum to one over the channels."""
# input: 40x150
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class AttentivePool(nn.Module):
    """Weighted mean over the frames, a weight for each channel and frame."""

    def __init__(self, width, hidden=16):
        super().__init__()
        self.score = nn.Sequential(nn.Conv1d(width, hidden, 1), nn.Tanh(), nn.Conv1d(hidden, width, 1), nn.Softmax(dim=1))  # expect: RES141 attention-axis

    def forward(self, x):
        weights = self.score(x)
        return (x * weights).sum(-1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.frames = nn.Sequential(nn.Conv1d(40, 32, 5, padding=2), nn.ReLU(), nn.BatchNorm1d(32))
        self.pool = AttentivePool(32)
        self.out = nn.Linear(32, 5)

    def forward(self, x):
        return self.out(self.pool(self.frames(x)))
