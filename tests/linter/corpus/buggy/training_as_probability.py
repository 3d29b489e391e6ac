"""A dropout with the mode as its probability."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 2, 1)
        self.fc1 = nn.Linear(16, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        x = F.relu(self.fc1(x))
        x = F.dropout(x, self.training)  # expect: RES550 argument-of-another-kind
        return self.fc2(x)
