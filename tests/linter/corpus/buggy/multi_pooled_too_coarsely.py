"""Scene classifier at 320 pixels: AvgPool2d(7) over a 10x10 map, and the norm after the ReLU in the stem."""
# input: 3x320x320
# target: SceneNet
import torch
from torch import nn


class Cell(nn.Module):
    def __init__(self, a, b, s):
        super().__init__()
        self.c1 = nn.Conv2d(a, b, 3, s, 1, bias=False)
        self.n1 = nn.BatchNorm2d(b)
        self.c2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(b)
        self.cs = nn.Conv2d(a, b, 1, s, bias=False)
        self.ns = nn.BatchNorm2d(b)

    def forward(self, x):
        y = torch.relu(self.n1(self.c1(x)))
        y = self.n2(self.c2(y))
        return torch.relu(y + self.ns(self.cs(x)))


class SceneNet(nn.Module):
    def __init__(self, scenes=67):
        super().__init__()
        self.entry = nn.Sequential(
            nn.Conv2d(3, 32, 7, 4, 3, bias=False),
            nn.ReLU(),
            nn.BatchNorm2d(32),  # expect: RES307 norm-after-activation
        )
        self.cells = nn.Sequential(Cell(32, 64, 2), Cell(64, 128, 2), Cell(128, 256, 2))
        self.pool = nn.AvgPool2d(7)  # expect: RES117 dropped-rows
        self.fc = nn.Linear(256, scenes)

    def forward(self, x):
        x = self.cells(self.entry(x))
        x = self.pool(x).flatten(1)
        return self.fc(x)
