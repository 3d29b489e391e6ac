"""An attention gate with two sigmoids."""
# input: 3x64x64
# target: Net

import torch
import torch.nn as nn
import torch.nn.functional as F


class AttentionGate(nn.Module):
    def __init__(self, f_g, f_l, f_int):
        super().__init__()
        self.W_g = nn.Conv2d(f_g, f_int, 1)
        self.W_x = nn.Conv2d(f_l, f_int, 1)
        self.psi = nn.Sequential(nn.Conv2d(f_int, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid())  # expect: RES340 squashed-twice

    def forward(self, g, x):
        a = self.psi(F.relu(self.W_g(g) + self.W_x(x)))
        return x * torch.sigmoid(a)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 16, 3, 2, 1)
        self.d = nn.Conv2d(16, 16, 3, 1, 1)
        self.g = AttentionGate(16, 16, 8)
        self.o = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        x = F.relu(self.c(x))
        return self.o(self.g(F.relu(self.d(x)), x))
