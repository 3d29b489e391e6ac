"""Normalizer-free block: F.relu(x, inplace=True) on the block input, which the shortcut reads later."""
# input: 3x64x64
# target: ScaledNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class ScaledBlock(nn.Module):
    def __init__(self, ch, scale=0.2):
        super().__init__()
        self.c1 = nn.Conv2d(ch, ch, 3, padding=1)
        self.c2 = nn.Conv2d(ch, ch, 3, padding=1)
        self.scale = scale

    def forward(self, x):
        shortcut = x
        h = F.relu(x, inplace=True)  # expect: RES201 shortcut-changed-in-place
        h = F.relu(self.c1(h), inplace=True)
        h = self.c2(h)
        return shortcut + self.scale * h


class ScaledNet(nn.Module):
    def __init__(self, n=2, width=64, classes=37):
        super().__init__()
        self.entry = nn.Conv2d(3, width, 5, stride=2, padding=2)
        self.group1 = nn.Sequential(*(ScaledBlock(width) for _ in range(n)))
        self.trans = nn.Sequential(nn.ReLU(), nn.Conv2d(width, width * 2, 2, stride=2))
        self.group2 = nn.Sequential(*(ScaledBlock(width * 2) for _ in range(n)))
        self.exit = nn.Linear(width * 2, classes)

    def forward(self, x):
        x = self.group1(self.entry(x))
        x = self.group2(self.trans(x))
        x = torch.relu(x).mean((2, 3))
        return self.exit(x)
