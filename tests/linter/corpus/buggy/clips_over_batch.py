"""A GRU that takes clips for time steps."""
# input: 12x3x32x32
# target: ClipClassifier

import torch
import torch.nn as nn
import torch.nn.functional as F


class ClipClassifier(nn.Module):
    """A ResNet-like encoder a frame, a GRU over time."""

    def __init__(self, hidden=32, n_classes=5):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.temporal = nn.GRU(input_size=16, hidden_size=hidden)  # expect: RES312 attention-over-batch
        self.head = nn.Linear(hidden, n_classes)

    def forward(self, clip):
        b, t = clip.shape[:2]
        codes = self.encode(clip.flatten(0, 1)).view(b, t, -1)
        seq, _ = self.temporal(codes)
        return self.head(seq.mean(dim=1))
