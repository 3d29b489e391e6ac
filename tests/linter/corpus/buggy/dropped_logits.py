"""A dropout behind the last layer."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, n=10):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(16, n)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = self.f(x)
        x = self.fc(x)
        return self.dropout(x)  # expect: RES341 after-classifier
