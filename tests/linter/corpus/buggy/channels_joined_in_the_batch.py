"""Spatial attention beside a residual trunk (CBAM's second half, from memory)."""
# input: 3x40x40
# target: SpatialNet
import torch
import torch.nn as nn


class Where(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        top, _ = x.max(1, keepdim=True)
        mean = x.mean(1, keepdim=True)
        return x * torch.sigmoid(self.conv(torch.cat([mean, top], 0)))  # expect: RES126 concatenation-over-batch


class Cell(nn.Module):
    def __init__(self, ch):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(ch, ch, 3, 1, 1, bias=False), nn.BatchNorm2d(ch), nn.ReLU(True),
                               nn.Conv2d(ch, ch, 3, 1, 1, bias=False), nn.BatchNorm2d(ch))
        self.where = Where()

    def forward(self, x):
        return torch.relu(x + self.where(self.f(x)))


class SpatialNet(nn.Module):
    def __init__(self, k=7):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(True))
        self.cells = nn.Sequential(Cell(24), Cell(24))
        self.fc = nn.Linear(24, k)

    def forward(self, x):
        return self.fc(self.cells(self.stem(x)).mean((-2, -1)))
