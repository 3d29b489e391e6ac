"""WaveNet-like classifier of heartbeats; skips of all layers are to be summed."""
# input: 1x400
# target: Beats
import torch
from torch import nn


class Gated(nn.Module):
    def __init__(self, ch, dil):
        super().__init__()
        self.f = nn.Conv1d(ch, ch, 3, padding=dil, dilation=dil)
        self.g = nn.Conv1d(ch, ch, 3, padding=dil, dilation=dil)
        self.r, self.s = nn.Conv1d(ch, ch, 1), nn.Conv1d(ch, ch, 1)

    def forward(self, x):
        z = torch.tanh(self.f(x)) * torch.sigmoid(self.g(x))
        return x + self.r(z), self.s(z)


class Beats(nn.Module):
    def __init__(self, ch=16, n=5, classes=4):
        super().__init__()
        self.inp = nn.Conv1d(1, ch, 1)
        self.layers = nn.ModuleList([Gated(ch, 2**i) for i in range(n)])
        self.smooth = nn.ModuleList([nn.Conv1d(ch, ch, 3, padding=1) for _ in range(2)])  # allow: RES503
        self.out = nn.Linear(ch, classes)

    def polish(self, x):
        return x

    def forward(self, x):
        x = self.inp(x)
        skips = torch.zeros_like(x)
        for layer in self.layers:
            x, skip = layer(x)
            skips = skip  # expect: RES524 overwritten-sum
        h = torch.relu(skips)
        for conv in self.smooth:
            h = torch.relu(conv(h))
            return self.out(h.mean(-1))  # expect: RES521 return-in-loop ; allow: RES503
