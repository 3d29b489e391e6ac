"""Split-and-stride blocks on 36-pixel crops: each split strides, and the shortcut pools."""
# input: 3x36x36
# target: CropNet

import torch
from torch import nn


class SplitUnit(nn.Module):
    def __init__(self, width, step):
        super().__init__()
        part = width // 2
        self.part = part
        self.left = nn.Conv2d(part, part, 3, step, 1, bias=False)
        self.right = nn.Conv2d(part, part, 3, step, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.shortcut = nn.MaxPool2d(step, step) if step > 1 else nn.Identity()  # expect: RES106 odd-size-shortcut

    def forward(self, x):
        a, b = torch.split(x, self.part, dim=1)
        y = self.norm(torch.cat([torch.relu(self.left(a)), torch.relu(self.right(b))], dim=1))
        return torch.relu(y + self.shortcut(x))


class CropNet(nn.Module):
    def __init__(self, people=40):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, padding=1)
        self.units = nn.Sequential(SplitUnit(32, 2), SplitUnit(32, 2), SplitUnit(32, 2), SplitUnit(32, 1))
        self.who = nn.Linear(32, people)

    def forward(self, x):
        return self.who(self.units(self.stem(x)).mean((2, 3)))
