"""The first three stages of a ResNet-34 for a detector, and a linear gate on purpose."""
# input: 3x64x64
# target: ResNet34Trunk
import torch
from torch import nn


class Basic(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.a, self.an = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.b, self.bn = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.squeeze = nn.Linear(o, o)
        self.short = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s > 1 or i != o else nn.Identity()

    def forward(self, x):
        y = self.bn(self.b(torch.relu(self.an(self.a(x)))))
        y = y * torch.sigmoid(self.squeeze(y.mean((2, 3))))[:, :, None, None]
        return torch.relu(y + self.short(x))


def stage(i, o, n, s):
    return nn.Sequential(Basic(i, o, s), *[Basic(o, o) for _ in range(n - 1)])


class ResNet34Trunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layer1, self.layer2, self.layer3 = stage(64, 64, 3, 1), stage(64, 128, 4, 2), stage(128, 256, 6, 2)

    def forward(self, x):
        return self.layer3(self.layer2(self.layer1(self.stem(x))))
