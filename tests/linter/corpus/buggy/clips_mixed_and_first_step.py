"""Frames through a small residual encoder, then a recurrent layer over time."""
# input: 5x3x32x32
# target: Clips
import torch
from torch import nn


class Res(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a = nn.Conv2d(c, c, 3, padding=1)
        self.b = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return torch.relu(x + self.b(torch.relu(self.a(x))))


class Clips(nn.Module):
    def __init__(self, actions=7):
        super().__init__()
        self.frames = nn.Sequential(nn.Conv2d(3, 12, 3, 2, 1), nn.ReLU(), Res(12), Res(12), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.time = nn.LSTM(12, 20, batch_first=True)
        self.action = nn.Linear(20, actions)

    def forward(self, clips):
        n, t = clips.shape[:2]
        features = self.frames(clips.flatten(0, 1))
        features = features.view(t, n, -1).transpose(0, 1)  # expect: RES125 reshaped-for-transposed
        steps, _ = self.time(features)
        return self.action(steps[:, 0, :])  # expect: RES318 first-step-of-recurrence
