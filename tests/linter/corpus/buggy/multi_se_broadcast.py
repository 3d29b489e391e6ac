"""Squeeze-and-excitation net whose shortcuts are wrong: one is pooled to a point, the other is detached."""
# input: 3x64x64
# target: SENetLike
import torch
from torch import nn


class SE(nn.Module):
    def __init__(self, c, r=16):
        super().__init__()
        self.fc = nn.Sequential(nn.Conv2d(c, c // r, 1), nn.ReLU(), nn.Conv2d(c // r, c, 1), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3), keepdim=True))


class Block(nn.Module):
    def __init__(self, i, o, s=1):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, s, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        self.se = SE(o)
        self.down = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),  # expect: RES107 broadcasting-join
            nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o)) if i != o else None

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.se(self.bn2(self.conv2(y)))
        if self.down is None:
            return torch.relu(y + x.detach())  # expect: RES202 shortcut-detached
        return torch.relu(y + self.down(x))  # expect-also: RES107


class SENetLike(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.net = nn.Sequential(Block(64, 64), Block(64, 128, 2), Block(128, 128), Block(128, 256, 2))
        self.fc = nn.Linear(256, classes)

    def forward(self, x):
        return self.fc(self.net(self.stem(x)).mean((2, 3)))
