"""ResNeXt for 32 px tiles, normalisation written out by hand."""
# input: 3x32x32
# target: TileResNeXt
import torch
import torch.nn as nn
import torch.nn.functional as F


class HandNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gain, self.shift = nn.Parameter(torch.ones(n)), nn.Parameter(torch.zeros(n))
        self.register_buffer("mean", torch.zeros(n))
        self.register_buffer("var", torch.ones(n))

    def forward(self, x):
        return F.batch_norm(x, self.mean, self.var, self.gain, self.shift, True)  # expect: RES310 batch-statistics-in-evaluation


class Cell(nn.Module):
    def __init__(self, c, group_width, cardinality):
        super().__init__()
        d = group_width * cardinality
        self.squeeze, self.n1 = nn.Conv2d(c, d, 1, bias=False), HandNorm(d)
        self.wide, self.n2 = nn.Conv2d(d, d, 3, 1, 1, bias=False), HandNorm(d)  # expect: RES515 groups-contradict-name
        self.expand, self.n3 = nn.Conv2d(d, c, 1, bias=False), HandNorm(c)

    def forward(self, x):
        y = F.relu(self.n1(self.squeeze(x)))
        y = F.relu(self.n2(self.wide(y)))
        return F.relu(self.n3(self.expand(y)) + x)


class TileResNeXt(nn.Module):
    def __init__(self, kinds=12):
        super().__init__()
        self.stem, self.ns = nn.Conv2d(3, 64, 3, 1, 1, bias=False), HandNorm(64)
        self.cells = nn.Sequential(Cell(64, 4, 8), nn.AvgPool2d(2), Cell(64, 4, 8))
        self.fc = nn.Linear(64, kinds)

    def forward(self, x):
        return self.fc(self.cells(F.relu(self.ns(self.stem(x)))).mean((2, 3)))
