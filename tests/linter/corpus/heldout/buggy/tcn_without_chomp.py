"""Causal temporal network: each convolution is padded for causality, but the tail is never cut off."""
# input: 8x200
# target: CausalNet
import torch
from torch import nn


class CausalBlock(nn.Module):
    def __init__(self, cin, cout, k, dilation):
        super().__init__()
        pad = (k - 1) * dilation  # expect-also: RES104
        self.one = nn.Conv1d(cin, cout, k, padding=pad, dilation=dilation)  # expect: RES104|RES108 main-path-padding
        self.two = nn.Conv1d(cout, cout, k, padding=pad, dilation=dilation)  # expect-also: RES104
        self.drop = nn.Dropout(0.2)
        self.match = nn.Conv1d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x):
        y = self.drop(torch.relu(self.one(x)))
        y = self.drop(self.two(y))
        return torch.relu(y + self.match(x))  # expect-also: RES108


class CausalNet(nn.Module):
    def __init__(self, channels=8, widths=(32, 32, 64), classes=5, k=3):
        super().__init__()
        blocks = []
        for level, width in enumerate(widths):
            blocks.append(CausalBlock(channels, width, k, 2 ** level))
            channels = width
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(channels, classes)

    def forward(self, signal):
        return self.fc(self.blocks(signal)[:, :, -1])
