"""1-D residual net for vibration signals, kernel sizes as arguments."""
# input: 2x256
# target: Vibration
import torch
import torch.nn as nn


class VBlock(nn.Module):
    def __init__(self, ch, k):
        super().__init__()
        half = (k - 1) / 2  # expect: RES003 forward-failed
        self.c1 = nn.Conv1d(ch, ch, k, padding=half)
        self.c2 = nn.Conv1d(ch, ch, k, padding=half)

    def forward(self, x):
        return torch.relu(x + self.c2(torch.relu(self.c1(x))))


class Vibration(nn.Module):
    def __init__(self, ch=24, k=7, states=5):
        super().__init__()
        self.inp = nn.Conv1d(2, ch, 9, 2, 4)
        self.body = nn.Sequential(VBlock(ch, k), VBlock(ch, k))
        self.out = nn.Linear(ch, states)

    def forward(self, x):
        h = self.body(torch.relu(self.inp(x)))
        return self.out(h.amax(dim=1))  # expect: RES111 linear-width-mismatch
