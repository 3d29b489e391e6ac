"""Documented in the style of NumPy."""
# input: 3x64x64
# target: squeezed
import torch
import torch.nn as nn
import torch.nn.functional as F


class Squeezed(nn.Module):
    def __init__(self, width, reduction, p):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, 2, 1)
        self.down = nn.Linear(width, width // reduction)
        self.up = nn.Linear(width // reduction, width)
        self.drop = nn.Dropout(p)
        self.fc = nn.Linear(width, 10)

    def forward(self, x):
        x = F.relu(self.conv(x))
        s = self.up(F.relu(self.down(x.mean((2, 3))))).sigmoid()
        x = x * s[:, :, None, None]
        return self.fc(self.drop(x.mean((2, 3))))


def squeezed(width=64, reduction=8, p=0.2):  # expect: RES543 default-contradicts-docs
    """Build the network.

    Parameters
    ----------
    width : int
        Channels, 64 by default.
    reduction : int, optional
        How much narrower the gate is
        (default: 16).
    p : float, default=0.2
        Dropout.
    """
    return Squeezed(width, reduction, p)
