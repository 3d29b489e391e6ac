"""Homework 3: a reshape that cannot work, an option that is not read, probabilities instead of logits."""
# input: 3x64x64
# target: HW3Net
import torch
import torch.nn as nn


class Cell(nn.Module):
    def __init__(self, i, o, s=1, groups=8):
        super().__init__()
        m = o // 2
        self.net = nn.Sequential(
            nn.Conv2d(i, m, 1, bias=False), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, m, 3, s, 1, groups=groups, bias=False), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, o, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = nn.Sequential() if i == o and s == 1 else nn.Sequential(
            nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return torch.relu(self.net(x) + self.skip(x))


class HW3Net(nn.Module):
    def __init__(self, n_class=10, activation='relu'):  # expect: RES504 unused-argument
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.cells = nn.Sequential(Cell(32, 64), Cell(64, 128, 2), Cell(128, 256, 2))
        self.pool = nn.AdaptiveAvgPool2d(2)
        self.hidden = nn.Linear(256, 128)
        self.out = nn.Linear(128, n_class)

    def forward(self, x):
        x = self.cells(self.stem(x))
        x = self.pool(x)
        x = x.view(len(x), 256)  # expect: RES113 reshape-fails
        x = torch.relu(self.hidden(x))
        return torch.softmax(self.out(x), 1)  # expect: RES510 softmax-output
