"""A causal residual network on raw audio: padded on both sides, cut on the right."""
# input: 1x400
# target: Causal
import torch
from torch import nn


class Past(nn.Module):
    def __init__(self, c, rate):
        super().__init__()
        self.cut = 2 * rate
        self.conv = nn.Conv1d(c, c, 3, padding=2 * rate, dilation=rate)
        self.mix = nn.Conv1d(c, c, 1)

    def forward(self, x):
        return x + self.mix(torch.relu(self.conv(x)[..., : -self.cut]))


class Causal(nn.Module):
    def __init__(self):
        super().__init__()
        self.entry = nn.Conv1d(1, 24, 1)
        self.layers = nn.Sequential(*[Past(24, 2**i) for i in range(4)])
        self.out = nn.Conv1d(24, 8, 1)

    def forward(self, x):
        return self.out(torch.relu(self.layers(torch.relu(self.entry(x)))))
