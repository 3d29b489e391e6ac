"""Causal temporal network: padding on both sides, the tail is cut off, weight norm."""
# input: 8x200
# target: CausalNet
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm


class CausalConv(nn.Module):
    def __init__(self, cin, cout, k, dilation):
        super().__init__()
        self.future = (k - 1) * dilation
        self.conv = weight_norm(nn.Conv1d(cin, cout, k, padding=self.future, dilation=dilation))

    def forward(self, x):
        return self.conv(x)[..., :-self.future]


class CausalBlock(nn.Module):
    def __init__(self, cin, cout, k, dilation):
        super().__init__()
        self.one = CausalConv(cin, cout, k, dilation)
        self.two = CausalConv(cout, cout, k, dilation)
        self.drop = nn.Dropout(0.2)
        self.match = nn.Conv1d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x):
        y = self.drop(torch.relu(self.one(x)))
        y = self.drop(self.two(y))
        return torch.relu(y + self.match(x))


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
