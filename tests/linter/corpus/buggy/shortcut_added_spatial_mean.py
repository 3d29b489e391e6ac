"""Lightweight segmentation block whose shortcut ends in a global pool: it broadcasts over the map."""
# input: 3x64x64
# target: LiteSeg
import torch
from torch import nn


class LiteBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(),
            nn.Conv2d(cout, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout))
        self.shortcut = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),  # expect: RES107 broadcasting-join
            nn.Conv2d(cin, cout, 1, bias=False))

    def forward(self, x):
        return torch.relu(self.main(x) + self.shortcut(x))  # expect-also: RES107


class LiteSeg(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.block1 = LiteBlock(32, 64)
        self.down2 = nn.Sequential(nn.Conv2d(64, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.block2 = LiteBlock(64, 128)
        self.classify = nn.Conv2d(128, classes, 1)

    def forward(self, x):
        x = self.block1(self.down1(x))
        x = self.block2(self.down2(x))
        return self.classify(x)
