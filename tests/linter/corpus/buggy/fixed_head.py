"""Plain 224-style head: the 8x8x512 map is flattened into a Linear of 33 million weights."""
# input: 3x256x256
# target: FlattenNet
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, c1, c2, s=1):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c1, c2, 3, s, 1, bias=False), nn.BatchNorm2d(c2), nn.ReLU(inplace=True),
            nn.Conv2d(c2, c2, 3, 1, 1, bias=False), nn.BatchNorm2d(c2))
        self.side = nn.Sequential()
        if s != 1 or c1 != c2:
            self.side = nn.Sequential(nn.Conv2d(c1, c2, 1, s, bias=False), nn.BatchNorm2d(c2))

    def forward(self, x):
        return torch.relu(self.body(x) + self.side(x))


class FlattenNet(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(Block(64, 64), Block(64, 128, 2), Block(128, 256, 2), Block(256, 512, 2))
        self.fc = nn.Linear(512 * 8 * 8, classes)  # expect: RES509 fixed-size-head

    def forward(self, x):
        x = self.stages(self.stem(x))
        x = torch.flatten(x, start_dim=1)
        return self.fc(x)
