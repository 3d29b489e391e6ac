"""Head built in a loop on a residual trunk; frozen for the first epochs."""
# input: 3x64x64
# target: build
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.c1 = nn.Conv2d(i, o, 3, 2, 1, bias=False)
        self.b1 = nn.BatchNorm2d(o)
        self.c2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(o)
        self.s = nn.Conv2d(i, o, 1, 2, bias=False)

    def forward(self, x):
        y = self.b2(self.c2(F.relu(self.b1(self.c1(x)))))
        return F.relu(y + self.s(x))


class Tagger(nn.Module):
    def __init__(self, widths, tags):
        super().__init__()
        self.trunk = nn.Sequential(*[Unit(i, o) for i, o in zip(widths, widths[1:])])
        self.trunk.requires_grad = False  # expect: RES405 freezes-nothing
        self.head = nn.Sequential()
        for k in range(3):
            self.head.add_module("fc{k}", nn.Linear(widths[-1], widths[-1]))  # expect: RES513 overwritten-module
            self.head.add_module(f"act{k}", nn.ReLU())
        self.out = nn.Linear(widths[-1], tags)

    def forward(self, x):
        return self.out(self.head(self.trunk(x).mean((2, 3))))


def build(tags=20):
    return Tagger([3, 16, 32, 64], tags)
