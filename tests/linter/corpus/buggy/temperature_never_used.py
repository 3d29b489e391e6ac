"""Metric-learning ResNet: cosine logits with a learned temperature."""
# input: 3x32x32
# target: CosNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class B(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c1, self.n1 = nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)
        self.c2, self.n2 = nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)

    def forward(self, x):
        return F.relu(x + self.n2(self.c2(F.relu(self.n1(self.c1(x))))))


class CosNet(nn.Module):
    def __init__(self, classes=30, c=32):
        super().__init__()
        self.stem = nn.Conv2d(3, c, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(c)
        self.blocks = nn.Sequential(B(c), B(c))
        self.centres = nn.Parameter(torch.randn(classes, c))
        self.temperature = nn.Parameter(torch.tensor(10.0))  # expect-also: RES518

    def forward(self, x):
        f = self.blocks(F.relu(self.norm(self.stem(x)))).mean((2, 3))
        return F.normalize(f) @ F.normalize(self.centres).t()  # expect: RES518 unused-parameter
