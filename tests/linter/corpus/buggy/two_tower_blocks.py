"""A short residual trunk for spectrograms: two stages whose lengths come from one argument."""
# input: 1x48x64
# target: SpectrogramTrunk
import torch
from torch import nn


def unit(width):
    return nn.Sequential(
        nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))


class Units(nn.Module):
    def __init__(self, width, count):
        super().__init__()
        self.units = nn.ModuleList([unit(width) for _ in range(count)])

    def forward(self, x):
        for one in self.units:
            x = torch.relu(x + one(x))
        return x


class SpectrogramTrunk(nn.Module):
    def __init__(self, depths=(2, 4), width=16, speakers=10):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(1, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.part1 = Units(width, depths[0])
        self.part2 = Units(width, depths[0])  # expect: RES542 copied-line
        self.out = nn.Linear(width, speakers)

    def forward(self, x):
        x = self.part2(self.part1(self.enter(x)))
        return self.out(x.mean((2, 3)))
