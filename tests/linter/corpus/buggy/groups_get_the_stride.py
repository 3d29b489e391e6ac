"""ResNeXt-like blocks with a conv helper that takes everything by position."""
# input: 3x64x64
# target: Next
import torch.nn as nn
import torch.nn.functional as F


def cbr(i, o, kernel=3, padding=1, groups=1, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, kernel, stride, padding, groups=groups, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class NextBlock(nn.Module):
    def __init__(self, i, o, step=1):
        super().__init__()
        self.reduce = cbr(i, o // 2, 1, 0)
        self.spatial = cbr(o // 2, o // 2, 3, 1, step)  # expect: RES102 projection-stride
        self.expand = nn.Sequential(nn.Conv2d(o // 2, o, 1, bias=False), nn.BatchNorm2d(o))
        self.skip = nn.Sequential()
        if step != 1 or i != o:
            self.skip = nn.Sequential(nn.Conv2d(i, o, 1, step, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.expand(self.spatial(self.reduce(x))) + self.skip(x), inplace=True)


class Next(nn.Module):
    def __init__(self, classes=9):
        super().__init__()
        self.stem = cbr(3, 32, 3, 1, 1, 2)
        self.body = nn.Sequential(NextBlock(32, 64), NextBlock(64, 128, 2), NextBlock(128, 128), NextBlock(128, 256, 2))
        self.top = nn.Linear(256, classes)

    def forward(self, x):
        return self.top(self.body(self.stem(x)).mean((2, 3)))
