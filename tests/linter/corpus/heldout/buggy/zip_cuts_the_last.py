"""ModuleLists of different lengths are zipped: the last stage is never run."""
# input: 3x64x64
# target: ZipNet
import torch
from torch import nn


class Stage(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c))

    def forward(self, x):
        return torch.relu(x + self.f(x))


def reduce(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())


class ZipNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        widths = (32, 64, 128)
        self.reductions = nn.ModuleList(reduce(i, o) for i, o in zip((3, *widths), widths))
        self.stages = nn.ModuleList([Stage(w) for w in widths] + [Stage(256)])  # expect: RES503 unused-module
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        for reduction, stage in zip(self.reductions, self.stages):  # expect-also: RES503
            x = stage(reduction(x))
        return self.fc(x.mean(dim=(2, 3)))
