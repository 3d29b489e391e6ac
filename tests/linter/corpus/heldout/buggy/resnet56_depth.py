"""CIFAR family by name: resnet56 gets eight blocks a stage (that would be 50 layers)."""
# input: 3x32x32
# target: resnet56
import torch
from torch import nn


class CifarBlock(nn.Module):
    def __init__(self, a, b, s):
        super().__init__()
        self.c1 = nn.Conv2d(a, b, 3, s, 1, bias=False)
        self.b1 = nn.BatchNorm2d(b)
        self.c2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(b)
        self.sc = None if a == b else nn.Sequential(nn.Conv2d(a, b, 1, s, bias=False), nn.BatchNorm2d(b))

    def forward(self, x):
        y = torch.relu(self.b1(self.c1(x)))
        y = self.b2(self.c2(y))
        return torch.relu(y + (x if self.sc is None else self.sc(x)))


class CifarNet(nn.Module):
    def __init__(self, n, classes=10):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.g1 = self.group(n, 16, 16, 1)
        self.g2 = self.group(n, 16, 32, 2)
        self.g3 = self.group(n, 32, 64, 2)
        self.fc = nn.Linear(64, classes)

    @staticmethod
    def group(n, a, b, s):
        return nn.Sequential(CifarBlock(a, b, s), *(CifarBlock(b, b, 1) for _ in range(n - 1)))

    def forward(self, x):
        return self.fc(self.g3(self.g2(self.g1(self.stem(x)))).mean((2, 3)))


def resnet20(classes=10):
    return CifarNet(3, classes)


def resnet56(classes=10):
    return CifarNet(8, classes)  # expect: RES506 depth-contradicts-name
