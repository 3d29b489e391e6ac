"""Spoken digits: a residual front end and a GRU."""
# input: 1x40x64
# target: Spoken
import torch
import torch.nn as nn


class Front(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.p = nn.Conv2d(n, n, 3, padding=1, bias=False)
        self.pn = nn.BatchNorm2d(n)
        self.q = nn.Conv2d(n, n, 3, padding=1, bias=False)
        self.qn = nn.BatchNorm2d(n)

    def forward(self, x):
        y = torch.relu(self.pn(self.p(x)))
        y = self.qn(y)  # expect: RES209|RES301 discarded-result
        y = self.qn(self.q(x))  # expect-also: RES209|RES301
        return torch.relu(x + y)


class Spoken(nn.Module):
    def __init__(self):
        super().__init__()
        self.entry = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.front = Front(8)
        self.gru = nn.GRU(8 * 40, 32, num_layers=2)
        self.digit = nn.Linear(32, 10)

    def forward(self, x):
        x = self.front(self.entry(x))
        x = x.flatten(1, 2).permute(2, 0, 1)
        out, _ = self.gru(x)
        return self.digit(out[0])  # expect: RES318 first-step-of-recurrence
