"""Class-conditional generator: gains and biases of the norms come from an embedding vector."""
# input: 64, 32
# target: Generator
# fixed-size: the inputs are vectors
import torch
from torch import nn
import torch.nn.functional as F


class ConditionalNorm(nn.Module):
    def __init__(self, channels, cond):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gamma = nn.Linear(cond, channels)
        self.beta = nn.Linear(cond, channels)

    def forward(self, x, y):
        gamma = self.gamma(y)[:, :, None, None]
        beta = self.beta(y)[:, :, None, None]
        return (1 + gamma) * self.norm(x) + beta


class GBlock(nn.Module):
    def __init__(self, cin, cout, cond):
        super().__init__()
        self.norm1 = ConditionalNorm(cin, cond)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1, bias=False)
        self.norm2 = ConditionalNorm(cout, cond)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.conv_sc = nn.Conv2d(cin, cout, 1)

    def forward(self, x, y):
        h = F.relu(self.norm1(x, y))
        h = self.conv1(F.interpolate(h, scale_factor=2))
        h = self.conv2(F.relu(self.norm2(h, y)))
        return h + self.conv_sc(F.interpolate(x, scale_factor=2))


class Generator(nn.Module):
    def __init__(self, z=64, cond=32, ch=128):
        super().__init__()
        self.ch = ch
        self.linear = nn.Linear(z, ch * 16)
        self.blocks = nn.ModuleList([GBlock(ch, ch, cond), GBlock(ch, ch // 2, cond)])
        self.bn = nn.BatchNorm2d(ch // 2)
        self.out = nn.Conv2d(ch // 2, 3, 3, padding=1)

    def forward(self, z, y):
        h = self.linear(z).reshape(len(z), self.ch, 4, 4)
        for block in self.blocks:
            h = block(h, y)
        return torch.tanh(self.out(F.relu(self.bn(h))))
