"""A dropout that is told how much to keep."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, keep_prob=0.8):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 2, 1)
        self.drop = nn.Dropout(keep_prob)  # expect: RES550 argument-of-another-kind
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.drop(F.relu(self.conv(x)).mean((2, 3))))
