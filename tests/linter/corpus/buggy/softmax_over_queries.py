"""A non-local block whose weights sum to one over the queries."""
# input: 3x32x32
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class NonLocal(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.theta = nn.Conv2d(c, c // 2, 1)
        self.phi = nn.Conv2d(c, c // 2, 1)
        self.g = nn.Conv2d(c, c // 2, 1)
        self.out = nn.Conv2d(c // 2, c, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        t = self.theta(x).flatten(2).transpose(1, 2)
        p = self.phi(x).flatten(2)
        g = self.g(x).flatten(2).transpose(1, 2)
        a = torch.softmax(t @ p, dim=1)  # expect: RES141 attention-axis
        y = (a @ g).transpose(1, 2).reshape(b, c // 2, h, w)
        return x + self.out(y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.n = NonLocal(16)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(self.n(F.relu(self.c(x))).mean((2, 3)))
