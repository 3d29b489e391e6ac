"""resnet34 typed into a notebook: depths of another net, no activation in the stem."""
# input: 3x64x64
# target: resnet34
import torch
from torch import nn


def block(i, o, s=1):
    return nn.Sequential(
        nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
        nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))


class Res(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.f = block(i, o, s)
        self.g = None
        if s != 1 or i != o:
            self.g = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = self.f(x)
        y += x if self.g is None else self.g(x)
        return y.relu()


class Net(nn.Module):
    def __init__(self, depths, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.stages = nn.ModuleList()
        i = 64
        for o, n in zip((64, 128, 256, 512), depths):
            self.stages.append(nn.Sequential(Res(i, o, 1 if o == 64 else 2), *[Res(o, o) for _ in range(n - 1)]))
            i = o
        self.fc = nn.Linear(512, num_classes)

    def forward(self, x):
        x = self.pool(self.bn1(self.conv1(x)))  # expect: RES306 missing-activation
        for stage in self.stages:
            x = stage(x)
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


def resnet34(num_classes=1000):
    return Net((3, 4, 4, 3), num_classes)  # expect: RES506 depth-contradicts-name
