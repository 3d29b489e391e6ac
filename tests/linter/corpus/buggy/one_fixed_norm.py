"""A bottleneck with one norm of its own kind."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class Bottleneck(nn.Module):
    def __init__(self, c, m, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.c1 = nn.Conv2d(c, m, 1, bias=False)
        self.n1 = norm_layer(m)
        self.c2 = nn.Conv2d(m, m, 3, padding=1, bias=False)
        self.n2 = nn.BatchNorm2d(m)  # expect: RES552 hard-coded-norm
        self.c3 = nn.Conv2d(m, c, 1, bias=False)
        self.n3 = norm_layer(c)
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.act(self.n1(self.c1(x)))
        y = self.act(self.n2(self.c2(y)))
        return self.act(self.n3(self.c3(y)) + x)


class Net(nn.Module):
    def __init__(self, norm_layer=nn.InstanceNorm2d):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1), norm_layer(32), nn.ReLU())
        self.b = nn.Sequential(*[Bottleneck(32, 8, norm_layer) for _ in range(3)])
        self.fc = nn.Linear(32, 5)

    def forward(self, x):
        return self.fc(self.b(self.stem(x)).mean((2, 3)))
