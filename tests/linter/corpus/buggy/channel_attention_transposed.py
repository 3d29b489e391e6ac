"""Attention between channels with the softmax over the wrong ones."""
# input: 3x32x32
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class ChannelAttention(nn.Module):
    """Every channel looks at every other one (DANet)."""

    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        n, c, h, w = x.size()
        flat = x.view(n, c, h * w)
        energy = torch.bmm(flat, flat.permute(0, 2, 1))
        attention = F.softmax(energy * c ** -0.5, dim=1)  # expect: RES141 attention-axis
        out = torch.bmm(attention, flat).view(n, c, h, w)
        return self.gamma * out + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 24, 5, 2, 2), nn.ReLU(), ChannelAttention(), nn.Conv2d(24, 2, 1))

    def forward(self, x):
        return self.net(x)
