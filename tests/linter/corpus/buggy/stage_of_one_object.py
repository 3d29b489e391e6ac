"""Stage factory: the tail of each stage is one block object multiplied."""
# input: 3x64x64
# target: MultiplyNet
import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.a = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.an = nn.BatchNorm2d(cout)
        self.b = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.s = nn.Identity() if stride == 1 and cin == cout else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = torch.relu(self.an(self.a(x)))
        return torch.relu(self.bn(self.b(y)) + self.s(x))


def make_stage(cin, cout, depth, stride):
    head = [Unit(cin, cout, stride)]
    tail = [Unit(cout, cout)] * (depth - 1)  # expect: RES502 repeated-module-object
    return nn.Sequential(*head, *tail)


class MultiplyNet(nn.Module):
    def __init__(self, depths=(3, 3, 3), classes=100):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 5, 2, 2, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.stages = nn.ModuleList()
        c = 64
        for i, d in enumerate(depths):
            self.stages.append(make_stage(c, 64 << i, d, 2 if i else 1))
            c = 64 << i
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.fc(x.mean(dim=[-1, -2]))
