"""Audio tagger; every convolution is told its settings by variables."""
# input: 1x64x64
# target: Tagger
import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, i, o, kernel_size, stride=1, dilation=1):
        super().__init__()
        padding = dilation * (kernel_size - 1) // 2
        self.conv = nn.Conv2d(i, o, kernel_size, stride, dilation, padding, bias=False)  # expect: RES519 misplaced-argument
        self.norm = nn.BatchNorm2d(o)

    def forward(self, x):
        return self.norm(self.conv(x))


class Tag(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.first, self.second = Layer(ch, ch, 3), Layer(ch, ch, 3, dilation=1)

    def forward(self, x):
        return torch.relu(x + self.second(torch.relu(self.first(x))))


class Tagger(nn.Module):
    def __init__(self, tags=50, ch=32):
        super().__init__()
        self.inp = Layer(1, ch, 3, 2)
        self.body = nn.Sequential(Tag(ch), Tag(ch))
        self.out = nn.Linear(ch, tags)

    def forward(self, x):
        return self.out(self.body(torch.relu(self.inp(x))).mean((2, 3)))
