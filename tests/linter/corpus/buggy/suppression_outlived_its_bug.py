"""A suppression stayed behind after the bias it excused had been removed."""
# input: 3x32x32
# target: TidyNet
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1)  # resnet-inspect: ignore[RES303]
        self.bn2 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(x + self.bn2(self.conv2(y)))


class TidyNet(nn.Module):
    def __init__(self, c=48, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, c, 3, padding=1, bias=False)  # resnet-inspect: ignore[RES303]  # expect: RES001 unused-suppression
        self.norm = nn.BatchNorm2d(c)
        self.blocks = nn.Sequential(Block(c), Block(c))
        self.fc = nn.Linear(c, classes)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        return self.fc(self.blocks(x).mean((2, 3)))
