"""An argument that the constructor sets anew."""
# input: 3x64x64
# target: Narrow
import torch
import torch.nn as nn
import torch.nn.functional as F


class Narrow(nn.Module):
    def __init__(self, width=64, n_out=10):
        super().__init__()
        width = 32  # expect: RES504 unused-argument
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.body = nn.Conv2d(width, 2 * width, 3, 2, 1)
        self.fc = nn.Linear(2 * width, n_out)

    def forward(self, x):
        x = F.relu(self.body(F.relu(self.stem(x))))
        return self.fc(x.mean((2, 3)))
