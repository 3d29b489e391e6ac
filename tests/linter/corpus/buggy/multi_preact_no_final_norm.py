"""Pre-activation network whose last sum is pooled without norm and activation; growth is not read."""
# input: 3x32x32
# target: PreResNet
import torch
from torch import nn


class PreBlock(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.n1 = nn.BatchNorm2d(i)
        self.c1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.n2 = nn.BatchNorm2d(o)
        self.c2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.sc = nn.Conv2d(i, o, 1, s, bias=False) if s != 1 or i != o else None

    def forward(self, x):
        h = torch.relu(self.n1(x))
        skip = x if self.sc is None else self.sc(h)
        h = self.c1(h)
        h = self.c2(torch.relu(self.n2(h)))
        return skip + h


class PreResNet(nn.Module):
    def __init__(self, num_classes=10, growth=2):  # expect: RES504 unused-argument
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.blocks = nn.Sequential(PreBlock(16, 32), PreBlock(32, 32), PreBlock(32, 64, 2), PreBlock(64, 64))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.blocks(self.stem(x))
        x = self.pool(x)  # expect: RES308 missing-final-norm
        return self.fc(x.flatten(1))
